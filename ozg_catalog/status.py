"""The state of single services, for pages that show one or a few of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ozg_catalog.linkcheck.links import Links, State, links_at
from ozg_catalog.models import LeikaEntry, MaturityModel, Municipality
from ozg_catalog.outages import Outage
from ozg_catalog.progress import AVAILABLE, ORDER, Bucket, EntryState, states_at


@dataclass(frozen=True)
class Status:
    """What can be said about a service, with where it comes from and since when."""

    state: Bucket
    level: int | None
    level_name: str
    model: str
    source: str
    observed_on: date | None
    planned_for: date | None
    origin: str
    competence: str | None
    reason: str
    url: str
    is_example: bool
    broken_since: date | None = None
    outages: tuple[Outage, ...] = ()
    """Filled by who knows the online channels; see ``ozg_catalog.outages``."""

    @property
    def label(self) -> str:
        if self.outages and self.is_online:
            since = _written(min(outage.since for outage in self.outages))
            return _("online, seit %(since)s gestört") % {"since": since}
        if self.broken_since:
            since = _written(self.broken_since)
            return _("online, Link defekt seit %(since)s") % {"since": since}
        return str(self.state.label)

    @property
    def is_online(self) -> bool:
        return self.state in AVAILABLE


def _written(day: date) -> str:
    """As the reader's language writes it; English names the month, whose place it leaves open."""
    return f"{day:%d.%m.%Y}" if get_language() != "en" else date_format(day, "j F Y")


def statuses_for(
    ozg_ids: Iterable[str],
    *,
    municipality: Municipality,
    on: date | None = None,
    outages: Iterable[Outage] = (),
) -> dict[str, Status]:
    """State per OZG service: of a bundle, that of its best entry, as federal reports count.

    Of ``outages``, each service gets those that stop one of its entries.
    """
    wanted = set(ozg_ids)
    states, model = _states(municipality, on, services__ozg_id__in=wanted)
    best: dict[str, EntryState] = {}
    keys: dict[str, set[str | None]] = {}
    for state in states:
        for ozg_id in wanted.intersection(state.ozg_ids):
            best[ozg_id] = min(best.get(ozg_id, state), state, key=_rank)
            keys.setdefault(ozg_id, set()).add(state.key)
    happening = list(outages)
    return {
        ozg_id: replace(status, outages=tuple(o for o in happening if o.keys & keys[ozg_id]))
        for ozg_id, status in _statuses(best, model, on).items()
    }


def statuses_for_keys(
    leika_keys: Iterable[str], *, municipality: Municipality, on: date | None = None
) -> dict[str, Status]:
    """State per LeiKa key: what a page about one service should show."""
    states, model = _states(municipality, on, key__in=set(leika_keys))
    return _statuses({state.key: state for state in states if state.key}, model, on)


def _states(
    municipality: Municipality, on: date | None, **within: Any
) -> tuple[list[EntryState], MaturityModel]:
    model = MaturityModel.objects.counting()
    # A subquery, so that the filter does not thin out the bundles of an entry.
    entries = LeikaEntry.objects.filter(pk__in=LeikaEntry.objects.filter(**within).values("pk"))
    day = on or timezone.localdate()
    return states_at(municipality, day, model=model, within=entries), model


def _rank(state: EntryState) -> tuple[int, int]:
    """Best bucket first, and within it the highest level."""
    level = (state.assessment or {}).get("level")
    return ORDER.index(state.bucket), -1 if level is None else -level


def _statuses(
    states: dict[str, EntryState], model: MaturityModel, on: date | None
) -> dict[str, Status]:
    names = {level.value: level.name for level in model.known_levels}
    online = any(state.bucket in AVAILABLE for state in states.values())
    links = links_at(on or timezone.localdate()) if online else Links()
    return {key: _status(state, model, names, links) for key, state in states.items()}


def _status(state: EntryState, model: MaturityModel, names: dict[int, str], links: Links) -> Status:
    seen = state.assessment or {}
    decided = state.competence or {}
    level = seen.get("level")
    link = links.of(state) or {}
    return Status(
        state=state.bucket,
        level=level,
        level_name="" if level is None else names.get(level, ""),
        model=str(model) if level is not None else "",
        source=seen.get("evidence") or decided.get("source", ""),
        observed_on=_day(seen.get("observed_on") or decided.get("decided_on")),
        planned_for=_day(seen.get("planned_for")),
        origin=seen.get("origin", ""),
        competence=decided.get("level"),
        reason=decided.get("reason", ""),
        url=_address(state),
        is_example=bool(seen.get("is_example") or decided.get("is_example")),
        broken_since=_day(link["since"]) if link.get("state") == State.BROKEN else None,
    )


def _address(state: EntryState) -> str:
    if not state.ozg_ids:
        return reverse("ozg_catalog:services")
    return reverse("ozg_catalog:service", args=[state.ozg_ids[0]])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
