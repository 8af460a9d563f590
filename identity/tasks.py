"""Background work of the accounts."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from identity import sign_ins
from identity.models import MetadataSource
from identity.saml import arrivals, refresh


@shared_task(title=_("Abgelaufene Anmeldevorgänge entfernen"))
def purge_arrived_messages() -> None:
    arrivals.purge_expired()
    sign_ins.purge_expired()


@shared_task(title=_("Metadaten der Konten des Staates erneuern"))
def refresh_metadata() -> dict[str, str]:
    """One result for each account; a failure is shown to administrators and changes nothing."""
    accounts = MetadataSource.objects.values_list("account", flat=True)
    return {account: refresh.refresh(account).value for account in accounts}
