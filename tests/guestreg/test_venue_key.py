"""A venue makes its own key; from then on the city cannot take off the outer layer."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from guestreg import arrival, example, handover
from guestreg.example import keys as demo
from guestreg.keys import venue_key
from guestreg.models import Code, DataRequest, LegalBasis, Venue, Visit
from identity.models import BusinessMembership, User
from tests.guestreg.conftest import take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSPHRASE = "vier blaue Brote im Regal"


@pytest.fixture
def venue(live_server: LiveServer) -> Venue:
    arrival.forget_places()
    return example.load()


@pytest.fixture
def owner(
    page: Page, live_server: LiveServer, venue: Venue, login: Callable[[User], Client]
) -> Page:
    """The café's owner, signed in with a browser."""
    user = User.objects.create_user("owner")
    BusinessMembership.objects.create(account=venue.licence.account, user=user, role="owner")
    client = login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    return page


def make_key(page: Page, url: str, folder: Path) -> tuple[Path, str]:
    """The whole ceremony; returns the saved file and the recovery sheet."""
    page.goto(url)
    page.get_by_label("Passwortsatz", exact=True).fill(PASSPHRASE)
    page.get_by_label("Passwortsatz wiederholen").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Schlüssel machen und speichern").click()
    file = folder / "key.json"
    download.value.save_as(file)
    page.get_by_label("Schlüsseldatei").set_input_files(file)
    page.get_by_label("Passwortsatz der Datei").fill(PASSPHRASE)
    page.get_by_role("button", name="Datei prüfen").click()
    sheet = page.locator("#sheet")
    sheet.wait_for()
    text = sheet.inner_text()
    page.get_by_label("Letzte Gruppe des Blatts").fill(text.split()[-1])
    page.get_by_role("button", name="Diesen Schlüssel verwenden").click()
    page.get_by_text("Nur Sie halten den Schlüssel.").wait_for()
    return file, text


def check_in(page: Page, live_server: LiveServer) -> None:
    arrival.forget_places()
    page.goto(live_server.url + Code.objects.earliest("pk").get_absolute_url())
    page.get_by_label("Vorname").fill("Erna")
    page.get_by_label("Nachname").fill("Beispiel")
    page.get_by_label("Telefonnummer").fill("030 23125 777")
    page.get_by_role("button", name="Jetzt registrieren").click()
    page.get_by_role("heading", name="Sie sind registriert").wait_for()


def ask(venue: Venue) -> DataRequest:
    visit = Visit.objects.earliest("arrived_at")
    officer, _new = User.objects.get_or_create(username="officer")
    second, _new = User.objects.get_or_create(username="second")
    made = handover.request(
        actor=officer, venue=venue, areas=[], window_start=visit.arrived_at,
        window_end=visit.leaves_by, case_number="GA-1", basis=LegalBasis.objects.get(),
    )  # fmt: skip
    return handover.approve(actor=second, request=made)


def read(asked: DataRequest) -> list[str]:
    asked.refresh_from_db()
    return [row.given_name for row in take(asked, User.objects.get(username="officer"))]


@pytest.mark.parametrize("means", ["file", "sheet"])
def test_from_the_ceremony_to_the_release(
    means: str, owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    base = f"{live_server.url}/gast"
    file, sheet = make_key(owner, f"{base}/ort/{venue.public_id}/schluessel/", tmp_path)
    key = venue_key(venue)
    assert key.kid != demo.VENUE.kid
    assert PASSPHRASE not in file.read_text()
    check_in(owner, live_server)
    asked = ask(venue)
    owner.goto(f"{base}/anforderung/{asked.public_id}/")
    if means == "file":
        owner.get_by_label("Schlüsseldatei").set_input_files(file)
        owner.get_by_label("Passwortsatz der Datei").fill(PASSPHRASE)
    else:
        owner.get_by_text("Datei verloren? Notfallblatt benutzen").click()
        owner.get_by_label("Zeichen des Notfallblatts").fill(sheet)
    owner.get_by_role("button", name="Öffnen und freigeben").click()
    owner.get_by_text("Freigegeben: 1 Besuche.").wait_for()
    assert read(asked) == ["Erna"]


def test_wrong_passphrase_says_so(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    base = f"{live_server.url}/gast"
    file, _sheet = make_key(owner, f"{base}/ort/{venue.public_id}/schluessel/", tmp_path)
    check_in(owner, live_server)
    asked = ask(venue)
    owner.goto(f"{base}/anforderung/{asked.public_id}/")
    owner.get_by_label("Schlüsseldatei").set_input_files(file)
    owner.get_by_label("Passwortsatz der Datei").fill("falsch geraten")
    owner.get_by_role("button", name="Öffnen und freigeben").click()
    owner.get_by_text("passen nicht zu diesen Besuchen").wait_for()
    asked.refresh_from_db()
    assert asked.is_waiting


def test_lost_key_is_said_honestly(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    base = f"{live_server.url}/gast"
    make_key(owner, f"{base}/ort/{venue.public_id}/schluessel/", tmp_path)
    check_in(owner, live_server)
    asked = ask(venue)
    owner.goto(f"{base}/anforderung/{asked.public_id}/")
    owner.get_by_text("Datei und Notfallblatt verloren?").click()
    owner.get_by_role("button", name="Ohne Schlüssel freigeben").click()
    owner.get_by_text("Freigegeben: 0 Besuche.").wait_for()
    asked.refresh_from_db()
    assert asked.unreadable_count == 1
