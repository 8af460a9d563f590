"""A venue makes its own key; from then on the city cannot take off the outer layer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from guestreg import example, handover, keyfile, places, posters, venues
from guestreg.example import keys as demo
from guestreg.keys import venue_key
from guestreg.models import Code, DataRequest, LegalBasis, Venue, VenueKey, Visit
from identity.models import BusinessMembership, User
from tests.guestreg.conftest import take

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSPHRASE = "vier blaue Brote im Regal"


@pytest.fixture
def venue(live_server: LiveServer) -> Venue:
    places.forget()
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


def make_key(
    page: Page, url: str, folder: Path, former: tuple[Path, str] | None = None
) -> tuple[Path, str]:
    """The whole ceremony; returns the saved file and the recovery sheet.

    ``former``: file and passphrase of the key that held so far, which confirms the new one.
    """
    page.goto(url)
    if former:
        page.get_by_label("Bisherige Datei").set_input_files(former[0])
        page.get_by_label("Bisheriger Satz").fill(former[1])
    else:
        page.get_by_label("Der bisherige Schlüssel ist verloren").check()
    page.get_by_label("Passwortsatz", exact=True).fill(PASSPHRASE)
    page.get_by_label("Passwortsatz wiederholen").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Schlüssel machen und speichern").click()
    file = folder / f"key{len(list(folder.iterdir()))}.json"
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


def check_in(page: Page, live_server: LiveServer, fragment: str = "") -> None:
    enter(page, live_server, fragment)
    page.get_by_role("heading", name="Sie sind registriert").wait_for()


def enter(page: Page, live_server: LiveServer, fragment: str = "") -> None:
    places.forget()
    page.goto("about:blank")
    page.goto(live_server.url + Code.objects.earliest("pk").get_absolute_url() + fragment)
    page.get_by_label("Vorname").fill("Erna")
    page.get_by_label("Nachname").fill("Beispiel")
    page.get_by_label("Telefonnummer").fill("030 23125 777")
    page.get_by_role("button", name="Jetzt registrieren").click()


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


def test_both_keys_are_asked_for_where_one_was_changed_within_the_window(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    """Each with its own passphrase, one after the other: a release is given once."""
    base, former = f"{live_server.url}/gast", tmp_path / "former.json"
    former.write_text(keyfile.wrap(demo.VENUE, demo.PASSPHRASE))
    check_in(owner, live_server)
    url = f"{base}/ort/{venue.public_id}/schluessel/"
    file, _sheet = make_key(owner, url, tmp_path, (former, demo.PASSPHRASE))
    places.forget()
    check_in(owner, live_server)
    asked = ask(venue)
    owner.goto(f"{base}/anforderung/{asked.public_id}/")
    opened_by(owner, file, PASSPHRASE)
    owner.get_by_text("mit einem anderen Schlüssel verschlossen").wait_for()
    asked.refresh_from_db()
    assert asked.is_waiting
    opened_by(owner, former, demo.PASSPHRASE)
    owner.get_by_text("Freigegeben: 2 Besuche.").wait_for()
    assert read(asked) == ["Erna", "Erna"]


def opened_by(page: Page, file: Path, phrase: str) -> None:
    page.get_by_label("Schlüsseldatei").set_input_files(file)
    page.get_by_label("Passwortsatz der Datei").fill(phrase)
    page.get_by_role("button", name="Öffnen und freigeben").click()


def printed() -> str:
    """What the QR code on a poster adds behind the address today."""
    return f"#{posters.address(Code.objects.with_place().earliest('pk')).partition('#')[2]}"


def test_posters_stay_valid_when_each_key_confirms_the_next(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    """Two rotations later a guest's phone still accepts the first poster."""
    url, first_poster = f"{live_server.url}/gast/ort/{venue.public_id}/schluessel/", printed()
    demo_file = tmp_path / "demo.json"
    demo_file.write_text(keyfile.wrap(demo.VENUE, demo.PASSPHRASE))
    file, _sheet = make_key(owner, url, tmp_path, (demo_file, demo.PASSPHRASE))
    make_key(owner, url, tmp_path, (file, PASSPHRASE))
    owner.get_by_text("Drucken Sie alle Aushänge neu.").wait_for(state="detached")
    assert printed() != first_poster
    check_in(owner, live_server, first_poster)
    check_in(owner, live_server, printed())
    assert {visit.venue_kid for visit in Visit.objects.all()} == {venue_key(venue).kid}


def test_w7_a_key_that_nobody_confirmed_ends_old_posters_and_says_so_before(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    url, old_poster = f"{live_server.url}/gast/ort/{venue.public_id}/schluessel/", printed()
    owner.goto(url)
    owner.get_by_text("gelten alle Aushänge nicht mehr").wait_for()
    make_key(owner, url, tmp_path)
    owner.get_by_text("Drucken Sie alle Aushänge neu.").wait_for()
    owner.get_by_role("link", name="Alle Aushänge als ZIP").wait_for()
    enter(owner, live_server, old_poster)
    owner.get_by_text("passen nicht zum Aushang").wait_for()
    assert not Visit.objects.exists()
    check_in(owner, live_server, printed())


def test_w7_a_false_link_is_refused_by_the_phone(
    owner: Page, live_server: LiveServer, venue: Venue
) -> None:
    """The database claims that the former key confirmed; the signature does not hold."""
    old_poster = printed()
    other = demo.demo_key("of the server")
    made = venues.adopt_key(actor=None, venue=venue, point=other.point)
    VenueKey.objects.filter(pk=made.pk).update(endorsement=bytes(64))
    enter(owner, live_server, old_poster)
    owner.get_by_text("passen nicht zum Aushang").wait_for()
    assert not Visit.objects.exists()


def test_former_file_must_fit(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    owner.goto(f"{live_server.url}/gast/ort/{venue.public_id}/schluessel/")
    wrong = tmp_path / "wrong.json"
    wrong.write_text(keyfile.wrap(demo.PAPER, demo.PASSPHRASE))
    owner.get_by_label("Bisherige Datei").set_input_files(wrong)
    owner.get_by_label("Bisheriger Satz").fill(demo.PASSPHRASE)
    owner.get_by_label("Passwortsatz", exact=True).fill(PASSPHRASE)
    owner.get_by_label("Passwortsatz wiederholen").fill(PASSPHRASE)
    owner.get_by_role("button", name="Schlüssel machen und speichern").click()
    owner.get_by_text("passen nicht zum bisherigen Schlüssel").wait_for()
    assert owner.locator("#verify").is_hidden()


def test_monthly_rehearsal_on_a_dummy_visit(
    owner: Page, live_server: LiveServer, venue: Venue, tmp_path: Path
) -> None:
    """Wrong words are said on the page; the right ones reach the record and end the reminder."""
    long_ago = timezone.now() - timedelta(days=40)
    VenueKey.objects.update(rehearsed_at=long_ago, created_at=long_ago)
    file = tmp_path / "demo.json"
    file.write_text(keyfile.wrap(demo.VENUE, demo.PASSPHRASE))
    owner.goto(f"{live_server.url}/gast/ort/{venue.public_id}/")
    owner.get_by_text("Seit einem Monat hat niemand den Schlüssel geprüft.").wait_for()
    owner.get_by_role("link", name="Schlüssel", exact=True).click()
    owner.get_by_label("Datei zum Üben").set_input_files(file)
    for words, answer in (("falsch", "passen nicht zusammen"), (demo.PASSPHRASE, "Geübt:")):
        owner.get_by_label("Ihr Satz zum Üben").fill(words)
        owner.get_by_role("button", name="Probebesuch öffnen").click()
        owner.get_by_text(answer).first.wait_for()
    assert VenueKey.objects.get().rehearsed_at > long_ago
    assert not Visit.objects.exists()
