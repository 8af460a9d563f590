"""The figures of one day as plain data: what a snapshot freezes, pages show and reports print.

Nothing in here depends on when it is asked, only on the day, the municipality and what
is recorded; so the same question has the same answer, byte for byte.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from ozg_catalog.linkcheck.links import Links, links_at
from ozg_catalog.models import (
    CatalogueEdition,
    ChannelAddress,
    Examination,
    MaturityModel,
    Membership,
    Milestone,
    MilestoneMove,
    Municipality,
    Project,
    Provider,
    ProviderFact,
    Strategy,
)
from ozg_catalog.progress import Bucket, Counts, EntryState, Progress, progress_at

SCHEMA = 2


def figures_at(
    municipality: Municipality, on: date, *, known: datetime | None = None
) -> dict[str, Any]:
    progress = progress_at(municipality, on, known=known)
    links = links_at(on)
    return {
        "schema": SCHEMA,
        "municipality": {"name": municipality.name, "ars": municipality.ars},
        "on": on.isoformat(),
        "model": _model(progress.model),
        "editions": [_edition(edition) for edition in _editions(on, known)],
        "figures": {**_figures(progress), "links": _by_link(progress.states, links)},
        "comparison": _comparison(progress, known),
        "entries": [entry_data(state, links) for state in progress.states],
        "strategy": _strategy(on),
        "projects": [_project(project, on) for project in _projects(on)],
        "milestones": [_milestone(milestone, on) for milestone in _milestones(on)],
        "examinations": [_examination(item, on) for item in _examinations(on)],
        "providers": providers(),
        "has_examples": _has_examples(progress),
    }


def _figures(progress: Progress) -> dict[str, Any]:
    return {
        "entries": progress.entries.as_dict(),
        "services": progress.services.as_dict(),
        "themenfelder": _groups(progress.by_themenfeld),
        "lagen": _groups(progress.by_lage),
        "competence": _by_competence(progress.states),
        "origin": _by_origin(progress.states),
        "oldest": _edge(progress.states, min),
        "newest": _edge(progress.states, max),
    }


def _groups(groups: dict[str, Counts]) -> list[dict[str, Any]]:
    return [{"name": name, **counts.as_dict()} for name, counts in groups.items()]


def _by_competence(states: list[EntryState]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for state in states:
        level = state.competence["level"] if state.competence else "undecided"
        counts[level] = counts.get(level, 0) + 1
    return counts


def _by_origin(states: list[EntryState]) -> dict[str, int]:
    """Of what is online and ours: own offer, or taken over from above."""
    counts = {"own": 0, "inherited": 0}
    for state in states:
        if state.assessment and state.bucket in (Bucket.CONFORM, Bucket.ONLINE):
            counts["own" if state.assessment["origin"] == "own" else "inherited"] += 1
    return counts


def _edge(states: list[EntryState], pick: Any) -> Any:
    dates = [state.assessment["observed_on"] for state in states if state.assessment]
    return pick(dates, default=None)


def _comparison(progress: Progress, known: datetime | None) -> list[dict[str, Any]]:
    """Each other municipality, over those tasks only that both have."""
    mine = {state.entry_id: state for state in progress.states if is_ours(state)}
    rows = []
    for other in Municipality.objects.others().order_by("name"):
        theirs = {
            state.entry_id: state
            for state in progress_at(other, progress.on, model=progress.model, known=known).states
            if is_ours(state) and state.entry_id in mine
        }
        rows.append(
            {
                "name": other.name,
                "ars": other.ars,
                "tasks": len(theirs),
                "mine": Counts.of(mine[pk].bucket for pk in theirs).as_dict(),
                "theirs": Counts.of(state.bucket for state in theirs.values()).as_dict(),
            }
        )
    return rows


def is_ours(state: EntryState) -> bool:
    return state.bucket not in (Bucket.NOT_OURS, Bucket.UNDECIDED, Bucket.NOT_APPLICABLE)


def _has_examples(progress: Progress) -> bool:
    return any(
        (row or {}).get("is_example")
        for state in progress.states
        for row in (state.assessment, state.competence)
    )


def _by_link(states: list[EntryState], links: Links) -> dict[str, int]:
    """Of what is online and ours: does the address answer? The sum is what is online."""
    counts = {state.value: 0 for state in ChannelAddress.State}
    for state in states:
        link = links.of(state)
        if link:
            counts[link["state"]] += 1
    return counts


def entry_data(state: EntryState, links: Links) -> dict[str, Any]:
    return {
        "identity": state.identity,
        "key": state.key,
        "name": state.name,
        "ozg_ids": state.ozg_ids,
        "ozg_name": state.ozg_name,
        "themenfeld": state.themenfeld,
        "lage": state.lage,
        "bucket": state.bucket.value,
        "competence": state.competence,
        "assessment": state.assessment,
        "link": links.of(state),
    }


def _model(model: MaturityModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "version": model.version,
        "source": model.source,
        "levels": {str(level.value): level.name for level in model.levels.order_by("value")},
    }


def _editions(on: date, known: datetime | None) -> Any:
    """The editions that were in force on that day, as far as anybody had read them by then."""
    dated = Q(dated_on=None) | Q(dated_on__lte=on)
    found = CatalogueEdition.objects.filter(dated, confirmed_at__isnull=False)
    if known:
        found = found.filter(imported_at__lte=known)
    return found.defer("content").order_by("pk")


def _edition(edition: CatalogueEdition) -> dict[str, Any]:
    return {
        "kind": edition.kind,
        "name": edition.name,
        "dated_on": _iso(edition.dated_on),
        "source": edition.source,
        "sha256": edition.sha256,
        "rows": edition.rows,
        "is_extract": edition.is_extract,
    }


def _strategy(on: date) -> dict[str, Any] | None:
    strategy = Strategy.objects.filter(dated_on__lte=on).order_by("-dated_on", "-pk").first()
    if strategy is None:
        return None
    return {
        "title": strategy.title,
        "version": strategy.version,
        "dated_on": _iso(strategy.dated_on),
        "summary": strategy.summary,
        "responsible": strategy.responsible,
        "council_planned_on": _iso(strategy.council_planned_on),
        "council_decided_on": _iso(strategy.council_decided_on),
        "is_example": strategy.is_example,
        "chapters": [
            {"position": chapter.position, "title": chapter.title, "body": chapter.body}
            for chapter in strategy.chapters.order_by("position")
        ],
    }


def _projects(on: date) -> Any:
    return (
        Project.objects.filter(recorded_on__lte=on)
        .prefetch_related("services", "depends_on")
        .order_by("starts_on", "slug")
    )


def _project(project: Project, on: date) -> dict[str, Any]:
    status = project.status_as_of(on)
    ended_on = project.ended_on if project.ended_on and project.ended_on <= on else None
    return {
        "slug": project.slug,
        "title": project.title,
        "kind": project.kind,
        "status": status,
        "summary": project.summary,
        "responsible": project.responsible,
        "starts_on": _iso(project.starts_on),
        "ends_on": _iso(project.ends_on),
        "ended_on": _iso(ended_on),
        "budget_from": _money(project.budget_from),
        "budget_to": _money(project.budget_to),
        "result": project.result if status == project.status else "",
        "overdue": bool(project.ends_on and not ended_on and project.ends_on < on),
        "ozg_ids": [service.ozg_id for service in project.services.all()],
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
        "planned_on": _iso(planned_on),
        "reached_on": _iso(reached_on),
        "overdue": reached_on is None and planned_on < on,
        "moves": [_move(move) for move in moves],
        "is_example": milestone.is_example,
    }


def _move(move: MilestoneMove) -> dict[str, Any]:
    return {"from": _iso(move.moved_from), "to": _iso(move.moved_to), "reason": move.reason}


def _examinations(on: date) -> Any:
    return Examination.objects.filter(asked_on__lte=on).select_related("project")


def _examination(item: Examination, on: date) -> dict[str, Any]:
    concluded = bool(item.concluded_on and item.concluded_on <= on)
    return {
        "slug": item.slug,
        "title": item.title,
        "question": item.question,
        "asked_on": _iso(item.asked_on),
        "source": item.source,
        "criteria": item.criteria,
        "cost": item.cost,
        "lead_time": item.lead_time,
        "result": item.result if concluded else "",
        "concluded_on": _iso(item.concluded_on) if concluded else None,
        "project": item.project.title if item.project else "",
        "is_example": item.is_example,
    }


def providers() -> list[dict[str, Any]]:
    found = Provider.objects.prefetch_related(
        "facts",
        "options",
        Prefetch("memberships", Membership.objects.select_related("municipality")),
    )
    return [_provider(provider) for provider in found]


def _provider(provider: Provider) -> dict[str, Any]:
    return {
        "slug": provider.slug,
        "name": provider.name,
        "legal_form": provider.legal_form,
        "summary": provider.summary,
        "question": provider.question,
        "open_questions": provider.open_questions.splitlines(),
        "topics": _topics(list(provider.facts.all())),
        "memberships": [_membership(membership) for membership in provider.memberships.all()],
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
                    "amount": _money(fact.amount),
                    "source": fact.source,
                    "source_url": fact.source_url,
                    "dated": _iso(fact.dated_on) or fact.dated_text,
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
        "dated": _iso(membership.dated_on) or membership.dated_text,
        "source": membership.source,
        "is_example": membership.is_example,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _money(amount: Decimal | None) -> str | None:
    return str(amount) if amount is not None else None
