"""Offices as a table: out, filled in, previewed, read back; wrong rows say what to do."""

import csv
import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from services.exchange.base import OpeningRecord
from services.exchange.contrib.offices import hours, tables, writing
from services.exchange.contrib.offices.columns import DAYS, KEY, TITLES
from services.models import ImportRun, Office

pytestmark = pytest.mark.django_db
Table = Callable[..., ImportRun]


@pytest.fixture
def office(make_office: Callable[..., Office]) -> Office:
    made = make_office((0, "09:00", "12:00"), level="city", postcode="04600", wheelchair=True)
    made.name, made.phone = "Bürgerservice", "+49 30 23125-101"
    made.save()
    return made


@pytest.fixture
def table(load: Callable[..., ImportRun], tmp_path: Path) -> Table:
    """Read rows back: a dict per row, columns as named."""

    def do(*rows: dict[str, str], suffix: str = "csv", **options: Any) -> ImportRun:
        titles = list(dict.fromkeys(title for row in rows for title in row))
        path = tmp_path / f"stellen.{suffix}"
        out = io.StringIO()
        writer = csv.DictWriter(out, titles, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(out.getvalue(), "utf-8")
        return load(path, format_name="offices", **options)

    return do


def reasons(run: ImportRun) -> str:
    return " | ".join(note["reason"] for note in run.notes)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_out_and_back_changes_nothing(
    office: Office, load: Callable[..., ImportRun], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"stellen.{suffix}"
    call_command("export_services", out=path, offices=True)
    before = writing.export("csv")
    run = load(path, format_name="offices")
    assert reasons(run) == "1 Zeilen sagen, was schon gespeichert ist."
    assert not any("changed" in name for name in run.counts)
    assert writing.export("csv") == before


def test_a_dry_run_shows_each_difference_and_writes_none(office: Office, table: Table) -> None:
    run = table({KEY: office.slug, "Telefon": "030 23125-102", "Montag": ""}, dry_run=True)
    assert "Telefon: „+49 30 23125-101“ → „030 23125-102“" in reasons(run)
    assert "Montag: „09:00-12:00“ → „leer“" in reasons(run)
    office.refresh_from_db()
    assert office.phone.startswith("+49")


def test_what_the_table_lacks_stays(office: Office, table: Table) -> None:
    table({KEY: office.slug, "Telefon": "030 23125-102"})
    changed = Office.objects.get()
    assert changed.phone == "030 23125-102"
    assert (changed.name, changed.postcode, changed.wheelchair) == ("Bürgerservice", "04600", True)
    assert changed.rules.get().weekday == 0


def test_opening_hours(office: Office, table: Table) -> None:
    table({KEY: office.slug, "Samstag": "9 bis 11.30 Uhr nur mit Termin Woche 1, 3"})
    rule = Office.objects.get().rules.get(weekday=5)
    assert (rule.opens, rule.closes) == (datetime.time(9), datetime.time(11, 30))
    assert (rule.by_appointment, rule.weeks) == (True, [1, 3])


def test_a_hand_made_change_between_two_equal_tables_is_seen(office: Office, table: Table) -> None:
    row = {KEY: office.slug, "Ort": "Altenburg"}
    table(row)
    Office.objects.update(city="Anderswo")
    table(row)
    assert Office.objects.get().city == "Altenburg"


def test_a_new_office_gets_a_key_of_its_name(table: Table) -> None:
    run = table({KEY: "", "Name": "Standesamt Süd", "Ebene": "Stadt"})
    made = Office.objects.get()
    assert (made.slug, made.agency, made.level) == ("standesamt-sued", "", "city")
    assert "Neue Stelle mit der Kennung „standesamt-sued“" in reasons(run)


def test_a_new_office_twice_is_one(table: Table) -> None:
    row = {KEY: "", "Name": "Standesamt"}
    table(row)
    assert "hat schon eine andere Stelle" in reasons(table(row))
    assert Office.objects.count() == 1


def test_belongs_to(office: Office, table: Table) -> None:
    table({KEY: "meldestelle", "Name": "Meldestelle", "gehört zu (Kennung)": office.slug})
    assert Office.objects.get(slug="meldestelle").parent == office


def test_an_office_from_a_source_is_changed_with_a_warning(office: Office, table: Table) -> None:
    Office.objects.update(agency="LAND", source_id="7")
    run = table({KEY: "7@LAND", "Ort": "Altenburg"})
    assert Office.objects.get().city == "Altenburg"
    assert "deren nächster Stand ersetzt das wieder" in reasons(run)


WRONG = [
    ({"Postleitzahl": "4600"}, "Postleitzahl: „4600“ hat nicht 5 Ziffern. Ging eine führende Null"),
    ({"E-Mail": "kein"}, "E-Mail: "),
    ({"Internet": "javascript:alert(1)"}, "Internet: "),
    ({"Ebene": "Bezirk"}, "Ebene: „Bezirk“ ist keine Ebene. Es gibt: Stadt,"),
    ({"nur mit Termin": "vielleicht"}, "nur mit Termin: „vielleicht“ ist weder ja noch nein"),
    ({"nur mit Termin": ""}, "nur mit Termin: Schreiben Sie ja oder nein"),
    ({"Name": ""}, "Name: "),
    ({"Name": "x" * 161}, "Name: "),
    ({"Montag": "morgens"}, "Montag: „morgens“ ist keine Zeit wie 09:00-12:00"),
    ({"Montag": "12:00-09:00"}, "Montag: „12:00-09:00“: das Ende liegt nicht nach dem Anfang"),
    ({"Montag": "09:00-25:00"}, "Montag: „09:00-25:00“ ist keine Uhrzeit"),
    ({"Montag": "09:00-12:00; 11:00-13:00"}, "Montag: Zwei Zeiten überschneiden sich"),
    ({"gehört zu (Kennung)": "nirgends"}, "die Stelle „nirgends“ gibt es nicht"),
]


@pytest.mark.parametrize(("cells", "reason"), WRONG)
def test_a_wrong_cell_names_column_reason_and_way_out(
    office: Office, table: Table, cells: dict[str, str], reason: str
) -> None:
    run = table({KEY: office.slug, "Ort": "Neu", **cells})
    assert reason in reasons(run)
    assert run.notes[0]["record"].startswith("Zeile 2")
    assert Office.objects.get().city == ""


def test_one_wrong_row_does_not_stop_the_others(office: Office, table: Table) -> None:
    run = table(
        {KEY: "Ämter & Co", "Name": "x", "Ort": ""},
        {KEY: office.slug, "Name": "Bürgerbüro", "Ort": "Altenburg"},
    )
    assert run.counts["skipped"] == 1
    assert "ist unbekannt. Für eine neue Stelle lassen Sie sie leer" in reasons(run)
    assert Office.objects.get().name == "Bürgerbüro"


def test_the_same_key_twice(office: Office, table: Table) -> None:
    run = table({KEY: office.slug, "Ort": "A"}, {KEY: office.slug, "Ort": "B"})
    assert "steht zweimal in der Tabelle" in reasons(run)
    assert Office.objects.get().city == "A"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "fehlt die Spalte „Kennung“"),
        (b"Kennung;Quatsch\nx;y\n", "Unbekannte Spalten: Quatsch"),
        (b"Kennung;Ort;Ort\nx;y;z\n", "steht eine Spalte zweimal"),
        (b"Kennung\n" + b"a\n" * 6000, "mehr als 5000 Zeilen"),
    ],
)
def test_a_wrong_table_is_refused_whole(
    load: Callable[..., ImportRun], tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    run = load(tmp_path / "x.csv", format_name="offices")
    assert run.state == ImportRun.State.FAILED
    assert reason in reasons(run)
    assert not Office.objects.exists()


def test_a_zip_bomb_is_refused(load: Callable[..., ImportRun], tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * (tables.UNPACKED_AT_MOST + 1))
    assert "Entpackt ist die Datei zu groß" in reasons(load(path, format_name="offices"))


def test_any_bytes_are_no_excel_table(load: Callable[..., ImportRun], tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"\x00\xff" * 50)
    run = load(tmp_path / "x.xlsx", format_name="offices")
    assert "keine lesbare Excel-Tabelle" in reasons(run)


def test_numbers_of_excel_are_read_as_text(
    office: Office, load: Callable[..., ImportRun], tmp_path: Path
) -> None:
    book = Workbook()
    book.active.append([KEY, "Hausnummer"])
    book.active.append([office.slug, 7.0])
    book.save(tmp_path / "x.xlsx")
    load(tmp_path / "x.xlsx", format_name="offices")
    assert Office.objects.get().house_number == "7"


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-x", "@SUM(A1)", "'=x", "\t=x"])
def test_no_cell_is_a_formula(office: Office, text: str) -> None:
    Office.objects.update(room=text)
    rows = csv.reader(io.StringIO(writing.export("csv").decode("utf-8-sig")), delimiter=";")
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    sheet = load_workbook(io.BytesIO(writing.export("xlsx"))).active
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.fixture
def client(editor: Any, login: Any, settings: Any, tmp_path: Path) -> Client:
    settings.VAR_DIR, settings.CELERY_TASK_ALWAYS_EAGER = tmp_path, True
    return login(editor)


def test_staff_take_the_table_out_and_read_it_back(
    office: Office, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    content = client.get("/verwaltung/leistungen/importe/stellen.csv").content
    file = io.BytesIO(content.replace("Bürgerservice".encode(), "Bürgerbüro".encode()))
    file.name = "stellen.csv"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/verwaltung/leistungen/importe/", {"file": file, "dry_run": "on"})
    tried = ImportRun.objects.get()
    page = client.get(f"/verwaltung/leistungen/importe/{tried.pk}/").content.decode()
    assert "Name: „Bürgerservice“ → „Bürgerbüro“" in page
    assert "So übernehmen" in page
    assert Office.objects.get().name == "Bürgerservice"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/verwaltung/leistungen/importe/{tried.pk}/weiter/")
    assert Office.objects.get().name == "Bürgerbüro"


def test_command_wants_a_known_ending(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"\.csv or \.xlsx"):
        call_command("export_services", out=tmp_path / "x.pdf", offices=True)


TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))


@st.composite
def openings(draw: st.DrawFn) -> list[OpeningRecord]:
    """Times of one weekday that do not overlap."""
    ends = sorted(set(draw(st.lists(TIMES, max_size=8))))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    weeks = st.sets(st.integers(1, 5)).map(lambda found: tuple(sorted(found)))
    return [OpeningRecord(0, a, b, draw(st.booleans()), draw(weeks)) for a, b in pairs]


@given(openings())
def test_hours_are_read_as_they_were_written(found: list[OpeningRecord]) -> None:
    assert hours.read(0, hours.written(found)) == found


@given(st.text(max_size=60))
def test_any_text_for_hours_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        found = hours.read(0, text)
    except ValueError as error:
        reason = str(error)
    else:
        reason = hours.written(found) or "closed"
    assert reason


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"])), max_size=4))
def test_cells_come_back_as_they_were(cells: list[str]) -> None:
    kept = [tables.INVISIBLE.sub("", cell)[:900].strip() for cell in cells]
    assert [tables._cell(tables._defused(cell)) for cell in kept] == kept


def test_every_day_has_a_column() -> None:
    assert set(DAYS) <= set(TITLES)
