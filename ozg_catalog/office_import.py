"""Tables that offices fill in: read, compared with what is known, and only then recorded.

The table has one row per entry and these columns, in any order: "Kennung" (LeiKa key, or
the identity of an entry without key), "Stufe", "Beobachtet am", and optionally "Geplant
bis", "Zur Planung", "Nachweis". A row without a level is left out: the office had nothing
to say.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from ozg_catalog import assessment
from ozg_catalog.actors import Actor
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, LeikaEntry, MaturityModel, Municipality
from ozg_catalog.progress import states_at

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
MOST_ROWS = 10_000


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
    known_level: int | None
    known_on: str | None


@dataclass
class Preview:
    lines: list[Line] = field(default_factory=list)
    same: int = 0
    empty: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def read(name: str, content: bytes, municipality: Municipality, today: date) -> Preview:
    """What the table would change. Nothing is recorded here."""
    model = MaturityModel.objects.counting()
    known = {state.identity: state for state in states_at(municipality, today, model=model)}
    levels = set(model.levels.values_list("value", flat=True))
    preview = Preview()
    for number, row in _table(name, content):
        if not row["Kennung"] and not row["Stufe"]:
            continue
        if not row["Stufe"]:
            preview.empty += 1
            continue
        try:
            line = _line(number, row, known, levels, today)
        except CatalogueError as error:
            preview.errors.append((number, str(error)))
            continue
        if (line.level, line.observed_on) == (line.known_level, line.known_on):
            preview.same += 1
        else:
            preview.lines.append(line)
    return preview


def record(
    *, actor: Actor, municipality: Municipality, lines: list[Line], reason: str
) -> list[Assessment]:
    """Record what the preview showed, all or none."""
    model = MaturityModel.objects.counting()
    entries = LeikaEntry.objects.in_bulk([line.entry_id for line in lines])
    observations = [
        {
            "entry": entries[line.entry_id],
            "model": model,
            "level": line.level,
            "observed_on": date.fromisoformat(line.observed_on),
            "planned_for": line.planned_for,
            "plan_note": line.plan_note,
            "evidence": line.evidence or reason,
        }
        for line in lines
    ]
    return assessment.record_many(
        actor=actor, municipality=municipality, observations=observations, reason=reason
    )


def _line(
    number: int, row: dict[str, str], known: dict[str, Any], levels: set[int], today: date
) -> Line:
    state = known.get(row["Kennung"])
    if state is None:
        raise CatalogueError(
            _("Die Kennung „%(value)s“ ist unbekannt.") % {"value": row["Kennung"]}
        )
    if not row["Stufe"].isdecimal() or int(row["Stufe"]) not in levels:
        raise CatalogueError(_("Die Stufe „%(value)s“ gibt es nicht.") % {"value": row["Stufe"]})
    observed_on = _day(row["Beobachtet am"])
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
        plan_note=row.get("Zur Planung", "")[:300],
        evidence=row.get("Nachweis", "")[:300],
        known_level=seen.get("level"),
        known_on=seen.get("observed_on"),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise CatalogueError(_("„%(value)s“ ist kein Datum wie 31.12.2026.") % {"value": text})


def _table(name: str, content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    rows = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    header = [cell.strip() for cell in next(rows, [])]
    if missing := sorted(REQUIRED - set(header)):
        raise CatalogueError(
            _("In der ersten Zeile fehlt: %(columns)s") % {"columns": ", ".join(missing)}
        )
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise CatalogueError(_("Die Tabelle hat zu viele Zeilen."))
        yield number, dict(zip(header, (cell.strip() for cell in row), strict=False))


def _csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets errors of zip, XML and its own through
        raise CatalogueError(_("Die Datei ist keine lesbare Excel-Tabelle.")) from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lstrip("'")
