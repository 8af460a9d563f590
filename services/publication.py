"""Taking a service from the net. One person may: a wrong page must not wait for a second one."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish import UnpublishAction
from wagtail.log_actions import log

from identity.models import User
from services.models import Service


class PublicationError(Exception):
    """The service cannot be taken down like that; the text says why."""


@transaction.atomic
def take_down(service: Service, *, actor: User, reason: str) -> None:
    """The page is gone at once; what was written stays as a draft. Raises PublicationError."""
    service = Service.objects.select_for_update().get(pk=service.pk)
    if not service.live:
        raise PublicationError(_("Diese Leistung ist nicht veröffentlicht."))
    if not reason.strip():
        raise PublicationError(_("Nennen Sie den Grund."))
    UnpublishAction(service, user=actor).execute(skip_permission_checks=True)
    log(service, "services.take_down", user=actor, data={"reason": reason.strip()})
