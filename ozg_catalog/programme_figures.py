"""The programme and the providers of one day, as plain data for snapshots, pages and reports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from ozg_catalog.models import (
    Examination,
    Membership,
    Milestone,
    MilestoneMove,
    Project,
    Provider,
    ProviderFact,
    Strategy,
)

Subject = Project | Strategy | Examination
# The planned dates that are kept with their history, in the words of a report.
DATES = {
    "starts_on": "Beginn",
    "ends_on": "geplantes Ende",
    "council_planned_on": "geplant für den Stadtrat",
    "due_on": "geplanter Abschluss der Prüfung",
}


def programme_at(on: date) -> dict[str, Any]:
    return {
        "strategy": _strategy(on),
        "projects": [_project(project, on) for project in _projects(on)],
        "milestones": [_milestone(milestone, on) for milestone in _milestones(on)],
        "examinations": [_examination(item, on) for item in _examinations(on)],
    }


def _strategy(on: date) -> dict[str, Any] | None:
    strategy = Strategy.objects.filter(dated_on__lte=on).order_by("-dated_on", "-pk").first()
    if strategy is None:
        return None
    return {
        "title": strategy.title,
        "version": strategy.version,
        "dated_on": iso(strategy.dated_on),
        "summary": strategy.summary,
        "responsible": strategy.responsible,
        "council_planned_on": iso(_as_of(strategy, "council_planned_on", on)),
        "council_decided_on": iso(strategy.council_decided_on),
        "is_example": strategy.is_example,
        "moves": _moves(strategy, on),
        "versions": _versions(on),
        "chapters": [
            {"position": chapter.position, "title": chapter.title, "body": chapter.body}
            for chapter in strategy.chapters.order_by("position")
        ],
    }


def _versions(on: date) -> list[dict[str, Any]]:
    found = Strategy.objects.filter(dated_on__lte=on).order_by("-dated_on", "-pk")
    return [
        {
            "title": strategy.title,
            "version": strategy.version,
            "dated_on": iso(strategy.dated_on),
            "council_decided_on": iso(strategy.council_decided_on),
        }
        for strategy in found
    ]


def _as_of(subject: Subject, name: str, on: date) -> date | None:
    """The date that was planned on that day, before later moves."""
    for move in subject.moves.all():
        if move.field == name and timezone.localdate(move.moved_at) > on:
            return move.moved_from
    planned: date | None = getattr(subject, name)
    return planned


def _moves(subject: Subject, on: date) -> list[dict[str, Any]]:
    return [
        {
            "what": DATES.get(move.field, move.field),
            "from": iso(move.moved_from),
            "to": iso(move.moved_to),
            "reason": move.reason,
        }
        for move in subject.moves.all()
        if move.is_a_move and timezone.localdate(move.moved_at) <= on
    ]


def _projects(on: date) -> Any:
    return (
        Project.objects.filter(recorded_on__lte=on)
        .prefetch_related("services", "depends_on", "moves")
        .order_by("starts_on", "slug")
    )


def _project(project: Project, on: date) -> dict[str, Any]:
    status = project.status_as_of(on)
    ended_on = project.ended_on if project.ended_on and project.ended_on <= on else None
    ends_on = _as_of(project, "ends_on", on)
    given_up = status == Project.Status.DROPPED
    return {
        "slug": project.slug,
        "title": project.title,
        "kind": project.kind,
        "status": status,
        "summary": project.summary,
        "responsible": project.responsible,
        "starts_on": iso(_as_of(project, "starts_on", on)),
        "ends_on": iso(ends_on),
        "ended_on": iso(ended_on),
        "budget_from": money(project.budget_from),
        "budget_to": money(project.budget_to),
        "result": project.result if status == project.status else "",
        "overdue": bool(ends_on and not ended_on and not given_up and ends_on < on),
        "ozg_ids": [service.ozg_id for service in project.services.all()],
        "moves": _moves(project, on),
        "inquiries": sorted(project.inquiries),
        "depends_on": [other.slug for other in project.depends_on.all()],
        "is_example": project.is_example,
    }


def _milestones(on: date) -> Any:
    return (
        Milestone.objects.filter(recorded_on__lte=on)
        .select_related("project")
        .prefetch_related("moves")
        .order_by("planned_on", "pk")
    )


def _milestone(milestone: Milestone, on: date) -> dict[str, Any]:
    planned_on, reached_on = milestone.planned_as_of(on), milestone.reached_as_of(on)
    moves = [move for move in milestone.moves.all() if timezone.localdate(move.moved_at) <= on]
    return {
        "title": milestone.title,
        "project": milestone.project.title if milestone.project else "",
        "responsible": milestone.responsible,
        "planned_on": iso(planned_on),
        "reached_on": iso(reached_on),
        "overdue": reached_on is None and planned_on < on,
        "moves": [_move(move) for move in moves],
        "is_example": milestone.is_example,
    }


def _move(move: MilestoneMove) -> dict[str, Any]:
    return {"from": iso(move.moved_from), "to": iso(move.moved_to), "reason": move.reason}


def _examinations(on: date) -> Any:
    found = Examination.objects.filter(asked_on__lte=on)
    return found.select_related("project").prefetch_related("moves")


def _examination(item: Examination, on: date) -> dict[str, Any]:
    concluded = bool(item.concluded_on and item.concluded_on <= on)
    due_on = _as_of(item, "due_on", on)
    return {
        "slug": item.slug,
        "title": item.title,
        "question": item.question,
        "asked_on": iso(item.asked_on),
        "source": item.source,
        "criteria": item.criteria,
        "cost": item.cost,
        "lead_time": item.lead_time,
        "result": item.result if concluded else "",
        "due_on": iso(due_on),
        "concluded_on": iso(item.concluded_on) if concluded else None,
        "overdue": bool(due_on and not concluded and due_on < on),
        "moves": _moves(item, on),
        "project": item.project.title if item.project else "",
        "is_example": item.is_example,
    }


def providers(on: date) -> list[dict[str, Any]]:
    """What was known by that day: a later source does not stand in an earlier day's report."""
    found = Provider.objects.prefetch_related(
        "facts",
        "options",
        Prefetch("memberships", Membership.objects.select_related("municipality")),
    )
    return [_provider(provider, on) for provider in found]


def _provider(provider: Provider, on: date) -> dict[str, Any]:
    return {
        "slug": provider.slug,
        "name": provider.name,
        "legal_form": provider.legal_form,
        "summary": provider.summary,
        "question": provider.question,
        "offers": provider.offers.splitlines(),
        "timetable": provider.timetable.splitlines(),
        "open_questions": provider.open_questions.splitlines(),
        "topics": _topics([fact for fact in provider.facts.all() if fact.known_on(on)]),
        "memberships": [_membership(m) for m in provider.memberships.all() if m.known_on(on)],
        "options": [
            {
                "title": option.title,
                "pro": option.pro.splitlines(),
                "contra": option.contra.splitlines(),
                "one_off_cost": option.one_off_cost,
                "yearly_cost": option.yearly_cost,
                "is_example": option.is_example,
            }
            for option in provider.options.all()
        ],
    }


def _topics(facts: list[ProviderFact]) -> list[dict[str, Any]]:
    """Facts grouped by what they are about; a topic with different amounts is in conflict."""
    topics: dict[str, list[ProviderFact]] = {}
    for fact in facts:
        topics.setdefault(fact.topic, []).append(fact)
    return [
        {
            "topic": topic,
            "conflict": len({fact.amount for fact in group if fact.amount is not None}) > 1,
            "facts": [
                {
                    "statement": fact.statement,
                    "amount": money(fact.amount),
                    "source": fact.source,
                    "source_url": fact.source_url,
                    "dated": iso(fact.dated_on) or fact.dated_text,
                }
                for fact in group
            ],
        }
        for topic, group in topics.items()
    ]


def _membership(membership: Membership) -> dict[str, Any]:
    return {
        "municipality": membership.municipality.name,
        "status": membership.status,
        "dated": iso(membership.dated_on) or membership.dated_text,
        "source": membership.source,
        "is_example": membership.is_example,
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def money(amount: Decimal | None) -> str | None:
    return str(amount) if amount is not None else None
