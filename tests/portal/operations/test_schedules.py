"""What is overdue when: clock tests over a schedule of our own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from celery import current_app
from celery.schedules import crontab
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from identity.models import User
from portal.operations import schedules
from portal.operations.models import Schedule, ScheduleRun
from portal.operations.schedules import Entry, entries

pytestmark = pytest.mark.django_db

NAME = "nightly"
START = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def nightly(settings: Settings, clock: time_machine.Traveller) -> Any:
    """One schedule, each night at four (Berlin), and its task."""

    @current_app.task(name="tests.nightly", title="Nächtlich")
    def task() -> dict[str, int]:
        return {"removed": 3}

    entry = {"task": "tests.nightly", "schedule": crontab(hour=4, minute=0)}
    settings.CELERY_BEAT_SCHEDULE = {NAME: entry}
    schedules.announce()
    yield task
    current_app.tasks.pop("tests.nightly")


def the_entry() -> Entry:
    (entry,) = entries()
    return entry


def test_a_new_schedule_is_not_overdue(nightly: Any) -> None:
    assert not the_entry().is_overdue


def test_next_run_is_the_coming_night_in_berlin(nightly: Any) -> None:
    assert the_entry().next_run == datetime(2026, 3, 3, 3, tzinfo=UTC)


def test_never_run_is_overdue_after_the_first_night(
    nightly: Any, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime(2026, 3, 3, 6, 1, tzinfo=UTC))
    assert the_entry().overdue_since == datetime(2026, 3, 3, 3, tzinfo=UTC)


def test_a_grace_of_three_hours_is_given(nightly: Any, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2026, 3, 3, 5, 59, tzinfo=UTC))
    assert not the_entry().is_overdue


def test_success_ends_the_alarm(nightly: Any, clock: time_machine.Traveller) -> None:
    clock.move_to(START + timedelta(days=3))
    assert the_entry().is_overdue
    nightly.apply()
    assert not the_entry().is_overdue


def test_failures_do_not_end_the_alarm(nightly: Any, clock: time_machine.Traveller) -> None:
    clock.move_to(START + timedelta(days=3))
    run = ScheduleRun.objects.create(schedule_id=NAME, task_id="x", started_at=START)
    run.finish(ScheduleRun.Outcome.FAILED)
    assert the_entry().is_overdue


def test_each_minute_is_overdue_after_five_more(
    nightly: Any, settings: Settings, clock: time_machine.Traveller
) -> None:
    settings.CELERY_BEAT_SCHEDULE[NAME]["schedule"] = timedelta(minutes=1)
    clock.move_to(START + timedelta(minutes=6))
    assert not the_entry().is_overdue
    clock.move_to(START + timedelta(minutes=6, seconds=1))
    assert the_entry().is_overdue


def test_summer_time_moves_the_run_in_utc(nightly: Any, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert the_entry().next_run == datetime(2026, 3, 29, 2, tzinfo=UTC)


def test_run_is_recorded_with_its_counts(nightly: Any) -> None:
    nightly.apply()
    run = ScheduleRun.objects.get()
    assert (run.schedule_id, run.outcome, run.summary) == (NAME, "succeeded", "removed: 3")


def test_overdue_comes_first(
    nightly: Any, settings: Settings, clock: time_machine.Traveller
) -> None:
    settings.CELERY_BEAT_SCHEDULE["a"] = {"task": "tests.nightly", "schedule": timedelta(days=9)}
    schedules.announce()
    clock.move_to(START + timedelta(days=1))
    assert [entry.name for entry in entries()] == [NAME, "a"]


def test_announcing_again_keeps_the_date(nightly: Any, clock: time_machine.Traveller) -> None:
    clock.move_to(START + timedelta(days=1))
    schedules.announce()
    assert Schedule.objects.get(name=NAME).announced_at == START


def test_run_now_runs_and_leaves_an_audit_entry(nightly: Any, administrator: User) -> None:
    schedules.run_now(NAME, actor=administrator)
    assert ScheduleRun.objects.get().outcome == "succeeded"
    entry = ModelLogEntry.objects.get(action="portal.schedule.run")
    assert (entry.user, entry.object_id) == (administrator, NAME)


def test_unknown_name_cannot_be_run(nightly: Any, administrator: User) -> None:
    with pytest.raises(schedules.UnknownSchedule):
        schedules.run_now("other", actor=administrator)
