"""Deciding who is competent. "Not ours" is never assumed: each decision names its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Competence, LeikaEntry, Municipality

DECIDE = "ozg_catalog.competence.decide"
DECIDE_MANY = "ozg_catalog.competence.decide_many"

# Only where the typing names the executing level. Plain "2/3" or "4" does not, and "5" or a
# code with "b" says Kommune, which may be the city or the district.
_EXECUTED_BY = {
    "1": Competence.Level.FEDERAL,
    "2a": Competence.Level.STATE,
    "3a": Competence.Level.STATE,
    "2/3a": Competence.Level.STATE,
    "4a": Competence.Level.STATE,
}


def suggest(typings: Iterable[str]) -> str | None:
    """The level that the typing itself names, else None. A suggestion, not a decision."""
    levels = {_EXECUTED_BY.get(typing) for typing in typings}
    return levels.pop() if len(levels) == 1 else None


@transaction.atomic
def decide(
    *, actor: Actor, municipality: Municipality, entry: LeikaEntry, **decision: Any
) -> Competence:
    competence = _checked(actor, municipality=municipality, entry=entry, **decision)
    competence.save()
    data = {"entry": entry.identity, "municipality": municipality.name, "level": competence.level}
    log(competence, DECIDE, user=actor, data=data)
    return competence


@transaction.atomic
def decide_many(
    *, actor: Actor, municipality: Municipality, decisions: Iterable[Mapping[str, Any]], reason: str
) -> list[Competence]:
    """Decide for many entries at once, all or none, under one audit entry."""
    made = [_checked(actor, municipality=municipality, **decision) for decision in decisions]
    Competence.objects.bulk_create(made)
    if made:
        log(municipality, DECIDE_MANY, user=actor, data={"count": len(made), "reason": reason})
    return made


def _checked(
    actor: Actor,
    *,
    municipality: Municipality,
    entry: LeikaEntry,
    level: str,
    reason: str,
    source: str,
    decided_on: date,
    is_example: bool = False,
) -> Competence:
    if not reason.strip():
        raise CatalogueError(_("Eine Zuständigkeit braucht eine Begründung."))
    return Competence(
        municipality=municipality,
        entry=entry,
        level=level,
        reason=reason,
        source=source,
        decided_on=decided_on,
        decided_by=actor,
        is_example=is_example,
    )
