"""The health office makes its keys and opens a release, all of it in its own browser."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from guestreg import checkin, example, handover, keyfile, office, places, recipients
from guestreg.errors import OfficeKeyError
from guestreg.example import keys as demo
from guestreg.exports.registry import EXPORTERS
from guestreg.models import Code, DataRequest, DayKey, DayKeyShare, OfficeRecipient, Visit
from guestreg.office import adopt_root
from guestreg.release import open_package
from identity.models import User
from tests.guestreg.conftest import GUEST, give

PASSPHRASE = "vier blaue Brote im Regal"
PICTURES = Path("test-results")
HOSTILE = [
    '=HYPERLINK("x")',
    "@SUM(A1)",
    "<img src=x onerror=alert(1)>",
    "O'Neill",
    "Ünal 名",
    "Drop Tableau",
    "＝1+1",
    "@@@",
]


def day(ahead: int = 0) -> office.NewDay:
    to = OfficeRecipient.objects.current()
    return demo.new_day(timezone.localdate() + timedelta(days=ahead), to)


@pytest.fixture
def empty_office(db: None) -> None:
    """Root and recovery sheet, but no day key yet."""
    demo.load_office()
    DayKey.objects.all().delete()


def add(new: office.NewDay) -> None:
    office.add_batch(actor=None, days=[new], recipients={})


@pytest.fixture
def whole_office(db: None) -> None:
    demo.load_office()


def test_batch_of_five_weeks_is_stored_with_shares(whole_office: None) -> None:
    assert DayKey.objects.count() == 35
    assert DayKeyShare.objects.count() == 35


def test_w7_day_key_without_the_roots_signature_is_refused(empty_office: None) -> None:
    new = day()
    forged = office.NewDay(new.day, new.point, bytes(64), new.shares)
    with pytest.raises(OfficeKeyError, match="unterschrieben"):
        add(forged)


def test_w7_signature_of_another_day_is_refused(empty_office: None) -> None:
    today, later = day(), day(1)
    with pytest.raises(OfficeKeyError, match="unterschrieben"):
        add(office.NewDay(today.day, today.point, later.signature, today.shares))


def test_w8_a_share_goes_only_to_recipients_that_the_root_signed(
    empty_office: None, health_officer: User
) -> None:
    """A key that somebody put into the database gets no share of any day."""
    recipients.adopt_officer_key(actor=health_officer, point=demo.demo_key("intruder").point)
    with pytest.raises(OfficeKeyError, match="niemandem"):
        add(day())
    assert not DayKeyShare.objects.exists()


def test_w8_no_batch_without_a_recovery_sheet(empty_office: None) -> None:
    OfficeRecipient.objects.update(retired_at=timezone.now())
    with pytest.raises(OfficeKeyError, match="Notfallblatt"):
        add(day())


def test_w8_another_root_ends_the_former_ones_keys(code: Code) -> None:
    adopt_root(actor=None, point=demo.demo_key("next root").point)
    where = checkin.situation(Code.objects.with_place().get(pk=code.pk), timezone.now())
    assert where.refusal == checkin.Refusal.NO_OFFICE_KEY


def test_server_holds_no_private_half(code: Code) -> None:
    """Shares are sealed: nothing in the tables opens with what the server has."""
    names = {field.name for model in (DayKey, OfficeRecipient) for field in model._meta.fields}
    assert not {name for name in names if "private" in name or "secret" in name}


def test_venue_without_a_key_is_not_open(code: Code) -> None:
    code.area.venue.keys.update(retired_at=timezone.now())
    where = checkin.situation(Code.objects.with_place().get(pk=code.pk), timezone.now())
    assert where.refusal == checkin.Refusal.NOT_READY


browser = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(
    page: Page, live_server: LiveServer, health_officer: User, login: Callable[[User], Client]
) -> Page:
    cookie = {"name": "sessionid", "value": login(health_officer).cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    return page


def ceremony(page: Page, url: str, file: Path) -> None:
    page.goto(url)
    page.get_by_label("Passwortsatz", exact=True).fill(PASSPHRASE)
    page.get_by_label("Passwortsatz wiederholen").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Schlüssel machen und speichern").click()
    download.value.save_as(file)
    page.get_by_label("Schlüsseldatei").set_input_files(file)
    page.get_by_label("Passwortsatz der Datei").fill(PASSPHRASE)
    page.get_by_role("button", name="Datei prüfen").click()
    confirm_sheet(page)


def confirm_sheet(page: Page) -> None:
    page.locator("#sheet").wait_for()
    page.get_by_label("Letzte Gruppe").fill(page.locator("#sheet").inner_text().split()[-1])
    page.get_by_role("button", name="Diesen Schlüssel verwenden").click()
    page.get_by_text("Der Schlüssel gilt.").first.wait_for()


def hand_over_hostile_visits(officer_user: User, times: int = 1) -> tuple[DataRequest, str]:
    """Guests with hostile names; returns the request and its package."""
    places.forget()
    code = Code.objects.with_place().earliest("pk")
    now = timezone.now()
    where = checkin.situation(code, now)
    for number, text in enumerate(HOSTILE * times):
        details = GUEST | {"given_name": text, "phone": "+49 170 555"}
        checkin.check_in(where, details, receipt=f"R{number}", now=now)
    second = User.objects.create_user("second")
    made = handover.request(
        actor=officer_user, venue=code.area.venue, areas=[], case_number="GA-1",
        window_start=now - timedelta(hours=1), window_end=now + timedelta(minutes=1),
        basis=where.basis,
    )  # fmt: skip
    asked = give(handover.approve(actor=second, request=made), officer_user)
    return asked, json.dumps(handover.take(actor=officer_user, request=asked))


class TestInTheBrowser:
    pytestmark = browser

    def test_from_the_root_to_the_table(
        self, officer: Page, live_server: LiveServer, tmp_path: Path, health_officer: User
    ) -> None:
        base = f"{live_server.url}/verwaltung/gaestedaten/schluessel/"
        root, own = tmp_path / "root.json", tmp_path / "own.json"
        ceremony(officer, f"{base}wurzel/", root)
        ceremony(officer, f"{base}eigener/", own)
        officer.goto(f"{base}notfallblatt/")
        officer.get_by_role("button", name="Blatt machen").click()
        confirm_sheet(officer)
        officer.goto(f"{base}stapel/")
        officer.get_by_label("Datei der Wurzel").set_input_files(root)
        officer.get_by_label("Passwortsatz der Datei").fill(PASSPHRASE)
        for box in officer.locator("#batch input[type=checkbox]").all():
            box.check()
        officer.get_by_role("button", name="Stapel machen").click()
        officer.get_by_text("Die Tagesschlüssel sind hinterlegt.").first.wait_for()
        assert DayKey.objects.count() == 35
        assert {one.signature is None for one in OfficeRecipient.objects.all()} == {False}
        example.load()
        asked, _package = hand_over_hostile_visits(health_officer)
        names = self.opened_names(officer, live_server, asked, own, PASSPHRASE)
        assert names == HOSTILE

    def opened_names(
        self, page: Page, live_server: LiveServer, asked: DataRequest, file: Path, phrase: str
    ) -> list[str]:
        page.goto(f"{live_server.url}/verwaltung/gaestedaten/{asked.public_id}/")
        page.get_by_label("Ihre Schlüsseldatei").set_input_files(file)
        page.get_by_label("Passwortsatz der Datei").fill(phrase)
        page.get_by_role("button", name="Besuche in diesem Browser öffnen").click()
        page.get_by_role("heading", name="Geöffnete Besuche").wait_for()
        return page.locator("#rows tr td:nth-child(2)").all_inner_texts()

    def test_w6_files_written_in_the_browser_equal_the_checked_ones(
        self, officer: Page, live_server: LiveServer, tmp_path: Path, health_officer: User
    ) -> None:
        """Each format, from hostile guests, against the exporters of the office's own tool."""
        example.load(officer=health_officer)
        asked, package = hand_over_hostile_visits(health_officer)
        file = tmp_path / "demo.json"
        with officer.expect_download() as download:
            officer.goto(f"{live_server.url}/verwaltung/gaestedaten/schluessel/")
            officer.get_by_role("link", name="Schlüsseldatei der Demonstration").click()
        download.value.save_as(file)
        self.opened_names(officer, live_server, asked, file, demo.PASSPHRASE)
        facts, rows = open_package(package, demo.PAPER)
        for key, exporter in EXPORTERS.items():
            with officer.expect_download() as download:
                officer.locator(f"[data-format={key}]").click()
            assert download.value.suggested_filename.endswith(exporter.extension)
            written = download.value.path().read_bytes()
            assert content(key, written) == content(key, exporter.export(facts, rows)), key
        assert Visit.objects.count() == len(HOSTILE)
        asked.refresh_from_db()
        assert asked.downloads == 2

    def test_printed_list_is_a_paper_for_the_file(
        self, officer: Page, live_server: LiveServer, tmp_path: Path, health_officer: User
    ) -> None:
        """Printed or saved as PDF: each page says whose list it is, and shows nothing else."""
        example.load(officer=health_officer)
        asked, _package = hand_over_hostile_visits(health_officer, times=9)
        file = tmp_path / "demo.json"
        file.write_text(keyfile.wrap(demo.OFFICER, demo.PASSPHRASE))
        self.opened_names(officer, live_server, asked, file, demo.PASSPHRASE)
        paper = io.BytesIO(officer.pdf(prefer_css_page_size=True))
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / "released-list.pdf").write_bytes(paper.getvalue())
        pages = [page.extract_text() for page in PdfReader(paper).pages]
        assert len(pages) > 1
        for number, text in enumerate(pages, start=1):
            assert f"{number} / {len(pages)}" in text
            assert "GA-1" in text
            assert "Nachname" in text
        whole = "".join(pages)
        assert whole.count("O'Neill") == 9
        assert "§ 28a Absatz 4" in pages[0]
        assert not [word for word in ("Verlauf", "Suche", "Excel", "Passwortsatz") if word in whole]


def content(key: str, data: bytes) -> object:
    """What an importing program gets out of a file."""
    if key == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        return [[(cell.value or "", cell.data_type) for cell in row if cell.value] for row in sheet]
    if key == "iris":
        return json.loads(data)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
