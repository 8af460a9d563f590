"""Rows of the Leistungskatalog as the FIM catalogue page hands it out.

ISO-8859-1, several synonyms and features in one cell, parted by "|". Columns are found by
name; only key and name have to be there.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ozg_catalog.catalogue_rows import RowError, checked_name, is_key, typings
from ozg_catalog.models import LeikaEntry

KEY_NAMES = ("Schluessel", "Schlüssel")
NAME = "Bezeichnung"
GROUPING, TYPING, SYNONYMS, FEATURES = (
    "Leistungsgruppierung",
    "Typ",
    "Synonyme",
    "Besondere Merkmale",
)
LONGEST = 300


def is_header(header: list[str]) -> bool:
    return NAME in header and any(name in header for name in KEY_NAMES)


class LeikaReader:
    """Reads the rows of one file; a key that comes twice is refused the second time."""

    def __init__(self, header: list[str]) -> None:
        self._at = {name.strip(): position for position, name in enumerate(header)}
        self._key = next(name for name in KEY_NAMES if name in self._at)
        self._seen: dict[str, int] = {}

    def __call__(self, line: int, row: list[str]) -> tuple[Any, ...]:
        key = self._cell(row, self._key)
        if not is_key(key):
            raise RowError(_("Der Schlüssel „%(value)s“ hat nicht 14 Ziffern.") % {"value": key})
        name = checked_name(self._cell(row, NAME), LeikaEntry)
        codes = typings(self._cell(row, TYPING))
        if (first := self._seen.setdefault(key, line)) != line:
            raise RowError(_("Der Schlüssel steht schon in Zeile %(line)s.") % {"line": first})
        return (
            line,
            key,
            key,
            name,
            codes,
            self._cell(row, GROUPING)[:200],
            _parts(self._cell(row, SYNONYMS)),
            _parts(self._cell(row, FEATURES)),
        )

    def _cell(self, row: list[str], name: str) -> str:
        position = self._at.get(name)
        return "" if position is None else row[position].strip()


def _parts(cell: str) -> list[str]:
    parts = [" ".join(part.split()) for part in cell.split("|")]
    if any(len(part) > LONGEST or "\0" in part for part in parts):
        raise RowError(_("Ein Synonym oder Merkmal ist zu lang oder unlesbar."))
    return list(dict.fromkeys(part for part in parts if part))
