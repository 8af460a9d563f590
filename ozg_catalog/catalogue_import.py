"""Reading a catalogue file: OZG services, or LeiKa entries; the header says which.

A file streams through validation into a temporary table (COPY) and is merged from there
by one statement per target table, so a run costs about the same for one changed row as
for none. A row that is wrong is rejected with line and reason; a file that cannot be
read at all changes nothing. Every file that brought something new is kept, packed, as
an edition.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog import catalogue_merge as merge
from ozg_catalog.actors import Actor
from ozg_catalog.catalogue_rows import (
    ENTRY_COLUMNS,
    SERVICE_COLUMNS,
    EntryReader,
    RowError,
    ServiceReader,
)
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CatalogueEdition, OzgService

IMPORT = "ozg_catalog.catalogue.import"
Kind = CatalogueEdition.Kind
RowReader = Callable[[int, list[str]], tuple[Any, ...]]


@dataclass(frozen=True)
class Reject:
    line: int
    reason: str
    row: list[str]


@dataclass
class Result:
    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    columns: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return len(self.rejects)

    @property
    def read(self) -> int:
        return self.created + self.changed + self.unchanged + self.rejected


class KeptFile(io.RawIOBase):
    """A file being read, with its checksum and a packed copy of what went by."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._sha = hashlib.sha256()
        self._packer = zlib.compressobj()
        self._packed = bytearray()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self._sha.update(data)
        self._packed += self._packer.compress(data)
        return len(data)

    @property
    def sha256(self) -> str:
        return self._sha.hexdigest()

    def packed(self) -> bytes:
        return bytes(self._packed) + self._packer.flush()


def kind_of(path: Path) -> str:
    with path.open("rb") as file:
        header = file.readline(1000).decode("utf-8-sig", errors="replace")
    return _kind(next(csv.reader([header]), []), path.name)


@transaction.atomic
def import_file(
    path: Path,
    *,
    actor: Actor = None,
    name: str = "",
    dated_on: date | None = None,
    source: str = "",
    is_extract: bool = False,
) -> Result:
    """Import one file, whole or (when it cannot be read) not at all."""
    with path.open("rb") as raw:
        kept = KeptFile(raw)
        text = io.TextIOWrapper(io.BufferedReader(kept), encoding="utf-8-sig", newline="")
        try:
            result = _import_rows(csv.reader(text), path.name)
        except UnicodeDecodeError as error:
            raise CatalogueError(_("%(file)s ist nicht in UTF-8.") % {"file": path.name}) from error
        except csv.Error as error:
            raise CatalogueError(
                _("%(file)s ist keine lesbare CSV-Datei: %(error)s")
                % {"file": path.name, "error": error}
            ) from error
    edition, is_new = CatalogueEdition.objects.get_or_create(
        sha256=kept.sha256,
        defaults={
            "kind": result.kind,
            "name": name or path.stem,
            "dated_on": dated_on,
            "source": source,
            "content": kept.packed(),
            "rows": result.read,
            "rejected": result.rejected,
            "is_extract": is_extract,
        },
    )
    if is_new:
        log(edition, IMPORT, user=actor, data=_counts(result))
    return result


def _kind(header: list[str], file: str) -> str:
    for kind, columns in ((Kind.SERVICES, SERVICE_COLUMNS), (Kind.ENTRIES, ENTRY_COLUMNS)):
        if header == columns:
            return kind
    raise CatalogueError(
        _("%(file)s hat eine unbekannte Kopfzeile. Erwartet: %(services)s – oder: %(entries)s")
        % {"file": file, "services": ",".join(SERVICE_COLUMNS), "entries": ",".join(ENTRY_COLUMNS)}
    )


def _import_rows(reader: Any, file: str) -> Result:
    kind = _kind(next(reader, []), file)
    read_row: RowReader
    if kind == Kind.SERVICES:
        result = Result(kind, columns=SERVICE_COLUMNS)
        tables, read_row = merge.SERVICES, ServiceReader()
    else:
        result = Result(kind, columns=ENTRY_COLUMNS)
        known = frozenset(OzgService.objects.values_list("ozg_id", flat=True))
        tables, read_row = merge.ENTRIES, EntryReader(known)
    with connection.cursor() as cursor:
        cursor.execute(tables.create)
        with cursor.copy(tables.copy) as copy:
            for row in _accepted(reader, read_row, result):
                copy.write_row(row)
        cursor.execute(tables.merge)
        result.created, result.changed, result.unchanged = merge.outcome(cursor, tables)
    return result


def _accepted(reader: Any, read_row: RowReader, result: Result) -> Iterator[tuple[Any, ...]]:
    width = len(result.columns)
    for row in reader:
        line = reader.line_num
        try:
            if len(row) != width:
                raise RowError(
                    _("%(found)s statt %(expected)s Felder")
                    % {"found": len(row), "expected": width}
                )
            yield read_row(line, row)
        except RowError as error:
            result.rejects.append(Reject(line, str(error), row))


def _counts(result: Result) -> dict[str, Any]:
    return {
        "kind": str(result.kind),
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
    }


def write_rejects(path: Path, results: list[Result]) -> None:
    """One table per kind would hide lines: each row is repeated as it stood in its file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["kind", "line", "reason", "row"])
        for result in results:
            for reject in result.rejects:
                writer.writerow([result.kind, reject.line, reject.reason, *reject.row])
