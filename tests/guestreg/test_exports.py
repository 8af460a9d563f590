"""Tables for office programs: no cell becomes a formula, whatever a guest entered."""

import csv
import io
from collections.abc import Callable

import openpyxl
import pytest

from guestreg import handover
from guestreg.exports.contrib.spreadsheet import neutral
from guestreg.exports.registry import EXPORTERS
from guestreg.models import DataRequest
from identity.models import User

pytestmark = pytest.mark.django_db

HOSTILE = [
    '=HYPERLINK("http://evil.example.org","x")',
    "+49 170 1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "＝1+1",
]


@pytest.fixture
def table(
    visit_at: Callable, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> Callable[[str], bytes]:
    """The download of a request whose guests sealed hostile texts on their own."""

    def make(key: str) -> bytes:
        for text in HOSTILE:
            visit_at(family_name=text, given_name=text, extra="<script>")
        asked = handover.release(actor=baker, request=ask())
        rows = handover.open_released(actor=health_officer, request=asked, purpose=key)
        return EXPORTERS[key].export(asked, rows)

    return make


def test_csv_has_a_mark_for_excel_and_quotes_every_cell(table: Callable[[str], bytes]) -> None:
    text = table("csv").decode("utf-8")
    assert text.startswith('\ufeff"Nachname";"Vorname"')


def test_no_csv_cell_starts_a_formula(table: Callable[[str], bytes]) -> None:
    rows = list(csv.reader(io.StringIO(table("csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(HOSTILE) + 1
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_all_xlsx_cells_are_strings(table: Callable[[str], bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(table("xlsx"))).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}


def test_what_was_not_asked_does_not_get_out(table: Callable[[str], bytes]) -> None:
    text = table("csv").decode()
    assert "<script>" not in text
    assert "Angaben prüfen: extra" in text


def test_phone_keeps_its_country_code() -> None:
    assert neutral("+49 170 1234567") == "0049 170 1234567"
