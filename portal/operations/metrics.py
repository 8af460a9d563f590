"""Figures about the operation as Prometheus text, read from the database at each scrape.

Nothing is counted in memory, so several web processes and restarts need no reconciling.
"""

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from guestreg import office, retention
from guestreg.models import DataRequest
from identity import metrics as identity_metrics
from portal.operations import readiness, schedules
from portal.operations.models import ScheduleRun


class PortalCollector(Collector):
    """One sample of everything, taken when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        yield from _schedules()
        yield from _readiness()
        yield _database_size()
        yield from _guest_registration()
        yield from identity_metrics.collect()


def exposition() -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(PortalCollector())
    return generate_latest(registry)


def _schedules() -> Iterator[Metric]:
    overdue = _gauge("portal_schedule_overdue", "1 when a schedule is overdue", "schedule")
    success = _gauge("portal_schedule_last_success_seconds", "Unix time of it", "schedule")
    duration = _gauge("portal_schedule_last_run_seconds", "Duration of the last run", "schedule")
    for entry in schedules.entries():
        overdue.add_metric([entry.name], entry.is_overdue)
        if entry.last_success:
            success.add_metric([entry.name], entry.last_success.timestamp())
        if entry.last_run and entry.last_run.duration is not None:
            duration.add_metric([entry.name], entry.last_run.duration.total_seconds())
    yield from (overdue, success, duration, _failures())


def _failures() -> Metric:
    metric = _gauge("portal_schedule_failures", "Failed runs on record", "schedule")
    for name, count in ScheduleRun.objects.failures().items():
        metric.add_metric([name], count)
    return metric


def _readiness() -> Iterator[Metric]:
    metric = _gauge("portal_ready", "1 when the check finds nothing wrong", "check")
    for name, wrong in readiness.problems().items():
        metric.add_metric([name], not wrong)
    yield metric


def _database_size() -> Metric:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    metric = GaugeMetricFamily("portal_database_bytes", "Size of the database")
    metric.add_metric([], size)
    return metric


def _guest_registration() -> Iterator[Metric]:
    """Whether deletion keeps up, and how long guests can still seal."""
    today = timezone.localdate()
    covered = office.last_covered(today)
    figures = {
        "Age of the oldest visit stored, in days": ("oldest_visit_days", retention.age_days(today)),
        "1 when a night of deletion was missed": ("deletion_late", bool(retention.alarms())),
        "Requests that a venue has not answered in time": (
            "overdue_requests",
            DataRequest.objects.overdue(timezone.now()).count(),
        ),
        "Days for which the health office has signed keys": (
            "office_key_days",
            (covered - today).days + 1 if covered else 0,
        ),
    }
    for meaning, (name, value) in figures.items():
        metric = GaugeMetricFamily(f"portal_guestreg_{name}", meaning)
        metric.add_metric([], value)
        yield metric


def _gauge(name: str, meaning: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, labels=labels)
