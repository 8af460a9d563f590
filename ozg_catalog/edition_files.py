"""How a catalogue file is laid out, and what stands in it: for reading it again years later."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from ozg_catalog import directory_rows, leika_rows
from ozg_catalog.catalogue_rows import (
    ENTRY_COLUMNS,
    SERVICE_COLUMNS,
    EntryReader,
    RowError,
    ServiceReader,
)
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CatalogueEdition

Kind = CatalogueEdition.Kind
RowReader = Callable[[int, list[str]], tuple[Any, ...]]
MOST_BYTES = 50 * 1024 * 1024
_DELIMITERS = ",;\t"
# The catalogue of 2019 is UTF-8 by contract; the other two come as they come.
_LATIN = (Kind.LEIKA, Kind.DIRECTORY)


@dataclass(frozen=True)
class Reject:
    line: int
    reason: str
    row: list[str]


@dataclass(frozen=True)
class Layout:
    kind: str
    delimiter: str
    header: list[str]


@dataclass(frozen=True)
class Line:
    """One thing of an edition, in the words by which two editions are compared."""

    name: str
    place: str
    rest: str


@dataclass
class Contents:
    lines: dict[str, Line] = field(default_factory=dict)
    listings: list[directory_rows.Listing] = field(default_factory=list)


class _Everything(frozenset[str]):
    """An old file is read by itself: whatever services it names were known then."""

    def __contains__(self, _ozg_id: object) -> bool:
        return True


def layout_of(first_line: bytes, file: str) -> Layout:
    """The header says which kind of file it is, and its delimiter."""
    text = first_line.removeprefix(b"\xef\xbb\xbf").decode("latin-1").rstrip("\r\n")
    for delimiter in _DELIMITERS:
        header = next(csv.reader([text], delimiter=delimiter), [])
        if kind := _kind(header):
            return Layout(kind, delimiter, header)
    raise CatalogueError(
        _(
            "%(file)s hat eine unbekannte Kopfzeile. Erwartet: %(services)s – oder: %(entries)s – "
            "oder der Leistungskatalog (Schluessel, Bezeichnung, …) oder der Export des Dashboards "
            "(leika_key, ars, url, online_status, …)."
        )
        % {"file": file, "services": ",".join(SERVICE_COLUMNS), "entries": ",".join(ENTRY_COLUMNS)}
    )


def _kind(header: list[str]) -> str | None:
    if header == SERVICE_COLUMNS:
        return Kind.SERVICES
    if header == ENTRY_COLUMNS:
        return Kind.ENTRIES
    if directory_rows.is_header(header):
        return Kind.DIRECTORY
    return Kind.LEIKA if leika_rows.is_header(header) else None


def decoded(content: bytes, layout: Layout, file: str) -> str:
    """UTF-8, or ISO-8859-1 where the source writes that."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if layout.kind not in _LATIN:
            raise CatalogueError(_("%(file)s ist nicht in UTF-8.") % {"file": file}) from error
        text = content.decode("latin-1")
    return text


def row_reader(layout: Layout, known_services: frozenset[str]) -> RowReader:
    if layout.kind == Kind.SERVICES:
        return ServiceReader()
    if layout.kind == Kind.ENTRIES:
        return EntryReader(known_services)
    if layout.kind == Kind.LEIKA:
        return leika_rows.LeikaReader(layout.header)
    return directory_rows.ListingReader(layout.header)


def accepted(
    rows: Any, read_row: RowReader, width: int, rejects: list[Reject]
) -> Iterator[tuple[Any, ...]]:
    """The correct rows; the others go to ``rejects`` with line and reason."""
    for row in rows:
        line = rows.line_num
        try:
            if len(row) != width:
                raise RowError(
                    _("%(found)s statt %(expected)s Felder")
                    % {"found": len(row), "expected": width}
                )
            yield read_row(line, row)
        except RowError as error:
            rejects.append(Reject(line, str(error), row))


def unpacked(edition: CatalogueEdition) -> bytes:
    return zlib.decompress(bytes(edition.content))


@lru_cache(maxsize=4)
def contents_of(pk: int, _sha256: str) -> Contents:
    """What stands in an edition, read from the file that was kept. Do not change it: shared."""
    edition = CatalogueEdition.objects.get(pk=pk)
    content = unpacked(edition)
    layout = layout_of(content.partition(b"\n")[0], edition.name)
    rows = csv.reader(
        io.StringIO(decoded(content, layout, edition.name), newline=""), delimiter=layout.delimiter
    )
    next(rows, None)
    reader = row_reader(layout, _Everything())
    found = list(accepted(rows, reader, len(layout.header), []))
    return _CONTENTS[layout.kind](found)


def _services(rows: list[tuple[Any, ...]]) -> Contents:
    return Contents(
        {row[1]: Line(name=row[2], place=f"{row[4]} › {row[3]}", rest="") for row in rows}
    )


def _entries(rows: list[tuple[Any, ...]]) -> Contents:
    """A key that belongs to several bundles stands in several rows."""
    bundles: dict[str, set[str]] = {}
    for row in rows:
        bundles.setdefault(row[1], set()).add(row[9] or "")
    return Contents(
        {
            row[1]: Line(
                name=row[3],
                place=", ".join(sorted(filter(None, bundles[row[1]]))),
                rest=f"{', '.join(row[4])} · {row[5]} {row[6]} · SDG {row[7]:d}{row[8]:d}",
            )
            for row in rows
        }
    )


def _leika(rows: list[tuple[Any, ...]]) -> Contents:
    return Contents(
        {
            row[1]: Line(
                name=row[3],
                place=row[5],
                rest=f"{', '.join(row[4])} · {'|'.join(row[6])} · {'|'.join(row[7])}",
            )
            for row in rows
        }
    )


def _directory(rows: list[tuple[Any, ...]]) -> Contents:
    """Compared by key and area: addresses and states of one offer belong together."""
    groups: dict[str, list[directory_rows.Listing]] = {}
    for _line, listing in rows:
        groups.setdefault(f"{listing.key} {listing.ars}", []).append(listing)
    lines = {
        identity: Line(
            name=group[0].name or group[0].key,
            place=", ".join(sorted({listing.ozg_id for listing in group})),
            rest="; ".join(
                sorted(f"{row.url} {row.status} {row.active} {row.coverage}" for row in group)
            ),
        )
        for identity, group in groups.items()
    }
    return Contents(lines, [listing for _line, listing in rows])


_CONTENTS: dict[str, Callable[[list[tuple[Any, ...]]], Contents]] = {
    Kind.SERVICES: _services,
    Kind.ENTRIES: _entries,
    Kind.LEIKA: _leika,
    Kind.DIRECTORY: _directory,
}
