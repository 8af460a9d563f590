"""Reading a catalogue file; its header says which kind it is.

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
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from ozg_catalog import catalogue_merge as merge
from ozg_catalog import differences
from ozg_catalog.actors import Actor
from ozg_catalog.cells import safe_cell
from ozg_catalog.edition_files import (
    MOST_BYTES,
    Kind,
    Layout,
    Reject,
    accepted,
    contents_of,
    decoded,
    layout_of,
    row_reader,
)
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CatalogueEdition, OzgService

IMPORT = "ozg_catalog.catalogue.import"

_TABLES = {Kind.SERVICES: merge.SERVICES, Kind.ENTRIES: merge.ENTRIES, Kind.LEIKA: merge.LEIKA}


@dataclass
class Result:
    kind: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    columns: list[str] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    retired: int = 0

    @property
    def rejected(self) -> int:
        return len(self.rejects)

    @property
    def read(self) -> int:
        return self.created + self.changed + self.unchanged + self.rejected


class ImplausibleError(CatalogueError):
    """More than a fifth of the rows would change. Somebody has to say that this is right."""


def kind_of(path: Path) -> str:
    with path.open("rb") as file:
        return layout_of(file.readline(2000), path.name).kind


def import_file(path: Path, *, actor: Actor = None, name: str = "", **described: Any) -> Result:
    """Import one file, see ``import_bytes``; its name is the edition's unless one is given."""
    content = path.read_bytes()
    return import_bytes(content, path.name, actor=actor, name=name or path.stem, **described)


@transaction.atomic
def import_bytes(
    content: bytes,
    file: str,
    *,
    actor: Actor = None,
    name: str = "",
    dated_on: date | None = None,
    source: str = "",
    is_extract: bool = False,
    area: str = "",
    large_change: bool = False,
) -> Result:
    """Import a file, whole or (when it cannot be read, or changes too much) not at all.

    What is new or different is in force at once. What the edition before named and this one
    does not stays, and the edition waits until somebody confirms that it is retired.
    """
    edition, is_new = store(
        content,
        file,
        name=name or file,
        dated_on=dated_on,
        source=source,
        is_extract=is_extract,
        area=area,
    )
    before = None if is_extract else in_force(edition)
    if before and not is_new and is_superseded(edition, before):
        return Result(edition.kind, unchanged=edition.rows)
    result = bring_in(edition)
    if is_new or before:
        check_current(edition, before)
        found = differences.between(before, edition)
        if not large_change:
            check_plausible(found, file)
        result.retired = len(found.of(differences.How.RETIRED))
        edition.rows, edition.rejected = result.read, result.rejected
        if not result.retired:
            edition.confirmed_at, edition.confirmed_by = timezone.now(), actor
        edition.save()
        log(edition, IMPORT, user=actor, data=counts(result))
    return result


def in_force(edition: CatalogueEdition) -> CatalogueEdition | None:
    """The edition that this one would take the place of; None when it is in force itself."""
    before = CatalogueEdition.objects.in_force(edition.kind, edition.area)
    return None if before == edition else before


def is_superseded(edition: CatalogueEdition, before: CatalogueEdition) -> bool:
    """Whether this one was in force already, and another took its place since."""
    return bool(edition.confirmed_at) and edition.speaks_of <= before.speaks_of


def check_current(edition: CatalogueEdition, before: CatalogueEdition | None) -> None:
    """An edition that is dated before the one in force does not take its place."""
    if before and edition.dated_on and before.dated_on and edition.dated_on < before.dated_on:
        raise CatalogueError(
            _("Diese Ausgabe ist älter als die geltende „%(name)s“ vom %(day)s.")
            % {"name": before.name, "day": f"{before.dated_on:%d.%m.%Y}"}
        )


def check_plausible(found: differences.Differences, file: str) -> None:
    if found.is_implausible:
        raise ImplausibleError(
            _(
                "%(file)s ändert mehr als %(percent)s %% der Zeilen der Ausgabe davor. Bitte "
                "prüfen Sie die Datei. Ist sie richtig, bestätigen Sie das ausdrücklich."
            )
            % {"file": file, "percent": differences.IMPLAUSIBLE_PERCENT}
        )


def store(
    content: bytes, file: str, *, name: str, area: str = "", **described: Any
) -> tuple[CatalogueEdition, bool]:
    """Keep a file as an edition, compared with the one in force. Nothing else changes."""
    if len(content) > MOST_BYTES:
        raise CatalogueError(_("%(file)s ist zu groß.") % {"file": file})
    layout = layout_of(content.partition(b"\n")[0][:2000], file)
    # Only the dashboard's export is of one area; a catalogue of another area is the same catalogue.
    area = area if layout.kind == Kind.DIRECTORY else ""
    checksum = hashlib.sha256(content).hexdigest()
    found = CatalogueEdition.objects.filter(sha256=checksum).first()
    if found:
        return found, False
    edition = CatalogueEdition.objects.create(
        kind=layout.kind,
        name=name,
        area=area,
        sha256=checksum,
        content=zlib.compress(content),
        rows=0,
        rejected=0,
        previous=CatalogueEdition.objects.in_force(layout.kind, area),
        **described,
    )
    return edition, True


def bring_in(edition: CatalogueEdition) -> Result:
    """Merge the rows of an edition into the catalogue. Twice does no more than once."""
    content = zlib.decompress(bytes(edition.content))
    layout = layout_of(content.partition(b"\n")[0], edition.name)
    rows = _rows(content, layout, edition.name)
    result = Result(layout.kind, columns=layout.header)
    try:
        if layout.kind == Kind.DIRECTORY:
            _listed(edition, rows, layout, result)
        else:
            _merged(edition, rows, layout, result)
    except csv.Error as error:
        raise _unreadable(edition.name, error) from error
    return result


def _rows(content: bytes, layout: Layout, file: str) -> Any:
    text = io.StringIO(decoded(content, layout, file), newline="")
    rows = csv.reader(text, delimiter=layout.delimiter)
    next(rows, None)
    return rows


def _known() -> frozenset[str]:
    return frozenset(OzgService.objects.values_list("ozg_id", flat=True))


def count(edition: CatalogueEdition) -> list[Reject]:
    """Count the rows of an edition that is not in force yet; gives those that are wrong."""
    content = zlib.decompress(bytes(edition.content))
    layout = layout_of(content.partition(b"\n")[0], edition.name)
    rows, rejects = _rows(content, layout, edition.name), list[Reject]()
    reader = row_reader(layout, _known())
    try:
        good = sum(1 for _row in accepted(rows, reader, len(layout.header), rejects))
    except csv.Error as error:
        raise _unreadable(edition.name, error) from error
    edition.rows, edition.rejected = good + len(rejects), len(rejects)
    edition.save(update_fields=["rows", "rejected"])
    return rejects


def _unreadable(file: str, error: csv.Error) -> CatalogueError:
    return CatalogueError(
        _("%(file)s ist keine lesbare CSV-Datei: %(error)s") % {"file": file, "error": error}
    )


def _merged(edition: CatalogueEdition, rows: Any, layout: Layout, result: Result) -> None:
    tables = _TABLES[Kind(layout.kind)]
    reader = row_reader(layout, _known())
    with connection.cursor() as cursor:
        cursor.execute(tables.create)
        with cursor.copy(tables.copy) as copy:
            for row in accepted(rows, reader, len(layout.header), result.rejects):
                copy.write_row(row)
        if layout.kind != Kind.SERVICES:
            _keep_newer(cursor, edition)
        with merge.words_from(cursor, edition.dated_on):
            cursor.execute(tables.merge)
        result.created, result.changed, result.unchanged = merge.outcome(cursor, tables)
        if result.created and layout.kind != Kind.SERVICES and _is_later(edition):
            merge.introduce(cursor, edition.dated_on or timezone.localdate())


def _keep_newer(cursor: Any, edition: CatalogueEdition) -> None:
    """An older edition adds what it alone knows, and never puts back an old name."""
    newer = edition.newer_of_entries()
    if newer:
        named = {key for other in newer for key in contents_of(other.pk, other.sha256).lines}
        merge.keep_newer(cursor, sorted(named))


def _is_later(edition: CatalogueEdition) -> bool:
    """Whether there was a catalogue of entries before, to which this one adds."""
    kinds = (Kind.ENTRIES, Kind.LEIKA)
    return (
        CatalogueEdition.objects.filter(kind__in=kinds, is_extract=False, rows__gt=0)
        .filter(confirmed_at__isnull=False)
        .exclude(pk=edition.pk)
        .exists()
    )


def _listed(edition: CatalogueEdition, rows: Any, layout: Layout, result: Result) -> None:
    """An export has no table of its own: it is read from its file wherever it is needed."""
    reader = row_reader(layout, frozenset())
    number = sum(1 for _row in accepted(rows, reader, len(layout.header), result.rejects))
    found = differences.between(edition.previous, edition)
    if edition.previous is None:
        result.created = number
        return
    result.created = len(found.of(differences.How.NEW))
    fixed = (differences.How.NEW, differences.How.RETIRED)
    result.changed = len({row.identity for row in found.found if row.how not in fixed})
    result.unchanged = number - result.created - result.changed


def counts(result: Result) -> dict[str, Any]:
    return {
        "kind": str(result.kind),
        "created": result.created,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "retired": result.retired,
    }


def write_rejects(path: Path, results: list[Result]) -> None:
    """One table per kind would hide lines: each row is repeated as it stood in its file, but for
    an apostrophe before what a spreadsheet would calculate."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["kind", "line", "reason", "row"])
        for result in results:
            for reject in result.rejects:
                row = [safe_cell(cell) for cell in reject.row]
                writer.writerow([result.kind, reject.line, safe_cell(reject.reason), *row])
