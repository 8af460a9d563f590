"""Rows of the open export of the Dashboard Digitale Verwaltung (from the PVOG), per area.

One row says that a LeiKa key is offered online in an area, at which address, and whether the
dashboard counts it. Rows of areas above (district, state, federation) are in the export too:
their ``ars`` tells them apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ozg_catalog.catalogue_rows import RowError, checked_name, is_key
from ozg_catalog.models import LeikaEntry

COLUMNS = [
    "leika_key",
    "leika_name",
    "ars",
    "ozgid",
    "url",
    "online_status",
    "aktiv",
    "art_flaechendeckung",
    "begruendung_nicht_beruecksichtigt",
    "datenstand_pvog_import",
]
REQUIRED = {"leika_key", "ars", "url", "online_status"}
OK = "ok"
is_ars = re.compile(r"[0-9]{12}").fullmatch
NOT_COUNTED = "nicht in Auswertung berücksichtigt"


@dataclass(frozen=True)
class Listing:
    key: str
    name: str
    ars: str
    ozg_id: str
    url: str
    status: str
    active: str
    coverage: str
    not_counted_because: str
    dated: str

    @property
    def is_online(self) -> bool:
        """Listed, active, and the address answered when the dashboard last looked."""
        active = self.active.casefold() in ("", "true", "ja", "1", "aktiv")
        return active and self.status.casefold() == OK and bool(self.url)

    @property
    def is_counted(self) -> bool:
        return self.coverage.casefold() != NOT_COUNTED.casefold()


def is_header(header: list[str]) -> bool:
    return set(header) >= REQUIRED


class ListingReader:
    """Reads the rows of one export. The same service may be offered at several addresses."""

    def __init__(self, header: list[str]) -> None:
        self._at = {name.strip(): position for position, name in enumerate(header)}
        self._seen: set[Listing] = set()

    def __call__(self, line: int, row: list[str]) -> tuple[Any, ...]:
        listing = Listing(*(self._cell(row, name) for name in COLUMNS))
        if not is_key(listing.key):
            raise RowError(
                _("Der Schlüssel „%(value)s“ hat nicht 14 Ziffern.") % {"value": listing.key}
            )
        if not is_ars(listing.ars):
            raise RowError(
                _("Der Regionalschlüssel „%(value)s“ hat nicht 12 Ziffern.")
                % {"value": listing.ars}
            )
        if listing.name:
            checked_name(listing.name, LeikaEntry)
        if listing in self._seen:
            raise RowError(_("Diese Zeile steht schon in der Datei."))
        self._seen.add(listing)
        return (line, listing)

    def _cell(self, row: list[str], name: str) -> str:
        position = self._at.get(name)
        return "" if position is None else " ".join(row[position].split())


def joined(pages: list[bytes]) -> bytes:
    """The pages of one export as one file: the first header stands for all of them."""
    lines: list[bytes] = []
    for page in pages:
        header, *rows = page.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True) or [b""]
        if not lines:
            lines.append(_ended(header))
        elif _ended(header) != lines[0]:
            raise ValueError(_("Die Seiten des Exports haben verschiedene Kopfzeilen."))
        lines += [_ended(row) for row in rows if row.strip()]
    return b"".join(lines)


def _ended(line: bytes) -> bytes:
    return line.rstrip(b"\r\n") + b"\n"
