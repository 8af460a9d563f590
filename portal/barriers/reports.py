"""Take a report in, answer it, forget who asked."""

import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from portal.barriers.models import BarrierReport
from portal.pages.accessibility import AccessibilityPage

# Promised while no statement has been published yet.
ANSWER_DAYS = 28
CONTACT_KEPT = datetime.timedelta(days=90)


class ReportError(Exception):
    """The report cannot be answered; the message says why."""


def answer_days() -> int:
    """The deadline that the published accessibility statement promises."""
    pages = AccessibilityPage.objects.live().order_by("pk")
    return pages.values_list("answer_days", flat=True).first() or ANSWER_DAYS


@transaction.atomic
def report(
    *, actor: User | None, page_address: str, description: str, email: str, language: str
) -> BarrierReport:
    barrier = BarrierReport.objects.create(
        page_address=page_address,
        description=description,
        email=email,
        language=language,
        due_on=timezone.localdate() + datetime.timedelta(days=answer_days()),
    )
    log(barrier, "portal.barrier.report", user=actor, data={"due_on": barrier.due_on.isoformat()})
    return barrier


@transaction.atomic
def answer(*, actor: User | None, barrier: BarrierReport, text: str) -> None:
    """Publish the answer at the report's address, and mail it where an address was left."""
    barrier = BarrierReport.objects.select_for_update().get(pk=barrier.pk)
    if barrier.answered_at:
        raise ReportError(_("Diese Meldung ist schon beantwortet."))
    if not text.strip():
        raise ReportError(_("Bitte schreiben Sie eine Antwort."))
    barrier.answer = text
    barrier.answered_at = timezone.now()
    barrier.answered_by = actor
    barrier.save()
    log(barrier, "portal.barrier.answer", user=actor)
    if barrier.email:
        transaction.on_commit(lambda: _mail(barrier))


def forget_contacts(*, actor: User | None = None) -> int:
    """Remove mail addresses of reports answered long enough ago."""
    old = BarrierReport.objects.exclude(email="").filter(
        answered_at__lt=timezone.now() - CONTACT_KEPT
    )
    return old.update(email="")


def _mail(barrier: BarrierReport) -> None:
    with translation.override(barrier.language):
        text = render_to_string("portal/barriers/answer_mail.txt", {"report": barrier})
        send_mail(_("Ihre Meldung einer Barriere"), text, None, [barrier.email])
