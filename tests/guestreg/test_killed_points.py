"""kill -9 at each point of check-in, release and deletion, one after the other.

Every statement and every commit is stopped before and after it, once by the death of the process
and once by the death of its database session. What runs at random moments, with threads, a real
worker and a real server, is in test_killed and test_killed_server.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from guestreg import gateway, handover, partitions, places, retention, visits
from guestreg.checkin import receipt_hash
from guestreg.group_commit import GroupCommit, _Entry
from guestreg.models import Code, DataRequest, DayKey, DayKeyShare, Deletion, ReleasedVisit, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, opened_by_venue
from tests.guestreg.kill_points import (
    How,
    Report,
    die,
    has,
    lose_session,
    stopped_at_each_point,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("how", [die, lose_session]),
]


def stored() -> set[bytes]:
    return {bytes(value) for value in Visit.objects.values_list("receipt_hash", flat=True)}


def test_a_confirmed_check_in_is_stored_and_a_repeated_one_is_stored_once(
    how: How, code: Code, message: Callable[..., dict[str, Any]]
) -> None:
    names: list[str] = []
    body = b""

    def work(report: Report) -> None:
        places.forget()
        report(gateway.answer(code.code, body, {}, language="de")[0])

    def bodies() -> Iterator[bytes]:
        while True:
            yield json.dumps(message(GUEST, GUEST, GUEST)).encode()

    fresh, before = bodies(), stored()
    body = next(fresh)
    for name, said in stopped_at_each_point(work, how):
        names.append(name)
        new = stored() - before
        assert len(new) in (0, 3), name
        assert new or not said.startswith("201"), name
        assert gateway.answer(code.code, body, {}, language="de")[0].startswith("201")
        assert len(stored() - before) == 3, name
        body, before = next(fresh), stored()
    assert has(names, "before INSERT INTO guestreg_visit", "after INSERT INTO guestreg_visit")
    assert said.startswith("201")


def test_of_a_batch_with_one_refused_visit_no_confirmed_one_is_lost(
    how: How, code: Code, visit_at: Callable
) -> None:
    """Written together, refused, and written again one by one."""
    visit_at()
    (row,) = Visit.objects.values(
        "expires_on", "day", "venue", "area", "basis", "arrived_at", "leaves_by",
        "office_kid", "venue_kid", "sealed_by", "sealed",
    )  # fmt: skip
    row["sealed"] = bytes(row["sealed"])
    names = []

    def work(report: Report) -> None:
        batch: GroupCommit[visits.SealedVisit] = GroupCommit(visits.write)
        entries = [
            _Entry([visits.SealedVisit(**row | {"receipt_hash": receipt_hash(name)} | wrong)])
            for name, wrong in (("a", {}), ("b", {"sealed": b"readable"}), ("c", {}))
        ]
        batch._write_group(entries)
        report("".join(n for n, entry in zip("abc", entries, strict=True) if entry.stored))

    for name, said in stopped_at_each_point(work, how):
        names.append(name)
        assert {receipt_hash(one) for one in said} <= stored(), name
        assert receipt_hash("b") not in stored(), name
        Visit.objects.exclude(receipt_hash=b"").filter(
            receipt_hash__in=[receipt_hash(one) for one in "abc"]
        ).delete()
    assert has(names, "before INSERT INTO guestreg_visit", "after INSERT INTO guestreg_visit")
    assert len(names) > 6
    assert said == "ac"


def test_a_release_is_given_whole_or_not_at_all(
    how: How, visit_at: Callable, ask: Callable[..., DataRequest], baker: User
) -> None:
    for _guest in range(5):
        visit_at()
    asked = ask()
    opened, names = opened_by_venue(asked), []

    def work(report: Report) -> None:
        handover.release(actor=baker, request=asked, opened=opened)
        report("released")

    for name, said in stopped_at_each_point(work, how):
        names.append(name)
        asked.refresh_from_db()
        assert ReleasedVisit.objects.count() == (5 if asked.is_released else 0), name
        assert asked.is_released or not said, name
        assert len(stored()) == 5, name
        ReleasedVisit.objects.all().delete()
        DataRequest.objects.update(state=DataRequest.State.SENT)
        asked.refresh_from_db()
    assert has(names, "before INSERT INTO guestreg_releasedvisit", "before COMMIT", "after COMMIT")
    assert said == "released"


def deleted(day: date) -> list[tuple[int, int]]:
    """What the deletion log says of that day: visits and released copies."""
    return list(Deletion.objects.filter(day=day).values_list("visits", "released"))


@pytest.fixture
def due(visit_at: Callable, released: DataRequest) -> Callable[[], None]:
    """Visits and a released copy whose period will end; gives what puts all of it back."""
    tables = ("guestreg_visit", "guestreg_releasedvisit", "guestreg_daykeyshare")
    for _guest in range(4):
        visit_at()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS kept_{table}")
            cursor.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}")
    expiry = Visit.objects.values_list("expires_on", flat=True)[0]

    def put_back() -> None:
        partitions.ensure([expiry])
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE guestreg_deletion")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
            cursor.execute("UPDATE guestreg_daykey SET destroyed_at = NULL")

    return put_back


def test_what_a_deletion_removed_stays_removed_and_the_next_one_finishes(
    how: How, due: Callable[[], None]
) -> None:
    day, names = timezone.localdate(), []
    later = time_machine.travel(timezone.now() + timedelta(days=29), tick=False)

    def work(report: Report) -> None:
        with later:
            retention.purge(timezone.localdate())
        report("done")

    for name, _said in stopped_at_each_point(work, how):
        names.append(name)
        left = (Visit.objects.count(), ReleasedVisit.objects.count(), deleted(day))
        assert left in [(5, 1, []), (0, 0, [(5, 1)])], name
        shares = DayKeyShare.objects.filter(day_key__day=day).count()
        assert bool(shares) == (DayKey.objects.get(day=day).destroyed_at is None), name
        work(lambda text: None)  # the next night
        assert deleted(day) == [(5, 1)], name
        assert not Visit.objects.exists(), name
        assert not DayKeyShare.objects.filter(day_key__day=day).exists(), name
        due()
    assert has(
        names, "before DROP TABLE guestreg_visit_", "after DROP TABLE", "before COMMIT",
        "after COMMIT", "before DELETE FROM guestreg_daykeyshare",
        "before INSERT INTO guestreg_deletion",
    )  # fmt: skip
    assert _said == "done"
