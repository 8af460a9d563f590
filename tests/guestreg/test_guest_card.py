"""A guest without a phone brings a card that carries the contact data itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from guestreg.models import Code, SealedBy, Visit
from tests import qr
from tests.guestreg.camera import held_on
from tests.guestreg.conftest import opened_by_the_sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ERNA = {
    "Vorname": "Erna",
    "Nachname": "Müller; von",
    "Telefonnummer": "030 23125 1",
    "Straße": "Straße des 17. Juni",
    "Hausnummer": "135 a",
    "Postleitzahl": "10623",
    "Ort": "Berlin",
}
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Beispiel;Erna;;;\r\nFN:Erna Beispiel\r\n"
    "TEL;TYPE=cell:030 23125 1\r\nEND:VCARD\r\n"
)
READ = "async (text) => (await import('/static/guestreg/vcard.js')).read(text)"
WRITE = "async (card) => (await import('/static/guestreg/vcard.js')).write(card)"


@pytest.fixture
def owner(page: Page, live_server: LiveServer) -> Page:
    """At home, where the card is made."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/c/karte", wait_until="networkidle")
    return page


def make(page: Page) -> str:
    """The text in the code of the card."""
    for label, value in ERNA.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_role("button", name="Karte machen").click()
    expect(page.get_by_role("heading", name="Ihre Karte")).to_be_visible()
    picture = page.locator("#card-code svg").screenshot(scale="css")
    return qr.texts(picture)[0]


def test_w1_the_card_carries_the_data_and_no_number_to_look_up(owner: Page) -> None:
    lines = make(owner).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "BEGIN", "VERSION", "N", "FN", "TEL", "ADR", "END",
    ]  # fmt: skip
    assert "TEL:030 23125 1" in lines


def test_what_is_on_the_card_is_what_is_read_from_it(owner: Page) -> None:
    read = owner.evaluate(READ, make(owner))
    assert read == {
        "given_name": "Erna",
        "family_name": "Müller; von",
        "phone": "030 23125 1",
        "email": "",
        "street": "Straße des 17. Juni",
        "house_number": "135 a",
        "postcode": "10623",
        "city": "Berlin",
    }


def test_making_a_card_sends_and_keeps_nothing(owner: Page) -> None:
    sent: list[str] = []
    owner.on("request", lambda request: sent.append(request.url))
    make(owner)
    assert not sent
    assert owner.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [
        0, 0, "",
    ]  # fmt: skip


def test_a_changed_field_takes_the_old_card_away(owner: Page) -> None:
    make(owner)
    owner.get_by_label("Ort").fill("Altenburg")
    expect(owner.get_by_role("heading", name="Ihre Karte")).to_be_hidden()


def test_a_card_needs_a_name(owner: Page) -> None:
    owner.get_by_role("button", name="Karte machen").click()
    expect(owner.get_by_label("Vorname")).to_be_focused()
    expect(owner.get_by_role("heading", name="Ihre Karte")).to_be_hidden()


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ("BEGIN:VCARD\nN:Beispiel;Erna\nEND:VCARD", ["Erna", "Beispiel", ""]),
        (
            "begin:vcard\nFN:Erna Maria Beispiel\nTEL;VALUE=uri:tel:+49301\n",
            ["Erna Maria", "Beispiel", "+49301"],
        ),
        ('BEGIN:VCARD\nN:B\\;C;E\\,F\nitem1.TEL;TYPE="a:b,c":030\n', ["E,F", "B;C", "030"]),
        ("BEGIN:VCARD\nN:Bei\n spiel;Erna\n", ["Erna", "Beispiel", ""]),
        ("BEGIN:VCARD\nN:B;E\nTEL;ENCODING=QUOTED-PRINTABLE:=30\nTEL:030\n", ["E", "B", "030"]),
    ],
)
def test_cards_of_other_programs(card: str, expected: list[str], owner: Page) -> None:
    read = owner.evaluate(READ, card)
    assert [read["given_name"], read["family_name"], read["phone"]] == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hallo",
        "https://evil.example/",
        "BEGIN:VCARD",
        "BEGIN:VCARD\nTEL:030\n",
        "BEGIN:VCARD\nN:" + "x" * 4000,
        "BEGIN:VCARD\nN" + ";" * 3900 + "\nEND:VCARD",
    ],
)
def test_what_is_no_card_is_not_read(text: str, owner: Page) -> None:
    assert owner.evaluate(READ, text) is None


def test_hostile_names_come_back_as_they_are(owner: Page) -> None:
    card = dict.fromkeys(
        ("given_name", "family_name", "phone", "email", "street", "postcode", "city"),
        "<b>\\;,:\n\rEND:VCARD 'ß😀",
    )
    read = owner.evaluate(READ, owner.evaluate(WRITE, card))
    assert read["family_name"] == "<b>\\;,: END:VCARD 'ß😀"


def test_without_script_the_page_says_what_to_do(citizen: Client) -> None:
    page = citizen.get("/c/karte").content.decode()
    assert "Ohne Karte trägt das Personal Sie am Eingang ein" in page
    assert '<form id="card-form" autocomplete="on" hidden>' in page


@pytest.fixture
def tablet(
    playwright: Playwright, live_server: LiveServer, place: Code, tmp_path: Path
) -> Iterator[Callable[[str], Page]]:
    """The venue's tablet, whose camera looks at a code with this text."""
    opened = []

    def hold(text: str) -> Page:
        browser = held_on(text, playwright, tmp_path)
        opened.append(browser)
        page = browser.new_page()
        page.goto(f"{live_server.url}{place.get_absolute_url()}?tresen=1")
        page.get_by_role("button", name="Kamera öffnen").click()
        return page

    yield hold
    for browser in opened:
        browser.close()


def test_w1_the_venues_tablet_seals_what_the_card_carries(tablet: Callable[[str], Page]) -> None:
    page = tablet(CARD)
    page.get_by_text("Die Karte ist gelesen").wait_for()
    expect(page.get_by_label("Vorname")).to_be_focused()
    assert not Visit.objects.exists()
    page.get_by_role("button", name="Jetzt registrieren").click()
    page.get_by_role("heading", name="Sie sind registriert").wait_for()
    visit = Visit.objects.get()
    assert visit.sealed_by == SealedBy.VENUE
    assert opened_by_the_sheet(visit)["family_name"] == "Beispiel"


def test_what_the_place_does_not_ask_for_stays_on_the_card(
    tablet: Callable[[str], Page],
) -> None:
    page = tablet(CARD.replace("END", "EMAIL:erna@example.org\r\nNOTE:x\r\nEND"))
    page.get_by_text("Die Karte ist gelesen").wait_for()
    assert "erna@example.org" not in page.evaluate(
        "[...document.querySelectorAll('input')].map((field) => field.value).join()"
    )


def test_another_code_is_told_and_fills_in_nothing(tablet: Callable[[str], Page]) -> None:
    page = tablet("https://evil.example/")
    page.get_by_text("Das ist keine Gästekarte").wait_for()
    assert page.get_by_label("Vorname").input_value() == ""


def test_a_guests_own_phone_is_offered_no_camera(citizen: Client, place: Code) -> None:
    answer = citizen.get(place.get_absolute_url())
    assert "counter.js" not in answer.content.decode()
    assert "camera=()" in answer["Permissions-Policy"]
