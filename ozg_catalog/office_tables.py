"""A table as an office hands it in: CSV as any spreadsheet writes it, or XLSX.

What the file is, its content says and not its name. What cannot be read is refused whole, with
the reason and the way out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from ozg_catalog.cells import plain_cell
from ozg_catalog.errors import CatalogueError

MOST_BYTES = 10 * 1024 * 1024
# A packed workbook may hide a thousand times its size.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 10_000
_ZIP, _OLD_EXCEL = b"PK", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def rows_of(content: bytes, required: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row by the names of the columns, with its number. Raises CatalogueError."""
    if len(content) > MOST_BYTES:
        raise CatalogueError(_("Die Datei ist größer als 10 MB."))
    rows = _xlsx(content) if content.startswith(_ZIP) else _csv(content)
    try:
        yield from _named(rows, required)
    except csv.Error as error:
        raise CatalogueError(
            _("Die Datei ist keine lesbare CSV-Tabelle. Bitte speichern Sie sie neu als CSV.")
        ) from error


def _named(rows: Iterator[list[str]], required: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    header = [cell.strip() for cell in next(rows, [])]
    if missing := sorted(required - set(header)):
        raise CatalogueError(
            _("In der ersten Zeile fehlt: %(columns)s") % {"columns": ", ".join(missing)}
        )
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise CatalogueError(
            _("In der ersten Zeile steht mehrfach: %(columns)s") % {"columns": ", ".join(twice)}
        )
    for number, row in enumerate(rows, start=2):
        if number > MOST_ROWS:
            raise CatalogueError(_("Die Tabelle hat zu viele Zeilen."))
        yield number, dict(zip(header, (plain_cell(cell.strip()) for cell in row), strict=False))


def _csv(content: bytes) -> Iterator[list[str]]:
    if content.startswith(_OLD_EXCEL):
        raise CatalogueError(
            _("Das ist eine Tabelle im alten Excel-Format. Bitte speichern Sie sie als XLSX.")
        )
    text = _decoded(content)
    first = text.partition("\n")[0]
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))


def _decoded(content: bytes) -> str:
    """UTF-8, what Windows wrote before, or the "Unicode text" of Excel."""
    encodings = ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CatalogueError(
        _("Der Zeichensatz ist nicht lesbar. Bitte speichern Sie als „CSV UTF-8“ oder XLSX.")
    )


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(member.file_size for member in packed.infolist())
        if size > MOST_UNPACKED:
            raise CatalogueError(_("Die Excel-Tabelle ist ausgepackt zu groß."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]
    except CatalogueError:
        raise
    except Exception as error:  # openpyxl lets errors of zip, XML and its own through
        raise CatalogueError(_("Die Datei ist keine lesbare Excel-Tabelle.")) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lstrip("'")
