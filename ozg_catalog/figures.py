"""The figures of one day as plain data: what a snapshot freezes, pages show and reports print.

Nothing in here depends on when it is asked, only on the day, the municipality and what
is recorded; so the same question has the same answer, byte for byte.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from ozg_catalog.linkcheck.links import Links, links_at
from ozg_catalog.models import CatalogueEdition, ChannelAddress, MaturityModel, Municipality
from ozg_catalog.programme_figures import iso, programme_at, providers
from ozg_catalog.progress import (
    Bucket,
    Counts,
    EntryState,
    Progress,
    each_state_at,
    progress_at,
)

__all__ = ["comparison_of", "entry_data", "figures_at", "is_ours", "providers"]

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
        "comparison": comparison_of(progress, known),
        "entries": [entry_data(state, links) for state in progress.states],
        **programme_at(on),
        "providers": providers(on),
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


def comparison_of(progress: Progress, known: datetime | None) -> list[dict[str, Any]]:
    """Each other municipality, over those tasks only that both have."""
    mine = {state.identity: state.bucket for state in progress.states if is_ours(state)}
    rows = []
    for other in Municipality.objects.others().order_by("name"):
        states = each_state_at(other, progress.on, model=progress.model, known=known)
        theirs = {
            state.identity: state.bucket
            for state in states
            if is_ours(state) and state.identity in mine
        }
        rows.append(
            {
                "name": other.name,
                "ars": other.ars,
                "tasks": len(theirs),
                "mine": Counts.of(mine[identity] for identity in theirs).as_dict(),
                "theirs": Counts.of(theirs.values()).as_dict(),
                "entries": {identity: bucket.value for identity, bucket in theirs.items()},
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
        "levels": {str(level.value): level.name for level in model.known_levels},
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
        "dated_on": iso(edition.dated_on),
        "source": edition.source,
        "sha256": edition.sha256,
        "rows": edition.rows,
        "is_extract": edition.is_extract,
    }
