"""Draft an answer, have it co-signed, freeze its figures, release it, correct it by a new version.

The chain is officer, head of office, mayor's office (`CoSignature.Station`). Whoever wrote the
words neither signs nor releases them.
"""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from ozg_catalog import snapshots
from ozg_catalog.models import Municipality
from portal.council import extracts, figures, tracking
from portal.council.figures import digest
from portal.council.models import Answer, CoSignature, FrozenFigures, Question


class AnswerError(Exception):
    """The step is not possible now; the message says why."""


@transaction.atomic
def draft(*, actor: User | None, question: Question) -> Answer:
    """The version not yet released, or a new one that starts from the last."""
    if question.is_heading:
        raise AnswerError(_("Diese Leitfrage wird in ihren Teilfragen beantwortet."))
    unreleased = question.answers.exclude(state=Answer.State.RELEASED).first()
    if unreleased:
        return unreleased
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
    tracking.keep(answer, actor=actor)
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
def submit(*, actor: User, answer: Answer) -> None:
    """Give the draft to the chain; from now on its words stand still."""
    _must_be_draft(answer)
    if not answer.body:
        raise AnswerError(_("Die Antwort hat noch keinen Text."))
    answer.state = Answer.State.IN_REVIEW
    answer.submitted_at = timezone.now()
    answer.save()
    log(answer, "portal.answer.submit", user=actor)


@transaction.atomic
def co_sign(*, actor: User, answer: Answer) -> CoSignature:
    """Sign as the next station of the chain."""
    answer = _locked(answer, Answer.State.IN_REVIEW)
    missing = answer.missing_stations()
    if not missing:
        raise AnswerError(_("Alle Stellen haben mitgezeichnet."))
    _check_signer(actor, answer, missing[0])
    signature = CoSignature.objects.create(answer=answer, station=missing[0], signed_by=actor)
    log(answer, "portal.answer.cosign", user=actor, data={"station": missing[0].value})
    return signature


@transaction.atomic
def send_back(*, actor: User, answer: Answer, comment: str) -> None:
    """Return the answer to its author with the reason; earlier signatures no longer count."""
    answer = _locked(answer, Answer.State.IN_REVIEW)
    missing = answer.missing_stations()
    station = missing[0] if missing else CoSignature.Station.MAYORS_OFFICE
    _check_signer(actor, answer, station)
    if not comment.strip():
        raise AnswerError(_("Bitte schreiben Sie, was zu ändern ist."))
    CoSignature.objects.create(
        answer=answer, station=station, is_return=True, comment=comment, signed_by=actor
    )
    answer.state = Answer.State.DRAFT
    answer.save()
    log(answer, "portal.answer.send_back", user=actor, data={"station": station.value})


@transaction.atomic
def release(*, actor: User, answer: Answer, figures: FrozenFigures) -> None:
    """Make the answer the valid one. It and its figures never change again."""
    answer = _locked(answer, Answer.State.IN_REVIEW)
    if missing := answer.missing_stations():
        raise AnswerError(
            _("Es fehlt die Mitzeichnung: %(station)s.") % {"station": missing[0].label}
        )
    _check_second_person(actor, answer)
    answer.state = Answer.State.RELEASED
    answer.figures = figures
    answer.extracts = extracts.freeze(answer.body, extracts.Sources(figures.ozg_snapshot))
    answer.released_at = timezone.now()
    answer.released_by = actor
    answer.save()
    log(answer, "portal.answer.release", user=actor, data=_evidence(answer, figures))


def _locked(answer: Answer, state: Answer.State) -> Answer:
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.state != state:
        raise AnswerError(_("Das geht nur im Stand „%(state)s“.") % {"state": state.label})
    return answer


def _check_signer(actor: User, answer: Answer, station: CoSignature.Station) -> None:
    if not actor.has_perm(f"portal.cosign_{station.value}"):
        raise AnswerError(_("Jetzt ist dran: %(station)s.") % {"station": station.label})
    _check_second_person(actor, answer)


def _check_second_person(actor: User, answer: Answer) -> None:
    """Nobody approves their own words."""
    if answer.drafted_by_id == actor.pk:
        raise AnswerError(_("Wer die Antwort geschrieben hat, kann sie nicht selbst freigeben."))


def _evidence(answer: Answer, frozen: FrozenFigures) -> dict[str, Any]:
    parts = digest(answer.extracts)
    return {"version": answer.version, "figures": frozen.digest, "extracts": parts}


def _must_be_draft(answer: Answer) -> None:
    if answer.state == Answer.State.IN_REVIEW:
        raise AnswerError(_("Diese Fassung liegt zur Mitzeichnung. Ihr Text steht fest."))
    if answer.state == Answer.State.RELEASED:
        raise AnswerError(
            _("Diese Fassung ist freigegeben. Schreiben Sie eine neue, um sie zu berichtigen.")
        )
