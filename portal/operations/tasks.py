"""Scheduled work of the operation itself."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.api import rates
from portal.operations import audit
from portal.operations.models import ScheduleRun

KEEP_RUNS = 50
KEEP_DAYS = 7


@shared_task(title=_("Lebenszeichen der Hintergrundarbeit"))
def heartbeat() -> None:
    """Does nothing; that it ran shows that scheduler, queue and worker work together."""


@shared_task(title=_("Alte Laufprotokolle entfernen"))
def prune_runs() -> dict[str, int]:
    """The last runs of each schedule stay, however old they are."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    removed, _by_model = ScheduleRun.objects.outdated(keep=KEEP_RUNS, before=before).delete()
    return {"removed": removed}


@shared_task(title=_("Abgelaufene Zähler der Schnittstelle entfernen"))
def prune_rates() -> dict[str, int]:
    return {"removed": rates.prune()}


@shared_task(title=_("Alte Einträge der Prüfspur löschen"))
def purge_audit() -> dict[str, int]:
    return {"removed": audit.purge()}
