"""Draft an answer, freeze the figures it rests on, release it, correct it by a new version."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from ozg_catalog import snapshots
from ozg_catalog.models import Municipality
from portal.council import figures
from portal.council.models import Answer, FrozenFigures, Question


class AnswerError(Exception):
    """The step is not possible now; the message says why."""


@transaction.atomic
def draft(*, actor: User | None, question: Question) -> Answer:
    """The open draft of this question, or a new version that starts from the last one."""
    if question.is_heading:
        raise AnswerError(_("Diese Leitfrage wird in ihren Teilfragen beantwortet."))
    open_draft = question.answers.drafts().first()
    if open_draft:
        return open_draft
    last = question.answers.first()
    answer = Answer.objects.create(
        question=question,
        version=(question.answers.aggregate(last=Max("version"))["last"] or 0) + 1,
        body=last.body if last else [],
        drafted_by=actor,
    )
    log(answer, "portal.answer.draft", user=actor)
    return answer


@transaction.atomic
def write(*, actor: User | None, answer: Answer) -> Answer:
    """Store the words of a draft."""
    _must_be_draft(answer)
    answer.drafted_by = actor
    answer.save()
    log(answer, "portal.answer.write", user=actor)
    return answer


@transaction.atomic
def freeze_figures(*, actor: User | None) -> FrozenFigures:
    """Read every figure once and keep them together under one digest."""
    snapshot = snapshots.freeze(
        actor=actor, municipality=Municipality.objects.home(), reason=_("Antwort im Rat")
    )
    sources = figures.Sources.frozen(snapshot)
    values = {key: kind.read(sources).as_json() for key, kind in figures.KINDS.items()}
    frozen = FrozenFigures.objects.create(
        taken_by=actor,
        ozg_snapshot=snapshot,
        values=values,
        digest=figures.digest(values),
    )
    log(frozen, "portal.figures.freeze", user=actor, data={"digest": frozen.digest})
    return frozen


@transaction.atomic
def release(*, actor: User, answer: Answer, figures: FrozenFigures) -> None:
    """Make the draft the valid answer. It and its figures never change again."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    _must_be_draft(answer)
    if not answer.body:
        raise AnswerError(_("Die Antwort hat noch keinen Text."))
    answer.state = Answer.State.RELEASED
    answer.figures = figures
    answer.released_at = timezone.now()
    answer.released_by = actor
    answer.save()
    log(answer, "portal.answer.release", user=actor, data=_evidence(answer, figures))


def _evidence(answer: Answer, frozen: FrozenFigures) -> dict[str, Any]:
    return {"version": answer.version, "figures": frozen.digest}


def _must_be_draft(answer: Answer) -> None:
    if answer.state != Answer.State.DRAFT:
        raise AnswerError(
            _("Diese Fassung ist freigegeben. Schreiben Sie eine neue, um sie zu berichtigen.")
        )
