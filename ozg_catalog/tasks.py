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


@shared_task(title=_("Online-Adressen prüfen"))
def check_channels() -> str:
    """Once a day. What was visited less than 20 hours ago is left alone."""
    from ozg_catalog.linkcheck.checking import check_due

    counts = check_due()
    return ", ".join(f"{state} {number}" for state, number in sorted(counts.items())) or "nothing"


@shared_task(title=_("Export des Dashboards holen"))
def fetch_directory() -> str:
    """Once a month, as the export changes. A new one waits for the officer's confirmation."""
    from ozg_catalog.directory_fetch import fetch

    return fetch()
