"""Scheduled work on reported barriers."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from portal.barriers import reports


@shared_task(title=_("E-Mail-Adressen beantworteter Barrieremeldungen entfernen"))
def forget_contacts() -> str:
    """Keeps what the privacy page promises."""
    return f"{reports.forget_contacts()} forgotten"
