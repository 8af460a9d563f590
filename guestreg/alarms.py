"""What somebody has to look at, and to whom it is mailed: once a day for each cause.

The same is at /readyz and /metrics; a mail reaches those who look at neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guestreg import keys, licence_checks, mails, office, presence, retention
from guestreg.models import AlarmMail, DataRequest, Licence, OfficeRecipient
from identity.models import User


@dataclass(frozen=True)
class Alarm:
    """``cause`` names it for the day; ``to`` are addresses. No alarm names a guest."""

    cause: str
    to: list[str]
    subject: str | Promise
    text: str | Promise
    path: str


def present(now: datetime) -> Iterator[Alarm]:
    """All that is wrong at this moment."""
    today = timezone.localdate(now)
    yield from _late_deletion()
    yield from _licences_used_up()
    yield from _keys_end(today)
    yield from _overdue(now)
    yield from _crowded(now)


def send_due(now: datetime) -> int:
    """Mail what nobody was told today. Where the mail fails, the next run tries again."""
    sent = 0
    for alarm in present(now):
        if not alarm.to:
            continue
        try:
            sent += _send_once(alarm, timezone.localdate(now))
        except (OSError, SMTPException):
            continue
    return sent


@transaction.atomic
def _send_once(alarm: Alarm, day: date) -> bool:
    _row, new = AlarmMail.objects.get_or_create(cause=alarm.cause, day=day)
    if new:
        mails.about_alarm(alarm.to, alarm.subject, alarm.text, alarm.path)
    return new


REMOVAL_WANTED = (
    _("Jemand möchte einen Schlüssel entfernen"),
    _(
        "Es geht um „%(key)s“. Danach lassen sich damit keine Besuche mehr öffnen. Eine zweite "
        "Person muss das bestätigen. Wissen Sie von nichts, verwerfen Sie den Vorschlag und "
        "fragen Sie nach."
    ),
)
REMOVED = (
    _("Ein Schlüssel ist entfernt"),
    _(
        "Mit „%(key)s“ lassen sich keine Besuche mehr öffnen. Wissen Sie von nichts, fragen Sie "
        "in Ihrem Amt nach."
    ),
)


def tell_of_new_root() -> None:
    """Everybody of the office hears at once that somebody wants another root."""
    mails.about_alarm(
        addresses("office"),
        _("Jemand hat eine neue Wurzel vorgeschlagen"),
        _(
            "Eine Person Ihres Amts möchte den Wurzelschlüssel ersetzen. Bestätigen oder verwerfen "
            "Sie das. Wissen Sie von nichts, verwerfen Sie den Vorschlag und fragen Sie nach."
        ),
        reverse("guestreg_staff:office-keys"),
    )


def tell_of_removal(recipient: OfficeRecipient) -> None:
    """Whose key it is hears of the wish to remove it, and of its end; of the sheet, all do."""
    to = [recipient.officer.email] if recipient.officer else addresses("office")
    still_opens = OfficeRecipient.objects.opening().filter(pk=recipient.pk).exists()
    subject, text = REMOVAL_WANTED if still_opens else REMOVED
    mails.about_alarm(
        [one for one in to if one],
        subject,
        text % {"key": recipient.label},
        reverse("guestreg_staff:office-keys"),
    )


def addresses(subject: str) -> list[str]:
    """The people of the role that this kind of alarm is for, and those whom the operator named."""
    role = settings.GUESTREG_ALARM_ROLES[subject]
    people = User.objects.filter(groups__name=role, is_active=True).exclude(email="")
    found = [*people.values_list("email", flat=True), *settings.GUESTREG_ALARM_MAIL]
    return list(dict.fromkeys(found))


def _late_deletion() -> Iterator[Alarm]:
    if retention.alarms():
        yield Alarm(
            "deletion",
            addresses("deletion"),
            _("Besuche sind nicht fristgerecht gelöscht"),
            _(
                "Gespeicherte Besuche sind älter, als die Rechtsgrundlage erlaubt. Prüfen Sie, ob "
                "die Hintergrundarbeit läuft, oder löschen Sie mit „manage.py purge_expired“."
            ),
            reverse("guestreg_staff:deletions"),
        )


def _licences_used_up() -> Iterator[Alarm]:
    if licence_checks.municipal_load().is_nearly_full:
        yield Alarm(
            "licences",
            addresses("licences"),
            _("Die Lizenzen der Stadt sind fast vergeben"),
            _("Von den Lizenzen der Gesamtlizenz sind mindestens 95 von 100 vergeben."),
            reverse("guestreg_staff:licences"),
        )


def _keys_end(today: date) -> Iterator[Alarm]:
    """Only where the office works with keys at all and somebody could check in."""
    if keys.office_root() and Licence.objects.active().exists() and office.ends_soon(today):
        yield Alarm(
            "office-keys",
            addresses("office"),
            _("Die Tagesschlüssel gehen zu Ende"),
            _(
                "Machen Sie einen neuen Stapel. Ohne Tagesschlüssel können sich Gäste nicht "
                "registrieren."
            ),
            reverse("guestreg_staff:office-keys"),
        )


def _overdue(now: datetime) -> Iterator[Alarm]:
    for asked in DataRequest.objects.overdue(now).with_place():
        yield Alarm(
            f"overdue-{asked.pk}",
            addresses("office"),
            _("Ein Betrieb hat nicht fristgerecht geantwortet"),
            _(
                "Die Frist einer Anforderung ist abgelaufen. Rufen Sie die Ansprechstelle an; "
                "ihre Nummer steht bei der Anforderung."
            ),
            reverse("guestreg_staff:request", args=[asked.public_id]),
        )


def _crowded(now: datetime) -> Iterator[Alarm]:
    for venue in presence.over_capacity(now):
        yield Alarm(
            f"crowded-{venue.pk}",
            [venue.licence.contact_email] if venue.licence.contact_email else [],
            _("Mehr Anmeldungen als Plätze: %(venue)s") % {"venue": venue},
            _(
                "Vielleicht meldet sich jemand an, der nicht da ist. Prüfen Sie die letzten "
                "Anmeldungen oder verlangen Sie den Code des Tages."
            ),
            reverse("guestreg:staff", args=[venue.public_id]),
        )
