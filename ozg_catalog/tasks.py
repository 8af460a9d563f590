"""Background work of the catalogue."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from ozg_catalog import snapshots
from ozg_catalog.models import Municipality


@shared_task(title=_("Stand der OZG-Umsetzung festhalten"))
def freeze_month() -> str:
    """The figures of this day; the same ones are not frozen twice."""
    snapshot = snapshots.freeze(
        actor=None, municipality=Municipality.objects.home(), reason="monthly"
    )
    return f"{snapshot.on}: {snapshot.digest}"
