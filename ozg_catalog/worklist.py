"""What waits for the digitalisation officer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from ozg_catalog import directory, publication
from ozg_catalog.models import (
    CatalogueEdition,
    ChannelAddress,
    CouncilReport,
    Examination,
    Milestone,
    Municipality,
    Provider,
)
from ozg_catalog.progress import OURS, Bucket, EntryState, progress_at

# An observation older than this says little about today.
OLD = timedelta(days=365)


@dataclass(frozen=True)
class Pile:
    """Work of one kind: how much, what it is, and where one does it."""

    label: str
    why: str
    url: str
    entries: list[EntryState] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.entries) or len(self.items)


def piles(municipality: Municipality, today: date) -> list[Pile]:
    states, names = progress_at(municipality, today).states, _names(today)
    gaps = directory.open_differences(municipality, states)
    return [
        *_entries(states, today),
        *_outside(gaps, names),
        *_dates(publication.missing(municipality, today), names),
    ]


def _names(today: date) -> dict[str, list[str]]:
    """What waits in four tables, by its name: one query."""
    waiting: dict[str, tuple[QuerySet[Any], str]] = {
        "links": (ChannelAddress.objects.offering().broken(), "url"),
        "editions": (CatalogueEdition.objects.waiting(), "name"),
        "milestones": (Milestone.objects.overdue(today), "title"),
        "examinations": (Examination.objects.overdue(today), "title"),
        "offers": (Provider.objects.without_offers(), "name"),
    }
    first, *others = (
        found.order_by().values_list(Value(kind), Cast(name, TextField()))
        for kind, (found, name) in waiting.items()
    )
    names: dict[str, list[str]] = {kind: [] for kind in waiting}
    for kind, name in first.union(*others, all=True):
        names[kind].append(name)
    return {kind: sorted(found) for kind, found in names.items()}


def _entries(states: list[EntryState], today: date) -> list[Pile]:
    bulk = reverse("ozg_bulk")
    return [
        Pile(
            _("Nicht bewertet"),
            _("Aufgaben der Stadt, zu denen es noch keine Beobachtung gibt."),
            f"{bulk}?zustand=not_assessed",
            [state for state in states if state.bucket == Bucket.NOT_ASSESSED],
        ),
        Pile(
            _("Bewertung älter als ein Jahr"),
            _("Bitte sehen Sie nach, ob der Stand noch stimmt."),
            f"{bulk}?zustand=old",
            [state for state in states if is_old(state, today)],
        ),
        Pile(
            _("Geplanter Termin verstrichen"),
            _("Diese Leistungen sollten schon online sein."),
            f"{bulk}?zustand=late",
            [state for state in states if is_late(state, today)],
        ),
        Pile(
            _("Zuständigkeit nicht entschieden"),
            _("Ohne Entscheidung zählt die Leistung nicht mit."),
            reverse("ozg_decide"),
            [state for state in states if state.bucket == Bucket.UNDECIDED],
        ),
    ]


def _outside(gaps: list[directory.Difference], names: dict[str, list[str]]) -> list[Pile]:
    """What the outside says about us, and what came in from there."""
    return [
        Pile(
            _("Defekte Links"),
            _("An drei verschiedenen Tagen kam unter diesen Adressen keine Antwort."),
            f"{reverse('ozg_channels')}?zustand=broken",
            items=names["links"],
        ),
        Pile(
            _("Unterschied zum Dashboard"),
            _("Unsere Angabe und der Export des Dashboards sagen Verschiedenes."),
            reverse("ozg_gaps"),
            items=[f"{gap.name}: {gap.gap.label}" for gap in gaps],
        ),
        Pile(
            _("Katalogausgaben, die auf Bestätigung warten"),
            _("Bitte sehen Sie die Unterschiede zur Ausgabe davor an."),
            reverse("ozg_editions:index"),
            items=names["editions"],
        ),
        Pile(
            _("Dienstleister, deren Angebot noch keine Quelle hat"),
            _("Tragen Sie ein, was sie anbieten, sobald eine Quelle es sagt."),
            reverse("ozg_providers:index"),
            items=names["offers"],
        ),
    ]


def _dates(missing: list[date], names: dict[str, list[str]]) -> list[Pile]:
    reports = reverse("ozg_reports:index")
    return [
        Pile(
            _("Überfällige Meilensteine"),
            _("Tragen Sie sie als erreicht ein oder verschieben Sie sie mit Grund."),
            reverse("ozg_milestones:index"),
            items=names["milestones"],
        ),
        Pile(
            _("Überfällige Prüfaufträge"),
            _("Tragen Sie das Ergebnis ein oder verschieben Sie den Termin mit Grund."),
            reverse("ozg_examinations:index"),
            items=names["examinations"],
        ),
        Pile(
            _("Fehlende Berichte"),
            _("Für diese Quartale ist kein Bericht erschienen."),
            reports,
            items=[f"{day:%d.%m.%Y}" for day in missing],
        ),
        Pile(
            _("Entwürfe, die auf Freigabe warten"),
            _("Eine zweite Person gibt sie frei."),
            reports,
            items=[str(report) for report in CouncilReport.objects.drafts()],
        ),
    ]


def is_old(state: EntryState, today: date) -> bool:
    if state.bucket not in OURS or not state.assessment:
        return False
    return date.fromisoformat(state.assessment["observed_on"]) < today - OLD


def is_late(state: EntryState, today: date) -> bool:
    if state.bucket != Bucket.PLANNED or not state.assessment:
        return False
    return date.fromisoformat(state.assessment["planned_for"]) < today
