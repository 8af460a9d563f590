"""Background work. Arguments are numbers of records, never their content."""

import logging

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


@shared_task
def tell_business(licence_id: int, verb: str) -> None:
    from guestreg import mails
    from guestreg.models import Licence

    mails.about_licence(Licence.objects.select_related("account").get(pk=licence_id), verb)


@shared_task
def tell_venue(request_id: int, event: str) -> None:
    from guestreg import mails
    from guestreg.models import DataRequest

    mails.about_request(DataRequest.objects.with_place().get(pk=request_id), event)


@shared_task(title=_("Abgelaufene Besuche löschen"))
def purge_expired() -> str:
    """Every night, and again whenever it was missed."""
    from guestreg import retention

    return "; ".join(retention.lines(retention.purge(timezone.localdate())))


@shared_task(title=_("Orte in der Suche der Fachverfahren melden"))
def publish_venues() -> str:
    """A failure is a result: that another system is away does not make the portal unready."""
    from guestreg import publication
    from guestreg.channels.base import PublicationError

    try:
        return "; ".join(publication.lines(publication.publish(timezone.localdate())))
    except PublicationError as error:
        logger.error("Venues are not in the offices' search as they should be: %s", error)
        return "not published, see the log"


@shared_task(title=_("Lizenzen verlängern"))
def renew_licences() -> str:
    from guestreg import licences

    return f"{licences.renew_due(timezone.localdate())} renewed"


@shared_task
def tell_office_of_root() -> None:
    from guestreg import alarms

    alarms.tell_of_new_root()


@shared_task
def tell_of_removal(recipient_id: int) -> None:
    from guestreg import alarms
    from guestreg.models import OfficeRecipient

    found = OfficeRecipient.objects.select_related("officer").get(pk=recipient_id)
    alarms.tell_of_removal(found)


@shared_task(title=_("Alarme der Gästeregistrierung melden"))
def send_alarms() -> str:
    from guestreg import alarms

    return f"{alarms.send_due(timezone.now())} mailed"


@shared_task(title=_("An Fristen von Anforderungen erinnern"))
def remind_venues() -> str:
    from guestreg import handover

    return f"{handover.remind_due(timezone.now())} reminded"
