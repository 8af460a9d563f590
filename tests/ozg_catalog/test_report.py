"""manage.py council_report: same snapshot, same bytes; the same figures in every format."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.utils import translation
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter

from identity.models import User
from ozg_catalog import assessment, publication, snapshots
from ozg_catalog.cells import plain_cell, safe_cell
from ozg_catalog.models import (
    CouncilReport,
    LeikaEntry,
    MaturityModel,
    Municipality,
    Snapshot,
)
from ozg_catalog.reports import FORMATS, Report, render
from ozg_catalog.typesetting import TypesettingError, tagged_pdf_apart
from tests.pdf_ua import breaches

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(starter: Municipality) -> Report:
    return Report.of(Snapshot.objects.get(on=date(2026, 10, 31)))


def write(folder: Path, day: str = "2021-03-04") -> dict[str, bytes]:
    options = [f"--date={day}", f"--out={folder}"]
    call_command("council_report", *options, stdout=io.StringIO())
    return {path.suffix[1:]: path.read_bytes() for path in folder.iterdir()}


def test_the_council_day_can_be_shown_again_years_later(
    starter: Municipality, tmp_path: Path
) -> None:
    first = write(tmp_path / "first")
    assert set(first) == set(FORMATS)
    entry = LeikaEntry.objects.get(key="99008001012000")
    model = MaturityModel.objects.counting()
    for on in (date(2021, 3, 1), date(2026, 11, 1)):
        assessment.record(
            actor=None, municipality=starter, entry=entry, observed_on=on, model=model, level=4
        )
    with translation.override("en"):
        assert write(tmp_path / "second") == first


@pytest.fixture
def released(starter: Municipality, staff: Callable[[str], User]) -> CouncilReport:
    snapshot = Snapshot.objects.get(on=date(2026, 10, 31))
    officer, mayors_office = staff("digital_officer"), staff("mayors_office")
    draft = publication.draft(actor=officer, snapshot=snapshot, explanation="Neue Formulare")
    return publication.release(actor=mayors_office, report=draft)


def test_a_released_report_comes_out_as_the_council_got_it(
    starter: Municipality, released: CouncilReport, tmp_path: Path
) -> None:
    """Also its explanation, and also when the day was frozen once more since."""
    stored = {file.format: bytes(file.content) for file in released.files.all()}
    assert released.explanation.encode() in stored["html"]
    entry = LeikaEntry.objects.get(key="99008001012000")
    model = MaturityModel.objects.counting()
    fields = {"municipality": starter, "entry": entry, "model": model, "level": 1}
    assessment.record(actor=None, observed_on=date(2026, 10, 30), **fields)
    again = snapshots.freeze(actor=None, municipality=starter, on=date(2026, 10, 31))
    assert again != released.snapshot
    assert write(tmp_path, "2026-10-31") == stored


def test_stored_files_can_be_made_again_from_their_snapshot(released: CouncilReport) -> None:
    text = Report.of(released.snapshot, explanation=released.explanation)
    for file in released.files.all():
        assert render(text, file.format) == bytes(file.content)


def test_a_long_document_is_set_in_a_process_of_its_own(report: Report) -> None:
    """The compiler keeps what it set; only the end of its process gives the memory back."""
    with patch("ozg_catalog.typesetter.typst.compile", side_effect=AssertionError):
        assert render(report, "pdf").startswith(b"%PDF-")


def test_what_the_compiler_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "wrong.typ").write_text("#nonsense()")
    with pytest.raises(TypesettingError, match="nonsense"):
        tagged_pdf_apart(tmp_path / "wrong.typ", {}, at=datetime(2026, 1, 1, tzinfo=UTC))


def test_date_between_snapshots_takes_the_one_before(starter: Municipality, tmp_path: Path) -> None:
    options = ["--date=2022-06-01", "--format=csv", f"--out={tmp_path}"]
    call_command("council_report", *options, stdout=io.StringIO())
    assert [path.name for path in tmp_path.iterdir()] == ["digitalisierungsbericht-2021-03-04.csv"]


def test_pdf_is_tagged_and_says_the_headline(report: Report) -> None:
    reader = PdfReader(io.BytesIO(render(report, "pdf")))
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == "de-DE"
    assert "pdfuaid:part" in reader.root_object["/Metadata"].get_object().get_data().decode()
    text = " ".join(reader.pages[0].extract_text().split())
    figures = report.data["figures"]["entries"]
    assert f"{figures['online_total']} von {figures['ours']} Aufgaben" in text


def test_an_outside_validator_finds_the_pdf_accessible(report: Report) -> None:
    assert breaches(render(report, "pdf")) == []


def test_that_validator_sees_what_is_missing(report: Report) -> None:
    """Else the test before this one would say nothing."""
    writer = PdfWriter(clone_from=io.BytesIO(render(report, "pdf")))
    del writer.root_object["/Lang"]
    del writer.root_object["/StructTreeRoot"]
    out = io.BytesIO()
    writer.write(out)
    assert len(breaches(out.getvalue())) > 1


def structure(node: Any) -> Iterator[Any]:
    """The elements of the tree that a screen reader follows, in its order."""
    node = node.get_object()
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        if isinstance(kid.get_object(), dict) and "/S" in kid.get_object():
            yield from structure(kid)


def test_headings_tables_and_pictures_of_the_pdf_make_sense(report: Report) -> None:
    """What no rule can judge: the words behind the tags are those of the report."""
    reader = PdfReader(io.BytesIO(render(report, "pdf")))
    tree = list(structure(reader.root_object["/StructTreeRoot"]))
    kinds = [str(node.get("/S")) for node in tree]
    sections = report.sections
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(sections) + 1
    assert kinds.count("/Table") == sum(bool(t.rows) for s in sections for t in s.tables)
    headers = [node for node in tree if node.get("/S") == "/TH"]
    assert {attribute["/Scope"] for node in headers for attribute in attributes(node)} == {
        "/Column"
    }
    told = [str(node["/Alt"]) for node in tree if node.get("/S") == "/Figure"]
    assert any("Aufgaben der Stadt" in words for words in told)
    assert all(page["/Tabs"] == "/S" for page in reader.pages)


def attributes(node: Any) -> list[Any]:
    found = node["/A"].get_object()
    every = found if isinstance(found, list) else [found]
    return [one.get_object() for one in every if "/Scope" in one.get_object()]


def test_a_list_too_long_for_paper_is_summed_up_and_stands_elsewhere(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ozg_catalog.reports.formats.MOST_ROWS_ON_PAPER", 2)
    reader = PdfReader(io.BytesIO(render(report, "pdf")))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    online = report.data["figures"]["entries"]["online_total"]
    xlsx = render(report, "xlsx")
    name = next(sheet for sheet in load_workbook(io.BytesIO(xlsx)).sheetnames if "Online" in sheet)
    assert name in text
    assert hashlib.sha256(xlsx).hexdigest() in text
    summed = next(t for s in report.sections for t in s.tables if t.title == "Online").summed_up()
    assert sum(int(row[-1]) for row in summed.rows) == online
    entry = next(e for e in report.data["entries"] if e["bucket"] == "conform")
    assert entry["name"] in render(report, "html").decode()


def test_csv_has_one_line_per_entry(report: Report) -> None:
    content = render(report, "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == report.data["figures"]["entries"]["total"]
    conform = [row for row in rows if row["Stand"] == "conform"]
    assert len(conform) == report.data["figures"]["entries"]["conform"]


def test_json_carries_the_frozen_data(report: Report) -> None:
    document = json.loads(render(report, "json"))
    assert document["sha256"] == report.digest
    assert document["data"] == report.data


def test_xlsx_keeps_keys_as_text_and_counts_as_numbers(report: Report) -> None:
    book = load_workbook(io.BytesIO(render(report, "xlsx")))
    keys = [row[1].value for row in book["Leistungen"].iter_rows(min_row=2)]
    assert "99008001012000" in keys
    headline = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert headline["Summe"] == report.data["figures"]["entries"]["total"]


def test_headline_names_what_it_is_counted_of(report: Report) -> None:
    """The denominator beside its version: the model, and the editions of the catalogue."""
    old = {"kind": "services", "name": "Ausgabe davor", "sha256": "x", "rows": 1}
    export = {"kind": "directory", "name": "Export", "sha256": "x", "rows": 1}
    editions, model = report.data["editions"], report.data["model"]
    data = {**report.data, "editions": [old, export, *editions]}
    told = " ".join(Report(data, report.digest).sections[0].paragraphs)
    assert "Ausgabe davor" not in told
    assert "Export" not in told
    assert f"{report.data['figures']['entries']['ours']} Aufgaben der Stadt" in told
    assert f"{model['name']} {model['version']}" in told
    assert all(edition["name"] in told for edition in editions)


def test_a_broken_link_is_said_in_the_list_of_what_is_online(report: Report) -> None:
    data = json.loads(json.dumps(report.data))
    online = next(entry for entry in data["entries"] if entry["bucket"] == "conform")
    online["link"] = {"state": "broken", "since": "2026-10-01", "url": "https://x.example"}
    lists = next(
        section
        for section in Report(data, report.digest).sections
        if section.title == "Leistungen im Einzelnen"
    )
    rows = {row[0]: row[1] for row in lists.tables[0].rows}
    assert rows[online["name"]].endswith("Link defekt seit 01.10.2026")


def test_html_stands_alone(report: Report) -> None:
    page = render(report, "html").decode()
    assert page.count("<h1>") == 1
    page = page.replace('xmlns="http://www.w3.org/2000/svg"', "")  # a name, not an address
    assert not re.search(r"<script|<link|\bsrc=|@import|https?://", page)
    assert report.digest in page


def test_conflicting_figures_stand_side_by_side(report: Report) -> None:
    page = render(report, "html").decode()
    assert "85,27 €" in page
    assert "87,50 €" in page
    assert "Quellen widersprechen sich" in page


def test_no_sheet_holds_a_formula(report: Report) -> None:
    """Reasons come from many hands; they stand in the tables behind the first sheet too."""
    data = json.loads(json.dumps(report.data))
    offline = next(entry for entry in data["entries"] if entry["bucket"] == "offline")
    offline["assessment"]["plan_note"] = '=HYPERLINK("https://x.example")'
    book = load_workbook(io.BytesIO(render(Report(data, report.digest), "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "'=HYPERLINK" in " ".join(str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\n=1", "＝1+1"])
def test_text_never_becomes_a_formula(value: str) -> None:
    assert safe_cell(value).startswith("'")
    assert plain_cell(safe_cell(value)) == value
