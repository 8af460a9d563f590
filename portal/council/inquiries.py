"""The way of an inquiry: received, in work, answered in part, answered, withdrawn, published."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from portal.council import answers
from portal.council.models import (
    Answer,
    DeadlineExtension,
    DeadlineRule,
    Inquiry,
    Question,
)
from portal.subscriptions import notices
from services.search import index


class InquiryError(Exception):
    """The step is not possible now; the message says why."""


@transaction.atomic
def receive(*, actor: User | None, inquiry: Inquiry) -> Inquiry:
    """Store a new inquiry with its questions; the rule of that day sets the deadline."""
    if inquiry.due_on is None:
        inquiry.deadline_rule = _rule_on(inquiry.put_on)
        calculated = inquiry.deadline()
        inquiry.due_on = calculated.due_on if calculated else None
    inquiry.save()
    log(inquiry, "portal.inquiry.receive", user=actor, data=_dates(inquiry))
    return inquiry


@transaction.atomic
def change(*, actor: User | None, inquiry: Inquiry) -> Inquiry:
    """Correct the record. A question with a released answer keeps its words."""
    _keep_answered_questions(inquiry)
    inquiry.save()
    log(inquiry, "portal.inquiry.change", user=actor, data=_dates(inquiry))
    index.update("inquiry", [inquiry.slug])
    return inquiry


@transaction.atomic
def start_work(*, actor: User | None, inquiry: Inquiry) -> None:
    """Open a draft for every question that needs an answer."""
    _must_be(inquiry, Inquiry.State.RECEIVED)
    for question in inquiry.questions.needing_answer():
        answers.draft(actor=actor, question=question)
    _move(inquiry, Inquiry.State.IN_WORK)
    log(inquiry, "portal.inquiry.start_work", user=actor)


@transaction.atomic
def withdraw(*, actor: User | None, inquiry: Inquiry, reason: str) -> None:
    """The group takes its inquiry back; what was answered stays readable."""
    if inquiry.state in Inquiry.FINISHED:
        raise InquiryError(_("Die Anfrage ist schon abgeschlossen."))
    if not reason.strip():
        raise InquiryError(_("Bitte nennen Sie den Grund."))
    inquiry.withdrawal_reason = reason
    _move(inquiry, Inquiry.State.WITHDRAWN)
    log(inquiry, "portal.inquiry.withdraw", user=actor, data={"reason": reason})
    notices.note(inquiry, "withdrawn")


@transaction.atomic
def publish(*, actor: User | None, inquiry: Inquiry) -> None:
    """From now on everyone can read the questions and every released answer."""
    if inquiry.is_public:
        raise InquiryError(_("Die Anfrage ist schon öffentlich."))
    inquiry.published_at = inquiry.published_at or timezone.now()
    inquiry.depublished_at = None
    inquiry.save(update_fields=["published_at", "depublished_at", "modified_at"])
    log(inquiry, "portal.inquiry.publish", user=actor)
    notices.note(inquiry, "published")
    index.update("inquiry", [inquiry.slug])


@transaction.atomic
def depublish(*, actor: User, inquiry: Inquiry, reason: str) -> None:
    """Take back what was published by mistake. Machines get it as a deleted object."""
    if not inquiry.is_public:
        raise InquiryError(_("Die Anfrage ist nicht öffentlich."))
    if not reason.strip():
        raise InquiryError(_("Bitte nennen Sie den Grund."))
    inquiry.depublished_at = timezone.now()
    inquiry.save(update_fields=["depublished_at", "modified_at"])
    log(inquiry, "portal.inquiry.depublish", user=actor, data={"reason": reason})
    index.update("inquiry", [inquiry.slug])


@transaction.atomic
def submit_answers(*, actor: User, inquiry: Inquiry) -> int:
    """Give all drafts that have text to the chain."""
    drafts = [draft for draft in Answer.objects.of(inquiry).drafts() if draft.body]
    if not drafts:
        raise InquiryError(_("Keine Antwort ist fertig geschrieben."))
    for draft in drafts:
        answers.submit(actor=actor, answer=draft)
    return len(drafts)


@transaction.atomic
def co_sign_answers(*, actor: User, inquiry: Inquiry) -> int:
    """Sign everything of this inquiry that lies with the chain."""
    waiting = _in_review(inquiry)
    for answer in waiting:
        answers.co_sign(actor=actor, answer=answer)
    return len(waiting)


@transaction.atomic
def send_answers_back(*, actor: User, inquiry: Inquiry, comment: str) -> int:
    waiting = _in_review(inquiry)
    for answer in waiting:
        answers.send_back(actor=actor, answer=answer, comment=comment)
    return len(waiting)


@transaction.atomic
def release_answers(*, actor: User, inquiry: Inquiry) -> int:
    """Release everything that the chain has signed, on one set of frozen figures."""
    waiting = _in_review(inquiry)
    frozen = answers.freeze_figures(actor=actor)
    for answer in waiting:
        answers.release(actor=actor, answer=answer, figures=frozen)
    settle(inquiry)
    notices.note(inquiry, "answered")
    index.update("inquiry", [inquiry.slug])
    return len(waiting)


@transaction.atomic
def extend_deadline(
    *, actor: User, inquiry: Inquiry, due_on: datetime.date, reason: str
) -> DeadlineExtension:
    """Give more time; the old date and the reason stay readable for everyone."""
    if inquiry.due_on is None or inquiry.state in Inquiry.FINISHED:
        raise InquiryError(_("Hier läuft keine Frist."))
    if due_on <= inquiry.due_on:
        raise InquiryError(_("Das neue Datum liegt nicht nach dem alten."))
    if not reason.strip():
        raise InquiryError(_("Bitte nennen Sie den Grund."))
    extension = DeadlineExtension.objects.create(
        inquiry=inquiry,
        old_due_on=inquiry.due_on,
        new_due_on=due_on,
        reason=reason,
        extended_by=actor,
    )
    inquiry.due_on = due_on
    inquiry.save(update_fields=["due_on", "modified_at"])
    log(inquiry, "portal.inquiry.extend", user=actor, data={**_dates(inquiry), "reason": reason})
    notices.note(inquiry, "extended")
    return extension


def settle(inquiry: Inquiry) -> None:
    """Let the state follow from the answers: all released, some, or none."""
    if inquiry.state == Inquiry.State.WITHDRAWN:
        return
    open_questions = inquiry.open_questions().count()
    if open_questions == 0:
        inquiry.answered_on = inquiry.answered_on or timezone.localdate()
        _move(inquiry, Inquiry.State.ANSWERED)
    elif open_questions < inquiry.questions.needing_answer().count():
        _move(inquiry, Inquiry.State.PARTLY_ANSWERED)


def _in_review(inquiry: Inquiry) -> list[Answer]:
    waiting = list(Answer.objects.of(inquiry).in_review())
    if not waiting:
        raise InquiryError(_("Keine Antwort liegt zur Mitzeichnung."))
    return waiting


def _rule_on(day: datetime.date) -> DeadlineRule | None:
    return DeadlineRule.objects.filter(valid_from__lte=day).order_by("-valid_from").first()


def _keep_answered_questions(inquiry: Inquiry) -> None:
    """Compare what is about to be saved with what was answered."""
    kept = {question.pk: question.text for question in inquiry.questions.all()}
    answered = Question.objects.filter(
        inquiry_id=inquiry.pk, answers__state=Answer.State.RELEASED
    ).distinct()
    for question in answered:
        if kept.get(question.pk) != question.text:
            raise InquiryError(
                _("Frage %(number)s ist beantwortet. Ihr Wortlaut bleibt, wie er ist.")
                % {"number": question.number}
            )


def _move(inquiry: Inquiry, state: Inquiry.State) -> None:
    inquiry.state = state
    inquiry.save(update_fields=["state", "answered_on", "withdrawal_reason", "modified_at"])


def _must_be(inquiry: Inquiry, state: Inquiry.State) -> None:
    if inquiry.state != state:
        raise InquiryError(_("Das geht nur im Stand „%(state)s“.") % {"state": state.label})


def _dates(inquiry: Inquiry) -> dict[str, str | None]:
    return {
        "put_on": inquiry.put_on.isoformat(),
        "due_on": inquiry.due_on.isoformat() if inquiry.due_on else None,
    }
