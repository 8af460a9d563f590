"""The opening hours of one weekday in one cell: ``09:00-12:00; 14:00-16:00 nur mit Termin``.

``Woche 1,3`` limits a time to these weeks of the month. Written as read; read more freely.
"""

import datetime
import re
from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _

from services.exchange.base import OpeningRecord

TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
PERIOD = re.compile(
    rf"{TIME}\s*(?:-|–|bis)\s*{TIME}(?:\s*Uhr)?"
    r"(?P<appointment>\s+nur\s+mit\s+Termin)?"
    r"(?:\s+Wochen?\s+(?P<weeks>[1-5](?:\s*,\s*[1-5])*))?",
    re.IGNORECASE,
)
CLOSED = frozenset({"", "geschlossen", "zu", "-", "–"})


def written(openings: Iterable[OpeningRecord]) -> str:
    return "; ".join(_period(opening) for opening in sorted(openings, key=_order))


def _order(opening: OpeningRecord) -> tuple[object, ...]:
    return (opening.opens, opening.closes, opening.weeks, opening.by_appointment)


def _period(opening: OpeningRecord) -> str:
    parts = [f"{opening.opens:%H:%M}-{opening.closes:%H:%M}"]
    if opening.by_appointment:
        parts.append("nur mit Termin")
    if opening.weeks:
        parts.append(f"Woche {','.join(map(str, opening.weeks))}")
    return " ".join(parts)


def read(weekday: int, cell: str) -> list[OpeningRecord]:
    """Raises ValueError with the reason and what it should look like."""
    if cell.strip().lower() in CLOSED:
        return []
    parts = [part.strip() for part in re.split(r"[;\n]", cell) if part.strip()]
    found = sorted((_read_one(weekday, part) for part in parts), key=_order)
    for one, other in pairwise(found):
        if other.opens < one.closes and _same_day(one, other):
            raise ValueError(_("Zwei Zeiten überschneiden sich."))
    return found


def _same_day(one: OpeningRecord, other: OpeningRecord) -> bool:
    return not one.weeks or not other.weeks or bool({*one.weeks} & {*other.weeks})


def _read_one(weekday: int, part: str) -> OpeningRecord:
    match = PERIOD.fullmatch(part)
    said = {"it": part[:40]}
    if match is None:
        raise ValueError(_("„%(it)s“ ist keine Zeit wie 09:00-12:00.") % said)
    try:
        opens, closes = (
            datetime.time(int(match[first]), int(match[first + 1] or 0)) for first in (1, 3)
        )
    except ValueError as error:
        raise ValueError(_("„%(it)s“ ist keine Uhrzeit.") % said) from error
    if opens >= closes:
        raise ValueError(_("„%(it)s“: das Ende liegt nicht nach dem Anfang.") % said)
    weeks = tuple(sorted({int(number) for number in re.findall(r"\d", match["weeks"] or "")}))
    return OpeningRecord(weekday, opens, closes, bool(match["appointment"]), weeks)
