"""Celery's signals leave a record of every run of a scheduled task."""

from typing import Any

from celery import Task
from celery.signals import task_failure, task_prerun, task_success, worker_ready
from django.utils import timezone

from portal.operations.models import Schedule, ScheduleRun
from portal.operations.schedules import announce, names_of


@task_prerun.connect(dispatch_uid="portal.operations.started")
def started(
    sender: Task, task_id: str, args: tuple[Any, ...], kwargs: dict[str, Any], **_rest: Any
) -> None:
    for name in names_of(sender.name, kwargs):
        schedule, _created = Schedule.objects.get_or_create(name=name)
        begun = {"started_at": timezone.now(), "outcome": ScheduleRun.Outcome.RUNNING}
        ScheduleRun.objects.update_or_create(
            task_id=task_id, schedule=schedule, defaults={"finished_at": None, **begun}
        )


@task_success.connect(dispatch_uid="portal.operations.succeeded")
def succeeded(sender: Task, result: Any, **_rest: Any) -> None:
    for run in ScheduleRun.objects.filter(task_id=sender.request.id):
        run.finish(ScheduleRun.Outcome.SUCCEEDED, result)


@task_failure.connect(dispatch_uid="portal.operations.failed")
def failed(sender: Task, task_id: str, exception: BaseException, **_rest: Any) -> None:
    """Only the kind of error: its text may quote data."""
    for run in ScheduleRun.objects.filter(task_id=task_id):
        run.finish(ScheduleRun.Outcome.FAILED, type(exception).__name__)


@worker_ready.connect(dispatch_uid="portal.operations.announce")
def ready(**_rest: Any) -> None:
    announce()
