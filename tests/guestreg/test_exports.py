"""Tables for office programs: no cell becomes a formula, whatever a guest entered."""

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from guestreg import handover
from guestreg.example import keys as demo
from guestreg.exports.contrib.spreadsheet import neutral
from guestreg.exports.registry import EXPORTERS
from guestreg.models import DataRequest
from guestreg.release import open_package
from identity.models import User
from tests.guestreg.conftest import give
from tests.guestreg.iris_stand_in import StandIn

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
    "@@@",
    "Drop Tableau",
]


@pytest.fixture
def table(
    visit_at: Callable, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> Callable[[str], bytes]:
    """The download of a request whose guests sealed hostile texts on their own."""

    def make(key: str) -> bytes:
        for text in HOSTILE:
            visit_at(family_name=text, given_name=text, extra="<script>")
        package = json.dumps(handover.take(actor=health_officer, request=give(ask(), baker)))
        return EXPORTERS[key].export(*open_package(package, demo.PAPER))

    return make


def test_csv_has_a_mark_for_excel_and_quotes_every_cell(table: Callable[[str], bytes]) -> None:
    text = table("csv").decode("utf-8")
    assert text.startswith('\ufeff"Nachname";"Vorname"')


def test_w6_no_csv_cell_starts_a_formula(table: Callable[[str], bytes]) -> None:
    rows = list(csv.reader(io.StringIO(table("csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(HOSTILE) + 1
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@＝＋－＠\t\r" and cell]


def test_w6_all_xlsx_cells_are_strings(table: Callable[[str], bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(table("xlsx"))).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}


def test_what_was_not_asked_does_not_get_out(table: Callable[[str], bytes]) -> None:
    text = table("csv").decode()
    assert "<script>" not in text
    assert "Angaben prüfen: extra" in text


def test_phone_keeps_its_country_code() -> None:
    assert neutral("+49 170 1234567") == "0049 170 1234567"


def shared(path: str) -> str:
    """A file of the data folder beside the project."""
    root = Path(os.environ.get("SHARED_DIR", Path(__file__).parents[3] / "shared"))
    file = root / "data" / path
    if not file.is_file():
        pytest.skip("the data folder is not here")
    return file.read_text(encoding="utf-8")


@pytest.mark.shared
def test_iris_guest_list_validates(table: Callable[[str], bytes]) -> None:
    schema = json.loads(shared("iris/iris_guestlist.schema.json"))
    message = json.loads(table("iris"))
    jsonschema.validate(message["params"], schema)
    assert len(message["params"]["guestList"]["guests"]) == len(HOSTILE)


def test_iris_names_begin_with_a_letter(table: Callable[[str], bytes]) -> None:
    guests = json.loads(table("iris"))["params"]["guestList"]["guests"]
    assert all(not guest["lastName"] or guest["lastName"][0].isalnum() for guest in guests)


@pytest.mark.shared
def test_no_guest_closes_the_way_for_the_others(
    visit_at: Callable, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> None:
    """The receiver takes a list whole or not at all, whatever single guests sealed."""
    visit_at(family_name="Select", given_name="x from y", street="Walter-Viewegs-Straße")
    visit_at(street="Markt", house_number="-", postcode="ALTERTABLE", city="'")
    visit_at(street="Alter Index", house_number="1", postcode="ALTERTABLE", city="Data: x")
    visit_at(phone="javascript:alert(1)", email="<script>")
    package = json.loads(
        json.dumps(handover.take(actor=health_officer, request=give(ask(), baker)))
    )
    package["visits"].append(package["visits"][0] | {"day": "2020-01-01"})
    message = json.loads(EXPORTERS["iris"].export(*open_package(json.dumps(package), demo.PAPER)))
    proxy = StandIn(json.loads(shared("iris/iris_guestlist.schema.json")), "altenburg")
    proxy.tokens.add(message["params"]["dataAuthorizationToken"])
    message["params"]["_client"] = {"name": "altenburg"}
    assert proxy.problem(message) == ""
    assert len(message["params"]["guestList"]["guests"]) == 4
    assert message["params"]["guestList"]["additionalInformation"] == "1 nicht lesbar"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("key", "sample"), [("sormas", "eventparticipants"), ("sormas_contacts", "contacts")]
)
def test_sormas_headers_are_the_documented_ones(
    key: str, sample: str, table: Callable[[str], bytes]
) -> None:
    documented = shared(f"sormas/sample_{sample}_altenburg.csv").splitlines()[:2]
    assert table(key).decode("utf-8-sig").splitlines()[:2] == documented


def test_sormas_has_one_line_per_person(table: Callable[[str], bytes]) -> None:
    rows = list(csv.reader(io.StringIO(table("sormas").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == len(HOSTILE) + 2
    assert {len(row) for row in rows} == {12}
