"""After its time a visit is gone, and the log says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from guestreg import partitions, retention
from guestreg.models import (
    DataRequest,
    DayKey,
    DayKeyShare,
    Deletion,
    LegalBasis,
    ReleasedVisit,
    Visit,
)
from guestreg.tasks import purge_expired
from identity.models import User
from tests.guestreg.conftest import take

pytestmark = pytest.mark.django_db


def after(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_visit_stays_through_its_last_day(visit_at: Callable) -> None:
    visit_at()
    with after(28):
        purge_expired()
    assert Visit.objects.count() == 1


def test_visit_is_gone_the_day_after(
    visit_at: Callable, capsys: pytest.CaptureFixture[str]
) -> None:
    visit_at()
    visit_at()
    today = timezone.localdate()
    with after(29):
        call_command("purge_expired")
    assert Visit.objects.count() == 0
    assert f"{today}: 2 visits" in capsys.readouterr().out


def test_log_counts_per_day(visit_at: Callable) -> None:
    visit_at()
    with after(1):
        visit_at()
        visit_at()
    with after(40):
        purge_expired()
    assert list(Deletion.objects.order_by("day").values_list("visits", flat=True)) == [1, 2]


def test_partition_is_dropped(visit_at: Callable) -> None:
    visit_at()
    expires_on = Visit.objects.get().expires_on
    assert expires_on in partitions.existing()
    with after(29):
        purge_expired()
    assert expires_on not in partitions.existing()


def test_running_again_changes_nothing(visit_at: Callable) -> None:
    visit_at()
    with after(29):
        purge_expired()
        assert purge_expired() == "nothing was due"
    assert Deletion.objects.count() == 1


def test_released_copies_go_with_their_visits(
    released: DataRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    with after(29):
        call_command("purge_expired")
    assert not ReleasedVisit.objects.exists()
    assert Deletion.objects.get().released == 1


def test_w9_day_key_is_destroyed(visit_at: Callable) -> None:
    visit_at()
    day = timezone.localdate()
    assert DayKeyShare.objects.filter(day_key__day=day).exists()
    with after(29):
        purge_expired()
    assert not DayKeyShare.objects.filter(day_key__day=day).exists()
    assert DayKey.objects.get(day=day).destroyed_at is not None


def test_w9_a_saved_copy_cannot_be_read_later(released: DataRequest, health_officer: User) -> None:
    """A backup of the released visits outlives the purge, but not its key."""
    copies = list(ReleasedVisit.objects.all())
    with after(29):
        purge_expired()
        ReleasedVisit.objects.bulk_create(copies)
        (row,) = take(released, health_officer)
    assert row.doubts == ("sealed",)
    assert row.family_name == ""


def test_missed_nights_are_caught_up(visit_at: Callable) -> None:
    visit_at()
    with after(3):
        visit_at()
    with after(100):
        assert retention.is_late(timezone.localdate())
        purge_expired()
        assert not retention.is_late(timezone.localdate())
    assert Visit.objects.count() == 0


def test_shorter_retention_goes_earlier(visit_at: Callable, basis: LegalBasis) -> None:
    visit_at()
    basis.retention_days = 7
    basis.save()
    visit_at()
    with after(8):
        purge_expired()
    assert Visit.objects.count() == 1


def test_log_cannot_be_changed(visit_at: Callable) -> None:
    visit_at()
    with after(29):
        purge_expired()
    for statement in ("UPDATE guestreg_deletion SET visits = 0", "DELETE FROM guestreg_deletion"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_partitions_are_ready_for_the_week(basis: LegalBasis) -> None:
    purge_expired()
    today = timezone.localdate()
    assert today + timedelta(days=28 + partitions.AHEAD) in partitions.existing()
