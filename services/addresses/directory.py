"""The street directory out of a CSV file. A file with a fault is refused whole: half a directory
would send people to the wrong office.

Columns, with ";" or "," between them, in UTF-8: strasse, ortsteil, von, bis, seite (gerade,
ungerade or empty), aufteilung (short name of the split; empty: the street is ours, no more) and
stelle (short name of the office).
"""

import csv
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from services.addresses.house_numbers import HouseNumber, NumberError, Side, Span, one_number
from services.addresses.street_names import street_key
from services.models import Jurisdiction, Office, Street, StreetDirectory, StreetSection

COLUMNS = ("strasse", "ortsteil", "von", "bis", "seite", "aufteilung", "stelle")
SIDES = {"": Side.BOTH, "alle": Side.BOTH, "gerade": Side.EVEN, "ungerade": Side.ODD}
MOST_BYTES = 20 * 1024 * 1024
LONGEST = 120
DELETIONS_WITHOUT_ASKING = 0.2


@dataclass(frozen=True)
class Fault:
    line: int
    reason: str

    def __str__(self) -> str:
        return _("Zeile %(line)s: %(reason)s") % {"line": self.line, "reason": self.reason}


class DirectoryError(Exception):
    """The file cannot be taken; says why, line by line."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class NeedsConfirmation(Exception):
    """More streets would go than a file may decide alone."""


@dataclass(frozen=True)
class Row:
    line: int
    street: str
    quarter: str
    span: Span
    jurisdiction: int | None
    office: int | None


def read(content: bytes) -> list[Row]:
    """The rows of a file. Raises ``DirectoryError`` with every fault of it."""
    reader = _Reader()
    rows = [row for line, cells in _lines(content) if (row := reader.row(line, cells))]
    faults = sorted([*reader.faults, *_contradictions(rows)], key=lambda fault: fault.line)
    if not rows and not faults:
        faults = [Fault(1, _("Die Datei enthält keine Straße."))]
    if faults:
        raise DirectoryError(*faults)
    return rows


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise DirectoryError(Fault(1, _("Die Datei ist größer als 20 MB.")))
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DirectoryError(Fault(line, _("Die Datei ist nicht in UTF-8 gespeichert."))) from error
    separator = ";" if ";" in (lines[0] if lines else "") else ","
    table = csv.DictReader(lines, delimiter=separator, strict=True, restkey="")
    named = [(name or "").strip().casefold() for name in table.fieldnames or []]
    if missing := [name for name in COLUMNS if name not in named]:
        text = _("Es fehlen Spalten: %(names)s") % {"names": ", ".join(missing)}
        raise DirectoryError(Fault(1, text))
    table.fieldnames = named
    try:
        for cells in table:
            yield table.line_num, cells
    except csv.Error as error:
        raise DirectoryError(Fault(table.line_num, str(error))) from error


class _Reader:
    """Turns cells into rows and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.jurisdictions = dict(Jurisdiction.objects.values_list("slug", "pk"))
        self.offices = dict(Office.objects.values_list("slug", "pk"))

    def row(self, line: int, cells: dict[str, str]) -> Row | None:
        values = {name: " ".join((cells.get(name) or "").split()) for name in COLUMNS}
        before = len(self.faults)
        self._check_names(line, values, overlong=bool(cells.get("")))
        span = Span(
            self._number(line, "von", values["von"]),
            self._number(line, "bis", values["bis"]),
            self._side(line, values["seite"]),
        )
        if span.first and span.last and not span.is_ordered:
            self._fault(line, _("„bis“ liegt vor „von“."))
        jurisdiction = self._known(line, "aufteilung", values, self.jurisdictions)
        office = self._known(line, "stelle", values, self.offices)
        if (jurisdiction is None) != (office is None) and len(self.faults) == before:
            self._fault(line, _("„aufteilung“ und „stelle“ gehören zusammen."))
        if len(self.faults) > before:
            return None
        return Row(line, values["strasse"], values["ortsteil"], span, jurisdiction, office)

    def _check_names(self, line: int, values: dict[str, str], *, overlong: bool) -> None:
        if overlong:
            self._fault(line, _("Die Zeile hat mehr Felder als die Kopfzeile."))
        if not street_key(values["strasse"]):
            self._fault(line, _("„strasse“ fehlt."))
        if any(len(value) > LONGEST or "\x00" in value for value in values.values()):
            self._fault(
                line, _("Ein Feld ist länger als 120 Zeichen oder enthält ein Nullzeichen.")
            )

    def _number(self, line: int, name: str, text: str) -> HouseNumber | None:
        try:
            return one_number(text) if text else None
        except NumberError as error:
            self._fault(line, f"„{name}“: {error}")
            return None

    def _side(self, line: int, text: str) -> Side:
        if text.casefold() not in SIDES:
            self._fault(line, _("„seite“ ist „gerade“, „ungerade“ oder leer."))
        return SIDES.get(text.casefold(), Side.BOTH)

    def _known(
        self, line: int, name: str, values: dict[str, str], known: dict[str, int]
    ) -> int | None:
        value = values[name]
        if value and value not in known:
            text = _("„%(value)s“ in „%(name)s“ gibt es nicht. Bekannt: %(known)s")
            names = ", ".join(sorted(known)[:20]) or "–"
            self._fault(line, text % {"value": value, "name": name, "known": names})
        return known.get(value)

    def _fault(self, line: int, reason: str) -> None:
        self.faults.append(Fault(line, reason))


def _contradictions(rows: Iterable[Row]) -> Iterator[Fault]:
    streets: dict[tuple[str, str, int | None], list[Row]] = defaultdict(list)
    for row in rows:
        streets[(row.street, row.quarter, row.jurisdiction)].append(row)
    for (_street, _quarter, jurisdiction), same in streets.items():
        for one, other in combinations(same, 2) if jurisdiction else ():
            if one.span.contradicts(other.span, same_office=one.office == other.office):
                text = _("Diese Hausnummern stehen schon in Zeile %(line)s.")
                yield Fault(other.line, text % {"line": one.line})


@transaction.atomic
def replace(
    rows: list[Row],
    *,
    actor: User | None,
    source: str,
    as_of: datetime.date,
    confirm_deletions: bool = False,
    is_example: bool = False,
) -> StreetDirectory:
    """Put these rows in the place of the directory. Raises ``NeedsConfirmation``."""
    names = dict.fromkeys((row.street, row.quarter) for row in rows)
    existing = {(street.name, street.quarter): street for street in Street.objects.all()}
    gone = [street.pk for identity, street in existing.items() if identity not in names]
    if not confirm_deletions and len(gone) > DELETIONS_WITHOUT_ASKING * len(existing):
        text = _("%(gone)s von %(all)s Straßen fehlen in der Datei. Bitte bestätigen.")
        raise NeedsConfirmation(text % {"gone": len(gone), "all": len(existing)})
    Street.objects.filter(pk__in=gone).delete()
    StreetSection.objects.all().delete()
    Street.objects.bulk_create(
        Street(name=name, quarter=quarter, key=street_key(name), is_example=is_example)
        for name, quarter in names
        if (name, quarter) not in existing
    )
    sections = StreetSection.objects.bulk_create(_sections(rows))
    edition = StreetDirectory.objects.create(
        source=source,
        as_of=as_of,
        streets=len(names),
        sections=len(sections),
        is_example=is_example,
    )
    data = {"streets": len(names), "sections": len(sections), "removed": len(gone)}
    log(edition, "services.streets.replace", user=actor, data=data)
    return edition


def _sections(rows: list[Row]) -> Iterator[StreetSection]:
    streets = {(s.name, s.quarter): s for s in Street.objects.all()}
    for row in rows:
        if row.jurisdiction and row.office:
            yield StreetSection(
                street=streets[(row.street, row.quarter)],
                jurisdiction_id=row.jurisdiction,
                office_id=row.office,
                first=str(row.span.first or ""),
                last=str(row.span.last or ""),
                side=row.span.side,
                sort_order=row.line,
            )
