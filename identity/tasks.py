"""Background work of the accounts."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from identity import sign_ins
from identity.saml import arrivals


@shared_task(title=_("Abgelaufene Anmeldevorgänge entfernen"))
def purge_arrived_messages() -> None:
    arrivals.purge_expired()
    sign_ins.purge_expired()
