"""Readers' answers to "War diese Seite hilfreich?", and what editors do about them."""

import datetime

from django.db import transaction
from wagtail.log_actions import log

from identity.models import User
from services.models import Feedback, Service, TextChange


def give(service: Service, *, language: str, helpful: bool, reason: str = "") -> Feedback:
    """Keep an answer: the day, the page and a given reason. Nothing else is asked or stored."""
    known = reason if not helpful and reason in Feedback.Reason.values else ""
    return Feedback.objects.create(
        service=service, language=language, helpful=helpful, reason=known
    )


@transaction.atomic
def settle(service: Service, *, actor: User, on: datetime.date) -> int:
    """An editor has looked into everything readers found wrong with this page."""
    number = Feedback.objects.unanswered().filter(service=service).update(handled_on=on)
    log(service, "services.feedback.settle", user=actor, data={"answers": number})
    return number


@transaction.atomic
def see_changes(service: Service, *, actor: User, on: datetime.date) -> int:
    """An editor has compared the new state text with the city's own."""
    number = TextChange.objects.unseen().filter(service=service).update(seen_on=on)
    log(service, "services.text.seen", user=actor, data={"changes": number})
    return number
