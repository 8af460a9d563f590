"""The beat schedule seen as a table: what runs when, how the last run went, what is overdue.

Settings hold the schedule, the database what came of it. A schedule is overdue when its last
success is so old that the run due after it, plus a grace, has passed; so a task that fails
again and again becomes overdue as well as one that never starts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import Task, current_app
from celery.schedules import BaseSchedule, maybe_schedule
from django.conf import settings
from django.utils import timezone
from wagtail.log_actions import log

from identity.models import User
from portal.operations.models import Schedule, ScheduleRun

LEAST_GRACE = timedelta(minutes=5)
MOST_GRACE = timedelta(hours=3)


class UnknownSchedule(Exception):
    """There is no schedule of that name."""


@dataclass(frozen=True)
class Entry:
    """One schedule with all that is known about it at one moment."""

    name: str
    title: str
    last_run: ScheduleRun | None
    last_success: datetime | None
    next_run: datetime
    overdue_since: datetime | None

    @property
    def is_overdue(self) -> bool:
        return self.overdue_since is not None


def entries() -> list[Entry]:
    """Every schedule as it stands now, the overdue ones first."""
    announced = dict(Schedule.objects.values_list("name", "announced_at"))
    runs = ScheduleRun.objects.latest_of_each()
    successes = ScheduleRun.objects.last_successes()
    now = timezone.now()
    found = [
        _entry(name, announced.get(name, now), runs.get(name), successes.get(name), now)
        for name in settings.CELERY_BEAT_SCHEDULE
    ]
    return sorted(found, key=lambda entry: (not entry.is_overdue, entry.name))


def overdue() -> list[Entry]:
    return [entry for entry in entries() if entry.is_overdue]


def announce() -> None:
    """Note since when each schedule exists; called after migrating and by each worker."""
    names = settings.CELERY_BEAT_SCHEDULE
    Schedule.objects.bulk_create([Schedule(name=name) for name in names], ignore_conflicts=True)


def run_now(name: str, *, actor: User) -> None:
    """Send the task at once, beside its schedule."""
    if name not in settings.CELERY_BEAT_SCHEDULE:
        raise UnknownSchedule(name)
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    schedule, _created = Schedule.objects.get_or_create(name=name)
    log(schedule, "portal.schedule.run", user=actor)
    task_of(name).apply_async(args=entry.get("args"), kwargs=entry.get("kwargs"))


def task_of(name: str) -> Task:
    task: Task = current_app.tasks[settings.CELERY_BEAT_SCHEDULE[name]["task"]]
    return task


def names_of(task_name: str, kwargs: dict[str, Any]) -> list[str]:
    """The schedules that a call of this task counts for, whoever made the call."""
    return [
        name
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
        if entry["task"] == task_name and (entry.get("kwargs") or {}) == kwargs
    ]


def due_after(schedule: BaseSchedule, moment: datetime) -> datetime:
    """The first run of the schedule after that moment."""
    remaining: timedelta = schedule.remaining_estimate(moment)
    return timezone.now() + remaining


def _entry(
    name: str,
    announced: datetime,
    run: ScheduleRun | None,
    success: datetime | None,
    now: datetime,
) -> Entry:
    schedule = maybe_schedule(settings.CELERY_BEAT_SCHEDULE[name]["schedule"], app=current_app)
    due = due_after(schedule, success or announced)
    limit = due + _grace(schedule, due)
    return Entry(
        name=name,
        title=str(getattr(task_of(name), "title", name)),
        last_run=run,
        last_success=success,
        next_run=max(due_after(schedule, now), now),
        overdue_since=due if now > limit else None,
    )


def _grace(schedule: BaseSchedule, due: datetime) -> timedelta:
    """Half of the time to the run after that one, between five minutes and three hours."""
    return min(max((due_after(schedule, due) - due) / 2, LEAST_GRACE), MOST_GRACE)
