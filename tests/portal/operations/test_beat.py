"""Every line of the beat schedule leads to a task that runs."""

import pytest
from celery import current_app
from celery.schedules import maybe_schedule
from django.conf import settings

from portal.operations.models import ScheduleRun
from portal.operations.schedules import task_of

NAMES = sorted(settings.CELERY_BEAT_SCHEDULE)


@pytest.mark.parametrize("name", NAMES)
def test_schedule_can_be_read(name: str) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert maybe_schedule(entry["schedule"], app=current_app).remaining_estimate


@pytest.mark.parametrize("name", NAMES)
def test_task_has_a_title_for_people(name: str) -> None:
    assert str(task_of(name).title)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_task_succeeds_on_an_empty_database_and_twice(name: str) -> None:
    for _time in range(2):
        task_of(name).apply()
    runs = ScheduleRun.objects.filter(schedule=name)
    assert [run.outcome for run in runs] == ["succeeded", "succeeded"]
