"""CSV and XLSX for office programs. No cell can become a formula there."""

import csv
import io
import re
from datetime import datetime
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font

from guestreg.exports.base import Facts, GuestRow
from guestreg.models import SealedBy

# Wide signs too: a spreadsheet set to an East Asian language takes them for the narrow ones.
FORMULA_START = tuple("=+-@＝＋－＠\t\r\n")
PHONE_LIKE = re.compile(r"^\+[0-9][0-9 ()/.\-]*$")
BOM = "\ufeff"


def header() -> list[str]:
    return [
        _("Nachname"), _("Vorname"), _("Telefon"), _("E-Mail"), _("Straße"), _("Hausnummer"),
        _("Postleitzahl"), _("Ort"), _("Bereich"), _("Ankunft"), _("Weggang"),
        _("Weggang ist"), _("Versiegelt durch"), _("Hinweis"),
    ]  # fmt: skip


def cells(row: GuestRow) -> list[str]:
    """All cells as text, in the order of ``header``."""
    return [
        row.family_name, row.given_name, row.phone, row.email, row.street, row.house_number,
        row.postcode, row.city, row.area, _local(row.arrived_at), _local(row.leaves_by),
        _("gemeldet") if row.checked_out else _("angenommen"),
        str(SealedBy(row.sealed_by).label), _doubts(row),
    ]  # fmt: skip


def _local(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"


def _doubts(row: GuestRow) -> str:
    if not row.doubts:
        return ""
    return _("Angaben prüfen: %(fields)s") % {"fields": ", ".join(row.doubts)}


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; numbers with + become 00."""
    if PHONE_LIKE.match(text):
        return f"00{text[1:]}"
    return f"'{text}" if text.startswith(FORMULA_START) else text


class CsvExporter:
    key: ClassVar[str] = "csv"
    label: ClassVar[Promise] = gettext_lazy("Tabelle als CSV")
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    extension: ClassVar[str] = "csv"

    def export(self, facts: Facts, rows: list[GuestRow]) -> bytes:
        out = io.StringIO(BOM, newline="")
        out.seek(0, io.SEEK_END)
        writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(header())
        writer.writerows([neutral(cell) for cell in cells(row)] for row in rows)
        return out.getvalue().encode()


class XlsxExporter:
    key: ClassVar[str] = "xlsx"
    label: ClassVar[Promise] = gettext_lazy("Tabelle für Excel")
    content_type: ClassVar[str] = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    extension: ClassVar[str] = "xlsx"

    def export(self, facts: Facts, rows: list[GuestRow]) -> bytes:
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_("Besuche"))
        sheet.freeze_panes = "A2"
        for column in "ABCDEFGHIJKLMN":
            sheet.column_dimensions[column].width = 18
        sheet.append([self._text(sheet, name, bold=True) for name in header()])
        for row in rows:
            sheet.append([self._text(sheet, cell) for cell in cells(row)])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _text(self, sheet: Any, value: str, *, bold: bool = False) -> Cell:
        """A string cell: its type is written into the file, so ``=`` stays a character."""
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"
        cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)
        return cell
