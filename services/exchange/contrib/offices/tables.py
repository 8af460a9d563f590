"""Rows of a CSV or Excel file, with the limits that keep a bomb out, and files of rows."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from services.exchange.base import MessageError
from services.exchange.contrib.offices.columns import KEY, TITLES
from services.exchange.text import INVISIBLE, plain

FILE_AT_MOST = 5 * 1024**2
UNPACKED_AT_MOST = 50 * 1024**2
ROWS_AT_MOST = 5000
CELL_AT_MOST = 1000
WIDTH = 22
# What a spreadsheet would take for a formula; the apostrophe itself, so that reading is exact.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")

Row = dict[str, str]


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """Line number and cells by title. Raises MessageError."""
    if path.stat().st_size > FILE_AT_MOST:
        raise MessageError(_("Die Tabelle ist größer als 5 MB."))
    lines = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    header = [plain(cell, 80) for cell in next(lines, [])]
    _check_header(header)
    for number, line in enumerate(lines, start=2):
        if number > ROWS_AT_MOST:
            raise MessageError(_("Die Tabelle hat mehr als %(it)s Zeilen.") % {"it": ROWS_AT_MOST})
        row = dict(zip(header, map(_cell, line), strict=False))
        if any(row.values()):
            yield number, row


def _check_header(header: list[str]) -> None:
    if KEY not in header:
        raise MessageError(_("In der ersten Zeile fehlt die Spalte „%(it)s“.") % {"it": KEY})
    known = [title for title in header if title]
    if len(set(known)) != len(known):
        raise MessageError(_("In der ersten Zeile steht eine Spalte zweimal."))
    if unknown := sorted(set(known) - set(TITLES)):
        said = {"it": ", ".join(unknown[:5]), "all": ", ".join(TITLES)}
        raise MessageError(_("Unbekannte Spalten: %(it)s. Es gibt: %(all)s.") % said)


def _cell(text: str) -> str:
    text = INVISIBLE.sub("", text[:CELL_AT_MOST]).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _csv(path: Path) -> Iterator[list[str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise MessageError(_("Die Datei ist keine lesbare CSV-Tabelle.")) from error


def _xlsx(path: Path) -> Iterator[list[str]]:
    unreadable = _("Die Datei ist keine lesbare Excel-Tabelle.")
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED_AT_MOST:
                raise MessageError(_("Entpackt ist die Datei zu groß."))
        book = load_workbook(path, read_only=True, data_only=True)
        for line in book.worksheets[0].iter_rows(values_only=True, max_col=len(TITLES) + 10):
            yield [_spoken(value) for value in line]
    except MessageError:
        raise
    # A broken file brings openpyxl to errors of zip, XML, its own and plain KeyErrors.
    except Exception as error:  # each means the same: this is no workbook, and the sender learns it
        raise MessageError(unreadable) from error


def _spoken(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with byte order mark, semicolons; no cell is a formula."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(TITLES)
    writer.writerows([_defused(cell) for cell in line] for line in lines)
    return out.getvalue().encode()


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_xlsx(lines: Iterable[Sequence[str]]) -> bytes:
    """Every cell is text, so that no zero of a postcode is lost and nothing is calculated."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Stellen")
    sheet.freeze_panes = "C2"
    for number in range(1, len(TITLES) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.append([_text_cell(sheet, title, bold=True) for title in TITLES])
    for line in lines:
        sheet.append([_text_cell(sheet, cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.data_type, cell.number_format = "s", "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
