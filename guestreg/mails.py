"""Mails to businesses and to the health office, in plain words and without personal data."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from guestreg.models import DataRequest, Licence

SUBJECTS = {
    "submit": "Ihr Antrag ist da",
    "grant": "Ihre Lizenz ist erteilt",
    "ask_back": "Wir haben eine Rückfrage",
    "refuse": "Ihr Antrag ist abgelehnt",
    "suspend": "Ihre Lizenz ruht",
    "resume": "Ihre Lizenz gilt wieder",
    "revoke": "Ihre Lizenz ist widerrufen",
    "end": "Ihre Lizenz ist beendet",
}


def about_licence(licence: Licence, verb: str) -> None:
    address = settings.PORTAL_BASE_URL + reverse("guestreg:licence", args=[licence.pk])
    context = {"licence": licence, "verb": verb, "address": address, "city": settings.PORTAL_CITY}
    _send(licence.contact_email, f"{SUBJECTS[verb]} ({licence.number})", "licence", context)


def about_request(request: DataRequest, event: str) -> None:
    """Tell the venue that the health office asks, or that a deadline is near."""
    address = settings.PORTAL_BASE_URL + reverse("guestreg:request", args=[request.public_id])
    context = {"request": request, "event": event, "address": address, "city": settings.PORTAL_CITY}
    subject = _("Das Gesundheitsamt bittet um Daten: %(venue)s") % {"venue": request.venue}
    _send(request.venue.licence.contact_email, subject, "request", context)


Text = str | Promise


def about_alarm(to: Iterable[str], subject: Text, text: Text, path: str) -> None:
    """One mail for each address: they need not know each other."""
    address = settings.PORTAL_BASE_URL + path
    context = {"text": text, "address": address, "city": settings.PORTAL_CITY}
    for one in to:
        _send(one, subject, "alarm", context)


def _send(recipient: str, subject: Text, template: str, context: Mapping[str, object]) -> None:
    with translation.override("de"):
        title, text = str(subject), render_to_string(f"guestreg/mail/{template}.txt", {**context})
    send_mail(title, text, settings.DEFAULT_FROM_EMAIL, [recipient])
