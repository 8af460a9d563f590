"""Keep what the administration promised the council."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from ozg_catalog.models import Milestone
from portal.council.models import Inquiry, Promise


class PromiseError(Exception):
    """The promise cannot be kept like this; the message says why."""


@transaction.atomic
def promise(
    *,
    actor: User | None,
    inquiry: Inquiry,
    text: str,
    milestone: Milestone,
    promised_on: datetime.date,
) -> Promise:
    """The day that counts is the milestone's as it was planned then; later moves change nothing."""
    due_on = milestone.planned_as_of(promised_on)
    if not text.strip():
        raise PromiseError(_("Bitte schreiben Sie, was zugesagt ist."))
    if promised_on > timezone.localdate():
        raise PromiseError(_("Der Tag der Zusage liegt in der Zukunft."))
    if due_on < promised_on or (milestone.reached_on and milestone.reached_on < promised_on):
        raise PromiseError(_("Dieser Meilenstein lag am Tag der Zusage schon zurück."))
    made = Promise.objects.create(
        inquiry=inquiry,
        text=text.strip(),
        promised_on=promised_on,
        due_on=due_on,
        milestone=milestone,
        is_example=inquiry.is_example or milestone.is_example,
        made_by=actor,
    )
    Inquiry.objects.filter(pk=inquiry.pk).update(modified_at=timezone.now())
    data = {"due_on": made.due_on.isoformat(), "milestone": milestone.pk}
    log(inquiry, "portal.promise.make", user=actor, data=data)
    return made
