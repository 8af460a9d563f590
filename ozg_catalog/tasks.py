"""Background work of the catalogue."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _


@shared_task(title=_("Stand des Monats festhalten"))
def freeze_month() -> str:
    """On the first of each month. Running twice on a day freezes once."""
    from ozg_catalog import snapshots
    from ozg_catalog.models import Municipality

    home = Municipality.objects.home()
    snapshot = snapshots.freeze(actor=None, municipality=home, reason="Monatsstand")
    return f"{snapshot.on} {snapshot.digest[:12]}"
