"""Freezing: the same question, the same bytes."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from ozg_catalog import snapshots
from ozg_catalog.errors import CatalogueError
from ozg_catalog.example import load
from ozg_catalog.models import Assessment, LeikaEntry, Municipality, Snapshot

pytestmark = pytest.mark.django_db
COUNCIL_DAY = date(2021, 3, 4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def freeze(home: Municipality, on: date = COUNCIL_DAY) -> Snapshot:
    return snapshots.freeze(actor=None, municipality=home, on=on)


def test_twice_is_one(home: Municipality, ours: LeikaEntry) -> None:
    assert freeze(home) == freeze(home)
    assert ModelLogEntry.objects.filter(action=snapshots.FREEZE).count() == 1


def test_later_observations_leave_a_past_day_as_it_is(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    observe(1, date(2021, 3, 1))
    before = freeze(home)
    observe(4, date(2021, 3, 5))
    assert freeze(home) == before


def test_late_knowledge_makes_a_second_snapshot_and_keeps_the_first(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    before = freeze(home)
    observe(1, date(2021, 3, 1))
    after = freeze(home)
    assert before.digest != after.digest
    assert Snapshot.objects.current(home) == after
    before.refresh_from_db()
    assert before.is_intact()


@given(st.dictionaries(st.text(), JSON))
def test_written_in_pieces_as_in_one(data: dict[str, object]) -> None:
    whole = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert snapshots.canonical(data) == whole


def test_future_is_refused(home: Municipality) -> None:
    with pytest.raises(CatalogueError, match="Zukunft"):
        freeze(home, timezone.localdate() + timedelta(days=1))


def test_as_of_shows_what_a_reader_of_that_day_saw(home: Municipality) -> None:
    early, late = freeze(home), freeze(home, date(2022, 1, 1))
    assert Snapshot.objects.as_of(home, date(2021, 12, 31)) == early
    assert Snapshot.objects.as_of(home, date(2022, 1, 1)) == late
    assert Snapshot.objects.as_of(home, date(2021, 3, 3)) is None


def test_changes_are_named_with_their_reason(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    freeze(home)
    observe(3, date(2021, 3, 5))
    since = freeze(home, date(2021, 4, 1)).data["since"]
    assert since["on"] == "2021-03-04"
    (change,) = since["changes"]
    assert change == {
        "name": ours.name,
        "from": "not_assessed",
        "to": "conform",
        "why": "assessment",
    }


def test_starter_content_loads_twice_without_change(starter: Municipality) -> None:
    counts = [model.objects.count() for model in (Assessment, LeikaEntry, Snapshot, Municipality)]
    load()
    assert counts == [
        model.objects.count() for model in (Assessment, LeikaEntry, Snapshot, Municipality)
    ]


def test_older_stand_does_not_know_the_future(starter: Municipality) -> None:
    data = Snapshot.objects.get(on=COUNCIL_DAY).data
    assert data["strategy"] is None
    assert {project["status"] for project in data["projects"]} == {"running"}
    assert all(milestone["reached_on"] is None for milestone in data["milestones"])
