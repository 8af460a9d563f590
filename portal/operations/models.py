"""What is known about scheduled work: which schedules exist, and each of their runs."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SUMMARY_LENGTH = 500


class Schedule(models.Model):
    """A line of the beat schedule. Without a run it is overdue from the day it was announced."""

    name = models.CharField(_("Name"), max_length=100, primary_key=True)
    announced_at = models.DateTimeField(_("Bekannt seit"), default=timezone.now)

    class Meta:
        verbose_name = _("Zeitplan")
        verbose_name_plural = _("Zeitpläne")
        ordering = ("name",)
        default_permissions = ("view",)
        permissions = (("run_schedule", _("Kann geplante Aufgaben sofort starten")),)

    def __str__(self) -> str:
        return self.name


class ScheduleRunQuerySet(models.QuerySet["ScheduleRun"]):
    def latest_of_each(self) -> dict[str, "ScheduleRun"]:
        """The run that began last, of every schedule that ever ran."""
        runs = self.order_by("schedule_id", "-started_at").distinct("schedule_id")
        return {run.schedule_id: run for run in runs}

    def last_successes(self) -> dict[str, datetime]:
        """When each schedule last began a run that succeeded."""
        runs = self.filter(outcome=ScheduleRun.Outcome.SUCCEEDED).values("schedule_id")
        rows = runs.annotate(last=models.Max("started_at"))
        return {row["schedule_id"]: row["last"] for row in rows}

    def failures(self) -> dict[str, int]:
        """How many runs of each schedule failed, of those still on record."""
        failed = models.Count("pk", filter=models.Q(outcome=ScheduleRun.Outcome.FAILED))
        rows = self.order_by().values("schedule_id").annotate(failed=failed)
        return {row["schedule_id"]: row["failed"] for row in rows}

    def outdated(self, *, keep: int, before: datetime) -> "ScheduleRunQuerySet":
        """Runs from before that moment which are not among the last ones of their schedule."""
        latest_first = Window(RowNumber(), partition_by="schedule", order_by="-started_at")
        surplus = ScheduleRun.objects.annotate(rank=latest_first).filter(rank__gt=keep)
        return self.filter(pk__in=surplus.values("pk"), started_at__lt=before)


class ScheduleRun(models.Model):
    """One run of a scheduled task. The summary holds counts, never anything personal."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("läuft")
        SUCCEEDED = "succeeded", _("erfolgreich")
        FAILED = "failed", _("fehlgeschlagen")

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="runs")
    task_id = models.CharField(max_length=64)
    started_at = models.DateTimeField(_("Begonnen"))
    finished_at = models.DateTimeField(_("Beendet"), null=True)
    outcome = models.CharField(
        _("Ergebnis"), max_length=10, choices=Outcome.choices, default=Outcome.RUNNING
    )
    summary = models.CharField(_("Zusammenfassung"), max_length=SUMMARY_LENGTH, blank=True)

    objects = ScheduleRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("Lauf")
        verbose_name_plural = _("Läufe")
        default_permissions = ()
        indexes = (models.Index(fields=["schedule", "-started_at"], name="portal_run_latest"),)
        constraints = (
            models.UniqueConstraint(fields=["task_id", "schedule"], name="portal_run_once"),
        )

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def duration(self) -> timedelta | None:
        return self.finished_at - self.started_at if self.finished_at else None

    def finish(self, outcome: "ScheduleRun.Outcome", result: Any = "") -> None:
        self.outcome = outcome
        self.summary = _summary(result)[:SUMMARY_LENGTH]
        self.finished_at = timezone.now()
        self.save(update_fields=["outcome", "summary", "finished_at"])


def _summary(result: Any) -> str:
    """Tasks return counts by name, a sentence, or nothing."""
    if isinstance(result, dict):
        return ", ".join(f"{name}: {value}" for name, value in result.items())
    return "" if result is None else str(result)


class AuditPurge(models.Model):
    """How many entries of the audit log ended with their period. Written by the database itself
    (``portal_purge_audit``, migration 0013); append-only."""

    removed_at = models.DateTimeField()
    before = models.DateTimeField()
    entries = models.PositiveIntegerField()

    class Meta:
        default_permissions = ("view",)
        ordering = ("-removed_at",)

    def __str__(self) -> str:
        return f"{self.removed_at:%Y-%m-%d}: {self.entries}"
