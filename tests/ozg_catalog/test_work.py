"""The officer's daily pages: what waits, many at once, tables from offices."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from identity.models import User
from ozg_catalog import office_import, worklist
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    Assessment,
    EvidenceFile,
    LeikaEntry,
    MaturityModel,
    Milestone,
    Municipality,
    Provider,
)

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
BASE = "/verwaltung/digitalisierung/"
TODAY = date(2026, 11, 23)
HEADER = "Kennung;Stufe;Beobachtet am;Geplant bis;Nachweis"


@pytest.fixture
def officer(login: Login, digital_officer: User) -> Client:
    return login(digital_officer)


def pile(home: Municipality, label: str) -> worklist.Pile:
    return next(pile for pile in worklist.piles(home, TODAY) if pile.label == label)


def test_not_assessed_waits(home: Municipality, ours: LeikaEntry) -> None:
    assert pile(home, "Nicht bewertet").count == 1


def test_old_observation_waits(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    observe(3, date(2025, 11, 22))
    assert pile(home, "Bewertung älter als ein Jahr").count == 1
    observe(3, date(2025, 11, 24))
    assert pile(home, "Bewertung älter als ein Jahr").count == 0


def test_passed_plan_waits(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    observe(1, date(2026, 1, 1), planned_for=date(2026, 6, 30))
    assert pile(home, "Geplanter Termin verstrichen").count == 1


def test_only_what_is_late_is_listed_behind_it(
    officer: Client,
    home: Municipality,
    ours: LeikaEntry,
    observe: Callable[..., Assessment],
) -> None:
    address = pile(home, "Geplanter Termin verstrichen").url
    observe(1, date(2026, 1, 1), planned_for=date(2999, 6, 30))
    assert ours.name not in officer.get(address).content.decode()
    observe(1, date(2026, 1, 2), planned_for=date(2026, 6, 30))
    assert ours.name in officer.get(address).content.decode()


def test_undecided_waits(home: Municipality, entry: LeikaEntry) -> None:
    assert pile(home, "Zuständigkeit nicht entschieden").count == 1


def test_an_offer_without_a_source_waits(citizen: Client, home: Municipality) -> None:
    """Nothing is invented: the page says that no source is known, and the officer is reminded."""
    provider = Provider.objects.create(slug="kiv", name="KIV", summary="x")
    label = "Dienstleister, deren Angebot noch keine Quelle hat"
    assert pile(home, label).items == ["KIV"]
    url = "/digitalisierung/dienstleister/kiv/"
    assert "noch keine Quelle" in citizen.get(url).content.decode()
    provider.offers = "Rechenzentrum (Satzung vom 1.2.2020)"
    provider.save()
    assert pile(home, label).count == 0


def test_overdue_milestone_waits(home: Municipality) -> None:
    Milestone.objects.create(title="Konzept im Rat", planned_on=date(2026, 6, 1))
    assert pile(home, "Überfällige Meilensteine").items == ["Konzept im Rat"]


def test_page_shows_what_waits(officer: Client, home: Municipality, ours: LeikaEntry) -> None:
    page = officer.get(f"{BASE}aufgaben/").content.decode()
    assert "Nicht bewertet: 1" in page
    assert ours.name in page


@pytest.mark.parametrize("path", ["aufgaben/", "sammelbewertung/", "fachamt/"])
def test_editor_gets_no_further(login: Login, editor: User, home: Municipality, path: str) -> None:
    assert login(editor).get(BASE + path).status_code in (302, 403)


def test_many_at_once(officer: Client, home: Municipality, ours: LeikaEntry) -> None:
    other = LeikaEntry.objects.create(identity="-:anders", name="anders")
    form = {
        "entry": [ours.pk, other.pk],
        "observed_on": "2026-11-01",
        "level": "2",
        "origin": "own",
        "evidence": "Durchsicht",
    }
    assert officer.post(f"{BASE}sammelbewertung/", form).status_code == 302
    assert list(Assessment.objects.values_list("level", "evidence")) == [(2, "Durchsicht")] * 2


def test_many_with_one_address_and_one_file_as_evidence(
    officer: Client, home: Municipality, ours: LeikaEntry
) -> None:
    other = LeikaEntry.objects.create(identity="-:anders", name="anders")
    form = {
        "entry": [ours.pk, other.pk], "observed_on": "2026-11-01", "level": "2", "origin": "own",
        "evidence": "Beschluss", "evidence_url": "https://www.example.org/beschluss",
        "upload": SimpleUploadedFile("beschluss.pdf", b"%PDF-1.7 Beispiel"),
    }  # fmt: skip
    officer.post(f"{BASE}sammelbewertung/", form)
    seen = Assessment.objects.values_list("evidence_url", "evidence_file__name")
    assert list(seen) == [("https://www.example.org/beschluss", "beschluss.pdf")] * 2


def test_a_file_of_another_kind_is_refused_for_many_too(
    officer: Client, home: Municipality, ours: LeikaEntry
) -> None:
    form = {
        "entry": [ours.pk], "observed_on": "2026-11-01", "level": "2", "origin": "own",
        "evidence": "Beschluss", "upload": SimpleUploadedFile("a.pdf", b"<html>"),
    }  # fmt: skip
    page = officer.post(f"{BASE}sammelbewertung/", form).content.decode()
    assert "Als Nachweis gehen nur PDF, PNG und JPEG." in page
    assert not Assessment.objects.exists()


def test_many_do_not_exist_here(officer: Client, home: Municipality, ours: LeikaEntry) -> None:
    form = {"entry": [ours.pk], "observed_on": "2026-11-01", "level": "not_applicable"}
    officer.post(f"{BASE}sammelbewertung/", form | {"origin": "own", "evidence": "Satzung"})
    seen = Assessment.objects.get()
    assert (seen.finding, seen.model, seen.level) == ("not_applicable", None, None)


@pytest.mark.parametrize(("query", "recorded"), [("?q=anders", 1), ("", 0), ("?p=1", 0)])
def test_all_means_all_found_and_never_all_there_are(
    officer: Client, home: Municipality, ours: LeikaEntry, query: str, recorded: int
) -> None:
    LeikaEntry.objects.create(identity="-:anders", name="anders")
    form = {"all": "on", "observed_on": "2026-11-01", "level": "2", "origin": "own"}
    officer.post(f"{BASE}sammelbewertung/{query}", form | {"evidence": "Durchsicht"})
    assert Assessment.objects.count() == recorded


def test_none_chosen_is_said(officer: Client, home: Municipality, ours: LeikaEntry) -> None:
    form = {"observed_on": "2026-11-01", "level": "2", "origin": "own", "evidence": "x"}
    page = officer.post(f"{BASE}sammelbewertung/", form).content.decode()
    assert "mindestens eine Leistung" in page
    assert not Assessment.objects.exists()


def read(home: Municipality, *lines: str, encoding: str = "utf-8") -> office_import.Preview:
    content = "\n".join([HEADER, *lines]).encode(encoding)
    return office_import.read(content, home, TODAY)


def test_preview_records_nothing(home: Municipality, ours: LeikaEntry) -> None:
    preview = read(home, f"{ours.key};3;01.11.2026;;Prüfung")
    (line,) = preview.lines
    assert (line.level, line.observed_on, line.known_level) == (3, "2026-11-01", None)
    assert not Assessment.objects.exists()


def test_preview_tells_same_from_new(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    observe(3, date(2026, 11, 1))
    assert read(home, f"{ours.key};3;2026-11-01;;").same == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("123;3;2026-11-01;;", "unbekannt"),
        ("99008001012000;9;2026-11-01;;", "gibt es nicht"),
        ("99008001012000;drei;2026-11-01;;", "gibt es nicht"),
        ("99008001012000;3;;;", "fehlt"),
        ("99008001012000;3;2026-12-24;;", "Zukunft"),
        ("99008001012000;3;1. November;;", "kein Datum"),
        ("99008001012000;3;2026-11-01;bald;", "kein Datum"),
        ("99008001012000;3;01.11.0026;;", "kein Datum"),
        ("99008001012000;3;2026-11-01;;a\0b", "unlesbares Zeichen"),
        (f"99008001012000;3;2026-11-01;;{'x' * 301}", "Nachweis“ ist zu lang"),
        (f"99008001012000;{'9' * 5000};2026-11-01;;", "zu lang"),
    ],
)
def test_wrong_line_is_named(home: Municipality, ours: LeikaEntry, line: str, reason: str) -> None:
    ((number, why),) = read(home, line).errors
    assert number == 2
    assert reason in why


def test_old_windows_encoding_is_read(home: Municipality, ours: LeikaEntry) -> None:
    preview = read(home, f"{ours.key};3;2026-11-01;;Prüfung", encoding="cp1252")
    assert preview.lines[0].evidence == "Prüfung"


def test_missing_column_is_refused(home: Municipality) -> None:
    with pytest.raises(CatalogueError, match="Beobachtet am"):
        office_import.read(b"Kennung;Stufe\n", home, TODAY)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"{HEADER}\n1;2;2026-11-01;;{'x' * 200_000}".encode(), "keine lesbare CSV"),
        (b"Kennung;Stufe;Stufe;Beobachtet am\n", "mehrfach: Stufe"),
        (HEADER.encode() + b"\n\x81", "Zeichensatz"),
        (b"\xd0\xcf\x11\xe0 old", "alten Excel"),
        (b"\xff\xfe\x00", "Zeichensatz"),
    ],
)
def test_unreadable_table_is_refused_with_a_way_out(
    home: Municipality, content: bytes, reason: str
) -> None:
    with pytest.raises(CatalogueError, match=reason):
        office_import.read(content, home, TODAY)


def test_packed_giant_is_refused(home: Municipality) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(101 * 1024 * 1024))
    with pytest.raises(CatalogueError, match="ausgepackt zu groß"):
        office_import.read(out.getvalue(), home, TODAY)


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-16", "\t"), ("utf-8-sig", ",")])
def test_what_spreadsheets_write_is_read(
    home: Municipality, ours: LeikaEntry, encoding: str, delimiter: str
) -> None:
    table = f"{HEADER}\n{ours.key};3;2026-11-01;;Prüfung\n".replace(";", delimiter)
    preview = office_import.read(table.encode(encoding), home, TODAY)
    assert [line.evidence for line in preview.lines] == ["Prüfung"]


def test_a_second_line_on_the_same_is_named(home: Municipality, ours: LeikaEntry) -> None:
    preview = read(home, f"{ours.key};3;2026-11-01;;", f"{ours.key};2;01.11.2026;;")
    assert [line.level for line in preview.lines] == [3]
    assert preview.errors == [(3, "Kennung und Datum stehen schon in Zeile 2.")]


def test_a_new_plan_alone_is_a_change(
    home: Municipality, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    observe(1, date(2026, 11, 1), planned_for=date(2027, 1, 1))
    (line,) = read(home, f"{ours.key};1;2026-11-01;30.06.2027;").lines
    assert (line.known_plan, line.planned_for) == ("2027-01-01", "2027-06-30")


def test_an_identity_from_our_own_csv_is_understood(home: Municipality) -> None:
    """There it has an apostrophe, so that no spreadsheet takes it for a formula."""
    LeikaEntry.objects.create(identity="-:anders", name="anders")
    assert len(read(home, "'-:anders;1;2026-11-01;;").lines) == 1


@pytest.fixture
def inherited(ours: LeikaEntry, observe: Callable[..., Assessment]) -> LeikaEntry:
    observe(2, date(2026, 1, 1), origin="state", channel_url="https://stadt.example/x")
    return ours


def latest() -> tuple[int | None, str, str]:
    seen = Assessment.objects.latest("pk")
    return seen.level, seen.origin, seen.channel_url


def test_a_table_leaves_what_it_does_not_name(home: Municipality, inherited: LeikaEntry) -> None:
    lines = read(home, f"{inherited.key};3;2026-11-01;;").lines
    office_import.record(actor=None, municipality=home, lines=lines, reason="Tabelle")
    assert latest() == (3, "state", "https://stadt.example/x")


def test_many_at_once_keep_their_addresses(officer: Client, inherited: LeikaEntry) -> None:
    form = {"entry": [inherited.pk], "observed_on": "2026-11-01", "level": "3"}
    officer.post(f"{BASE}sammelbewertung/", form | {"origin": "state", "evidence": "Durchsicht"})
    assert latest() == (3, "state", "https://stadt.example/x")


def test_many_at_once_keep_their_plans(
    officer: Client, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    """One level for many; an empty field does not say that nothing is planned any more."""
    plan = {"planned_for": date(2999, 6, 30), "plan_note": "Dienst des Landes"}
    observe(0, date(2026, 1, 1), **plan)
    form = {"entry": ours.pk, "observed_on": "2026-02-01", "level": 1, "origin": "own"}
    officer.post(f"{BASE}sammelbewertung/", {**form, "evidence": "Durchsicht"})
    last = Assessment.objects.order_by("-pk")[0]
    assert (last.level, last.planned_for, last.plan_note) == (1, *plan.values())


def test_what_does_not_exist_here_has_no_plan(
    officer: Client, ours: LeikaEntry, observe: Callable[..., Assessment]
) -> None:
    observe(0, date(2026, 1, 1), planned_for=date(2999, 6, 30), plan_note="Dienst des Landes")
    form = {"entry": ours.pk, "observed_on": "2026-02-01", "level": "not_applicable"}
    officer.post(f"{BASE}sammelbewertung/", {**form, "origin": "own", "evidence": "Durchsicht"})
    last = Assessment.objects.order_by("-pk")[0]
    assert (last.finding, last.planned_for, last.plan_note) == ("not_applicable", None, "")


def test_no_level_is_chosen_by_itself(officer: Client, ours: LeikaEntry) -> None:
    """Who overlooks the field has not said "0 Offline"."""
    form = {"entry": ours.pk, "observed_on": "2026-02-01", "level": "", "origin": "own"}
    officer.post(f"{BASE}sammelbewertung/", {**form, "evidence": "Durchsicht"})
    assert not Assessment.objects.exists()


def test_forms_begin_with_our_own_city_and_name_the_levels(
    officer: Client, home: Municipality
) -> None:
    for name in ("zustaendigkeiten", "staende"):
        page = officer.get(f"{BASE}{name}/new/").content.decode()
        assert f'<option value="{home.pk}" selected>' in page
    assert "3 Online-Leistung" in officer.get(f"{BASE}bewertungen/new/").content.decode()


@pytest.mark.parametrize("page", ["sammelbewertung/", "bewertungen/new/"])
def test_no_file_stays_of_what_was_refused(
    officer: Client, home: Municipality, ours: LeikaEntry, page: str
) -> None:
    form = {
        "entry": ours.pk if page.startswith("sammel") else ours.key,
        "municipality": home.pk,
        "finding": "level",
        "model": MaturityModel.objects.counting().pk,
        "observed_on": "2999-01-01",
        "level": 3,
        "origin": "own",
        "evidence": "Durchsicht",
        "upload": SimpleUploadedFile("beleg.pdf", b"%PDF-1.7 Beleg"),
    }
    told = officer.post(f"{BASE}{page}", form).content.decode()
    assert "liegt in der Zukunft" in told
    assert not EvidenceFile.objects.exists()


def test_a_table_sent_twice_is_recorded_once(home: Municipality, ours: LeikaEntry) -> None:
    lines = read(home, f"{ours.key};2;2026-02-01;;Liste").lines
    told = {"actor": None, "municipality": home, "lines": lines, "reason": "Tabelle"}
    office_import.record(**told)
    with pytest.raises(CatalogueError, match="schon eingetragen"):
        office_import.record(**told)
    assert Assessment.objects.count() == 1


def test_no_workbook_is_refused(home: Municipality) -> None:
    with pytest.raises(CatalogueError, match="Excel"):
        office_import.read(b"PK no zip", home, TODAY)


def test_workbook_from_upload_to_record(
    officer: Client, digital_officer: User, home: Municipality, ours: LeikaEntry
) -> None:
    book = Workbook()
    assert book.active
    book.active.append(["Kennung", "Leistung", "Stufe", "Beobachtet am"])
    book.active.append([ours.key, ours.name, 3, date(2026, 11, 1)])
    out = io.BytesIO()
    book.save(out)
    page = officer.post(
        f"{BASE}fachamt/", {"file": SimpleUploadedFile("amt.xlsx", out.getvalue())}
    ).content.decode()
    assert "Neu: 1." in page
    assert not Assessment.objects.exists()
    found = re.search(r'name="preview" value="([^"]+)"', page)
    assert found
    officer.post(f"{BASE}fachamt/", {"preview": found[1]})
    seen = Assessment.objects.get()
    assert (seen.level, seen.recorded_by) == (3, digital_officer)
    assert "amt.xlsx" in seen.evidence


def test_forged_preview_is_refused(officer: Client, home: Municipality, ours: LeikaEntry) -> None:
    officer.post(f"{BASE}fachamt/", {"preview": "erfunden"})
    assert not Assessment.objects.exists()
