"""Business data and requests have periods too (docs/privacy.md); here they end."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q

from guestreg.models import AlarmMail, DataRequest, IncomingRequest, Licence

DRAFT_DAYS = 90
QUESTION_DAYS = 28
ALARM_DAYS = 28
CONTACT_FIELDS = (
    "contact_name", "contact_phone", "contact_email", "deputy_name", "deputy_phone",
)  # fmt: skip
State = Licence.State


def purge(today: date) -> dict[str, int]:
    """What was removed, by kind. Idempotent."""
    return {
        "drafts": _drafts(today),
        "contact persons": _contacts(today),
        "requests": _requests(today),
        "questions": _questions(today),
        "alarms": _alarms(today),
    }


def _alarms(today: date) -> int:
    """What was mailed when; only the present day matters."""
    return AlarmMail.objects.filter(day__lt=today - timedelta(days=ALARM_DAYS)).delete()[0]


def _drafts(today: date) -> int:
    """Applications that were begun and left."""
    old = Licence.objects.filter(
        state=State.DRAFT, created_at__date__lt=today - timedelta(days=DRAFT_DAYS)
    )
    return old.delete()[1].get(Licence._meta.label, 0)


def _contacts(today: date) -> int:
    """Names and telephone numbers of licences that ended or were refused. The licence stays."""
    limit = today - timedelta(days=settings.GUESTREG_CONTACT_DAYS)
    ended = Q(state__in=[State.ENDED, State.REVOKED], ended_on__lt=limit)
    refused = Q(state=State.REFUSED, decided_at__date__lt=limit)
    known = Licence.objects.filter(ended | refused).exclude(contact_name="")
    return known.update(**dict.fromkeys(CONTACT_FIELDS, ""))


def _requests(today: date) -> int:
    """Requests that were answered or withdrawn long ago; their steps stay in the audit log."""
    limit = today - timedelta(days=settings.GUESTREG_REQUEST_DAYS)
    waiting = [DataRequest.State.PREPARED, DataRequest.State.SENT]
    old = DataRequest.objects.exclude(state__in=waiting).filter(requested_at__date__lt=limit)
    return old.delete()[1].get(DataRequest._meta.label, 0)


def _questions(today: date) -> int:
    """What came through a channel and nobody took over."""
    limit = today - timedelta(days=QUESTION_DAYS)
    return IncomingRequest.objects.waiting().filter(received_at__date__lt=limit).delete()[0]
