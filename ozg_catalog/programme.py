"""Moving and reaching milestones. A date never moves without a reason that stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog import inquiries
from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    DateMove,
    Examination,
    Milestone,
    MilestoneMove,
    Project,
    Strategy,
)

ANSWER = "ozg_catalog.project.answer_inquiry"
MOVE = "ozg_catalog.milestone.move"
MOVE_DATE = "ozg_catalog.programme.move"
REACH = "ozg_catalog.milestone.reach"
# By field: the date that was planned, and the one that is now.
Moves = Mapping[str, tuple[date | None, date | None]]


@transaction.atomic
def answer_inquiry(*, actor: Actor, project: Project, ref: str) -> None:
    """Say that the project answers this inquiry of the council. Saying it twice changes nothing."""
    if ref not in dict(inquiries.choices()):
        raise CatalogueError(_("Diese Anfrage gibt es nicht."))
    if ref not in project.inquiries:
        project.inquiries = [*project.inquiries, ref]
        project.save(update_fields=["inquiries"])
        log(project, ANSWER, user=actor, data={"inquiry": ref})


@transaction.atomic
def move_milestone(*, actor: Actor, milestone: Milestone, to: date, reason: str) -> MilestoneMove:
    if not reason.strip():
        raise CatalogueError(_("Bitte nennen Sie den Grund der Verschiebung."))
    # Who moves it at the same time waits, and moves it on from there.
    milestone.refresh_from_db(from_queryset=Milestone.objects.select_for_update())
    if milestone.reached_on:
        raise CatalogueError(_("Der Meilenstein ist schon erreicht."))
    if to == milestone.planned_on:
        raise CatalogueError(_("Das ist schon das geplante Datum."))
    move = milestone.moves.create(
        moved_from=milestone.planned_on, moved_to=to, reason=reason, moved_by=actor
    )
    milestone.planned_on = to
    milestone.save(update_fields=["planned_on"])
    log(
        milestone,
        MOVE,
        user=actor,
        data={"from": move.moved_from.isoformat(), "to": to.isoformat(), "reason": reason},
    )
    return move


@transaction.atomic
def reach_milestone(*, actor: Actor, milestone: Milestone, on: date) -> None:
    if milestone.reached_on:
        raise CatalogueError(_("Der Meilenstein ist schon erreicht."))
    milestone.reached_on = on
    milestone.save(update_fields=["reached_on"])
    log(milestone, REACH, user=actor, data={"on": on.isoformat()})


def needs_reason(moves: Moves) -> bool:
    """A date that is planned for the first time needs none."""
    return any(before for before, _after in moves.values())


@transaction.atomic
def record_moves(
    *,
    actor: Actor,
    subject: Project | Strategy | Examination,
    moves: Moves,
    reason: str = "",
) -> list[DateMove]:
    """Keep each planned date that was moved, from what to what, and why."""
    reason = reason.strip()
    if not reason and needs_reason(moves):
        raise CatalogueError(_("Bitte nennen Sie den Grund der Verschiebung."))
    reason = reason or DateMove.FIRST
    made = [
        subject.moves.create(
            field=name, moved_from=before, moved_to=after, reason=reason, moved_by=actor
        )
        for name, (before, after) in moves.items()
    ]
    for move in made:
        dates = {"from": str(move.moved_from), "to": str(move.moved_to)}
        log(subject, MOVE_DATE, user=actor, data={"field": move.field, **dates, "reason": reason})
    return made
