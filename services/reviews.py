"""Mail about review dates: a week before, and on the day. Each is sent once."""

import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from identity.models import User
from services.models import ReviewReminder, Service

DAYS_BEFORE = 7
EDITORS = "editor"


def remind(today: datetime.date) -> int:
    """Send what is due and return how many mails that were. Running twice sends nothing twice."""
    limit = today + datetime.timedelta(days=DAYS_BEFORE)
    due = Service.objects.public().overdue_for_review(limit).order_by("pk")
    return sum(_remind(service, today) for service in due)


@transaction.atomic
def _remind(service: Service, today: datetime.date) -> bool:
    assert service.review_due is not None
    kind = ReviewReminder.Kind.DUE if service.review_due <= today else ReviewReminder.Kind.BEFORE
    recipients = _recipients(service)
    if not recipients:
        return False
    _reminder, is_new = ReviewReminder.objects.get_or_create(
        service=service, kind=kind, due=service.review_due
    )
    if is_new:
        _send(service, recipients)
    return is_new


def _recipients(service: Service) -> list[str]:
    """The role's mailbox; where none is named, the editors."""
    if service.responsible_email:
        return [service.responsible_email]
    editors = User.objects.filter(groups__name=EDITORS, is_active=True).exclude(email="")
    return list(editors.values_list("email", flat=True))


def _send(service: Service, recipients: list[str]) -> None:
    values = {
        "name": service.name,
        "day": f"{service.review_due:%d.%m.%Y}",
        "role": service.responsible_role or "–",
        "url": settings.PORTAL_BASE_URL
        + reverse("wagtailsnippets_services_service:edit", args=[service.pk]),
    }
    text = _(
        "Guten Tag,\n\nbitte prüfen Sie bis zum %(day)s, ob die Angaben zu „%(name)s“ noch "
        "stimmen.\nVerantwortlich: %(role)s\n\n%(url)s\n"
    )
    send_mail(_("Bitte prüfen: %(name)s") % values, text % values, None, recipients)
