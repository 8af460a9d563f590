"""Tables that offices fill in: read, compared with what is known, and only then recorded.

The table has one row per entry and these columns, in any order: "Kennung" (LeiKa key, or
the identity of an entry without key), "Stufe", "Beobachtet am", and optionally "Geplant
bis", "Zur Planung", "Nachweis". A row without a level is left out: the office had nothing
to say. What the table has no column for (where the offer comes from, its address) stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ozg_catalog import assessment
from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, LeikaEntry, MaturityModel, Municipality
from ozg_catalog.office_tables import rows_of
from ozg_catalog.progress import EntryState, states_at

COLUMNS = [
    "Kennung",
    "Leistung",
    "Stufe",
    "Beobachtet am",
    "Geplant bis",
    "Zur Planung",
    "Nachweis",
]
REQUIRED = {"Kennung", "Stufe", "Beobachtet am"}
LONGEST = 300
# Nothing was offered or planned online outside of these; rather a slip of the keys.
YEARS = range(1995, 2101)


@dataclass(frozen=True)
class Line:
    """One row that would be recorded, beside what is known now."""

    number: int
    entry_id: int
    name: str
    level: int
    observed_on: str
    planned_for: str | None
    plan_note: str
    evidence: str
    origin: str
    channel_url: str
    known_level: int | None
    known_on: str | None
    known_plan: str | None

    @property
    def moment(self) -> tuple[int, str]:
        return self.entry_id, self.observed_on


@dataclass
class Preview:
    lines: list[Line] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def read(content: bytes, municipality: Municipality, today: date) -> Preview:
    """What the table would change. Nothing is recorded here."""
    model = MaturityModel.objects.counting()
    known = {state.identity: state for state in states_at(municipality, today, model=model)}
    levels = {str(value) for value in model.levels.values_list("value", flat=True)}
    preview, seen = Preview(), dict[tuple[int, str], int]()
    for number, row in rows_of(content, REQUIRED):
        if not row.get("Kennung") and not row.get("Stufe"):
            continue
        if not row.get("Stufe"):
            preview.empty += 1
            continue
        try:
            line = _line(number, row, known, levels, today)
            _check_once(line, seen)
        except CatalogueError as error:
            preview.errors.append((number, str(error)))
            continue
        if _says_nothing_new(line, known[row["Kennung"]]):
            preview.same += 1
        else:
            preview.lines.append(line)
    return preview


def _check_once(line: Line, seen: dict[tuple[int, str], int]) -> None:
    first = seen.setdefault(line.moment, line.number)
    if first != line.number:
        raise CatalogueError(
            _("Kennung und Datum stehen schon in Zeile %(line)s.") % {"line": first}
        )


def _says_nothing_new(line: Line, state: EntryState) -> bool:
    """Columns that an office left empty say nothing."""
    known = state.assessment or {}
    told = (line.planned_for, line.plan_note, line.evidence)
    before = (known.get("planned_for"), known.get("plan_note"), known.get("evidence"))
    same = all(now in (None, "", was) for now, was in zip(told, before, strict=True))
    return same and (line.level, line.observed_on) == (line.known_level, line.known_on)


def record(
    *, actor: Actor, municipality: Municipality, lines: list[Line], reason: str
) -> list[Assessment]:
    """Record what the preview showed, all or none; sent twice, it is recorded once."""
    model = MaturityModel.objects.counting()
    entries = LeikaEntry.objects.in_bulk([line.entry_id for line in lines])
    there = _recorded(municipality, model, list(entries))
    lines = [line for line in lines if _observed(line, reason) not in there]
    if not lines:
        raise CatalogueError(_("Das alles ist schon eingetragen."))
    observations = [
        {
            "entry": entries[line.entry_id],
            "model": model,
            "level": line.level,
            "observed_on": date.fromisoformat(line.observed_on),
            "planned_for": line.planned_for,
            "plan_note": line.plan_note,
            "evidence": line.evidence or reason,
            "origin": line.origin,
            "channel_url": line.channel_url,
        }
        for line in lines
    ]
    return assessment.record_many(
        actor=actor, municipality=municipality, observations=observations, reason=reason
    )


def _recorded(
    municipality: Municipality, model: MaturityModel, entries: list[int]
) -> set[tuple[Any, ...]]:
    """What is known of these entries, each as ``_observed`` gives it."""
    found = Assessment.objects.known_at(timezone.now()).filter(
        municipality=municipality, model=model, entry__in=entries
    )
    fields = ("entry_id", "level", "observed_on", "planned_for", "plan_note", "evidence")
    return {
        (entry, level, observed.isoformat(), planned and planned.isoformat(), *texts)
        for entry, level, observed, planned, *texts in found.values_list(*fields)
    }


def _observed(line: Line, reason: str) -> tuple[Any, ...]:
    told = (line.entry_id, line.level, line.observed_on, line.planned_for, line.plan_note)
    return *told, line.evidence or reason


def _line(
    number: int, row: dict[str, str], known: dict[str, EntryState], levels: set[str], today: date
) -> Line:
    _check_texts(row)
    state = known.get(row["Kennung"])
    if state is None:
        raise CatalogueError(
            _("Die Kennung „%(value)s“ ist unbekannt.") % {"value": row["Kennung"][:40]}
        )
    if row["Stufe"] not in levels:
        raise CatalogueError(
            _("Die Stufe „%(value)s“ gibt es nicht.") % {"value": row["Stufe"][:40]}
        )
    observed_on = _day(row.get("Beobachtet am", ""))
    if observed_on is None or observed_on > today:
        raise CatalogueError(_("„Beobachtet am“ fehlt oder liegt in der Zukunft."))
    planned_for = _day(row.get("Geplant bis", ""))
    seen = state.assessment or {}
    return Line(
        number=number,
        entry_id=state.entry_id,
        name=state.name,
        level=int(row["Stufe"]),
        observed_on=observed_on.isoformat(),
        planned_for=planned_for.isoformat() if planned_for else None,
        plan_note=row.get("Zur Planung", ""),
        evidence=row.get("Nachweis", ""),
        origin=seen.get("origin") or Assessment.Origin.OWN,
        channel_url=seen.get("url") or "",
        known_level=seen.get("level"),
        known_on=seen.get("observed_on"),
        known_plan=seen.get("planned_for"),
    )


def _check_texts(row: dict[str, str]) -> None:
    for column, text in row.items():
        if "\0" in text:
            raise CatalogueError(
                _("„%(column)s“ enthält ein unlesbares Zeichen.") % {"column": column}
            )
        if column in COLUMNS and len(text) > LONGEST and column != "Leistung":
            raise CatalogueError(
                _("„%(column)s“ ist zu lang: höchstens %(most)s Zeichen.")
                % {"column": column, "most": LONGEST}
            )


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    raise CatalogueError(_("„%(value)s“ ist kein Datum wie 31.12.2026.") % {"value": text[:40]})
