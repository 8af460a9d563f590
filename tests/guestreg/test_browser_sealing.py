"""The guest's browser seals before it sends; the RFC's vectors hold in it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request
from pytest_django.live_server_helper import LiveServer

from guestreg import arrival, example, handover
from guestreg.models import Code, LegalBasis, SealedBy, Venue, Visit
from identity.models import User
from tests.guestreg.hpke_vector import VECTOR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RFC_9180 = """async (v) => {
  const h = await import("/static/guestreg/hpke.js");
  const hex = (s) => Uint8Array.from(s.match(/../g), (x) => parseInt(x, 16));
  const out = (b) => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  const url = (b) => h.toBase64(b).replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
  const point = hex(v.pkEm);
  const jwk = {kty: "EC", crv: "P-256", d: url(hex(v.skEm)),
               x: url(point.slice(1, 33)), y: url(point.slice(33))};
  const curve = {name: "ECDH", namedCurve: "P-256"};
  const privateKey = await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]);
  const pair = {privateKey, publicKey: await h.importPublic(point)};
  const info = new TextDecoder().decode(hex(v.info));
  const sealed = await h.seal(hex(v.pt), hex(v.pkRm), info, hex(v.aad), pair);
  const key = await h.fromSecret(hex(v.skRm), hex(v.pkRm));
  const opened = await h.open(hex(v.pkEm + v.ct), key, hex(v.pkRm), info, hex(v.aad));
  return [out(sealed), out(opened)];
}"""


@pytest.fixture
def place(live_server: LiveServer) -> Code:
    arrival.forget_places()
    example.load()
    return Code.objects.with_place().earliest("pk")


@pytest.fixture
def guest(page: Page, live_server: LiveServer, place: Code) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + place.get_absolute_url())
    return page


def enter(page: Page, name: str = "Erna") -> None:
    page.get_by_label("Vorname").fill(name)
    page.get_by_label("Nachname").fill("Unverwechselbar")
    page.get_by_label("Telefonnummer").fill("030 23125 777")


def register(page: Page) -> None:
    page.get_by_role("button", name="Jetzt registrieren").click()


def test_rfc_9180_vector_in_the_browser(guest: Page) -> None:
    sealed, opened = guest.evaluate(RFC_9180, VECTOR)
    assert sealed == VECTOR["pkEm"] + VECTOR["ct"]
    assert opened == VECTOR["pt"]


def test_contact_data_never_leaves_the_phone_readable(guest: Page) -> None:
    bodies: list[str] = []

    def note(request: Request) -> None:
        bodies.append(request.post_data or "")

    guest.on("request", note)
    enter(guest)
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    assert '"sealed"' in bodies[-1]
    assert "Unverwechselbar" not in " ".join(bodies)
    assert guest.context.cookies() == []


def test_office_reads_what_the_browser_sealed(guest: Page, place: Code) -> None:
    enter(guest)
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    visit = Visit.objects.get()
    assert visit.sealed_by == SealedBy.BROWSER
    officer, owner = User.objects.create_user("officer"), User.objects.create_user("owner")
    asked = handover.request(
        actor=officer, venue=Venue.objects.get(), areas=[], window_start=visit.arrived_at,
        window_end=visit.leaves_by, case_number="GA-1", basis=LegalBasis.objects.get(),
    )  # fmt: skip
    asked = handover.release(actor=owner, request=asked)
    (row,) = handover.open_released(actor=officer, request=asked, purpose="csv")
    assert (row.given_name, row.phone) == ("Erna", "030 23125 777")


def test_mistakes_are_named_before_anything_is_sent(guest: Page) -> None:
    guest.get_by_label("Vorname").fill("Erna")
    register(guest)
    assert guest.locator(".error:visible").count() == 2
    assert guest.evaluate("document.activeElement.name") == "family_name"
    assert not Visit.objects.exists()


def test_a_family_is_entered_in_one_go(guest: Page) -> None:
    enter(guest)
    guest.get_by_role("button", name="Weitere Person hinzufügen").click()
    group = guest.get_by_role("group", name="Weitere Person")
    group.get_by_label("Vorname").fill("Karl")
    group.get_by_label("Nachname").fill("Unverwechselbar")
    register(guest)
    guest.get_by_text("Personen: 2").wait_for()
    assert Visit.objects.count() == 2


def test_without_network_it_waits_and_is_sent_once(guest: Page) -> None:
    enter(guest)
    guest.context.set_offline(True)
    register(guest)
    guest.get_by_role("heading", name="Kein Netz").wait_for()
    kept = guest.evaluate("JSON.stringify(localStorage)")
    assert "Unverwechselbar" not in kept
    guest.context.set_offline(False)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    guest.reload()
    assert Visit.objects.count() == 1


def test_receipt_on_the_phone_checks_out(guest: Page) -> None:
    enter(guest)
    register(guest)
    guest.get_by_role("link", name="Abmelden und Quittung").click()
    guest.get_by_role("button", name="Café Beispiel").click()
    guest.get_by_role("button", name="Jetzt abmelden").click()
    guest.get_by_role("button", name="Jetzt abmelden").wait_for(state="detached")
    assert Visit.objects.get().left_at is not None


def test_poster_naming_another_key_stops_it(
    page: Page, live_server: LiveServer, place: Code
) -> None:
    page.goto(f"{live_server.url}{place.get_absolute_url()}#v=AAAAAAAAAAAAAAAAAAAAAA")
    enter(page)
    register(page)
    page.get_by_text("passen nicht zum Aushang").wait_for()
    assert not Visit.objects.exists()


def test_page_stays_below_25_kilobytes(page: Page, live_server: LiveServer, place: Code) -> None:
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(live_server.url + place.get_absolute_url(), wait_until="networkidle")
    assert 3 <= len(sizes) <= 6
    assert sum(sizes) < 25_000 * 2, "uncompressed; a third of it is transferred"


def test_without_script_the_server_seals_and_says_so(
    browser: Callable, live_server: LiveServer, place: Code
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(live_server.url + place.get_absolute_url())
    page.get_by_text("Versiegelt wird auf dem Server der Stadt").wait_for()
    enter(page)
    register(page)
    page.get_by_role("heading", name="Sie sind registriert").wait_for()
    assert Visit.objects.get().sealed_by == SealedBy.SERVER
    context.close()
