"""The record that Celery's signals leave."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone
from pytest_django import Settings

from portal.operations.models import Schedule, ScheduleRun
from portal.operations.tasks import heartbeat, prune_runs

pytestmark = pytest.mark.django_db


def runs_ago(name: str, *days: int) -> None:
    schedule, _created = Schedule.objects.get_or_create(name=name)
    ScheduleRun.objects.bulk_create(
        ScheduleRun(schedule=schedule, task_id=f"{n}", started_at=timezone.now() - timedelta(day))
        for n, day in enumerate(days)
    )


def test_heartbeat_is_recorded() -> None:
    heartbeat.apply()
    run = ScheduleRun.objects.get()
    assert (run.schedule_id, run.outcome) == ("heartbeat", "succeeded")
    assert run.duration is not None


def test_a_task_off_the_schedule_is_not_recorded() -> None:
    @current_app.task(name="tests.other")
    def other() -> None: ...

    other.apply()
    assert not ScheduleRun.objects.exists()


def test_error_text_is_not_recorded(settings: Settings) -> None:
    @current_app.task(name="tests.failing")
    def failing() -> None:
        raise ValueError("Erika Mustermann")

    settings.CELERY_BEAT_SCHEDULE = {"f": {"task": "tests.failing", "schedule": 60}}
    failing.apply()
    run = ScheduleRun.objects.get()
    assert (run.outcome, run.summary) == ("failed", "ValueError")


def test_kwargs_tell_schedules_of_one_task_apart(settings: Settings) -> None:
    @current_app.task(name="tests.kind")
    def by_kind(kind: str) -> None: ...

    def entry(kind: str) -> dict[str, Any]:
        return {"task": "tests.kind", "schedule": 60, "kwargs": {"kind": kind}}

    settings.CELERY_BEAT_SCHEDULE = {"a": entry("a"), "b": entry("b")}
    by_kind.apply(kwargs={"kind": "b"})
    assert ScheduleRun.objects.get().schedule_id == "b"


def test_pruning_keeps_the_last_runs_however_old() -> None:
    runs_ago("rare", 400, 300)
    assert prune_runs.apply().result == {"removed": 0}


def test_pruning_removes_old_surplus_only() -> None:
    runs_ago("often", *[1] * 49, 2, 8, 9)
    assert prune_runs.apply().result == {"removed": 2}
