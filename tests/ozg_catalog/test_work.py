"""The officer's daily pages: what waits, many at once, tables from offices."""

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from identity.models import User
from ozg_catalog import office_import, worklist
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, LeikaEntry, Milestone, Municipality, Provider

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


def test_none_chosen_is_said(officer: Client, home: Municipality, ours: LeikaEntry) -> None:
    form = {"observed_on": "2026-11-01", "level": "2", "origin": "own", "evidence": "x"}
    page = officer.post(f"{BASE}sammelbewertung/", form).content.decode()
    assert "mindestens eine Leistung" in page
    assert not Assessment.objects.exists()


def read(home: Municipality, *lines: str, encoding: str = "utf-8") -> office_import.Preview:
    content = "\n".join([HEADER, *lines]).encode(encoding)
    return office_import.read("amt.csv", content, home, TODAY)


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
        office_import.read("amt.csv", b"Kennung;Stufe\n", home, TODAY)


def test_no_workbook_is_refused(home: Municipality) -> None:
    with pytest.raises(CatalogueError, match="Excel"):
        office_import.read("amt.xlsx", b"PK no zip", home, TODAY)


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
