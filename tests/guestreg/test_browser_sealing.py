"""The guest's browser seals before it sends; the RFC's vectors hold in it."""

import base64
import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, Request, Response
from pytest_django.live_server_helper import LiveServer

from guestreg import posters
from guestreg.example import keys as demo
from guestreg.models import Code, LegalBasis, OfficeRoot, SealedBy, Visit
from tests.guestreg.conftest import opened_by_the_sheet
from tests.guestreg.hpke_vector import VECTOR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Generous for status line and headers of each answer.
HEADERS = 700

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
    opened = opened_by_the_sheet(visit)
    assert (opened["given_name"], opened["phone"]) == ("Erna", "030 23125 777")


def test_mistakes_are_named_before_anything_is_sent(guest: Page) -> None:
    guest.get_by_label("Vorname").fill("Erna")
    register(guest)
    assert guest.locator(".error:visible").count() == 2
    assert guest.evaluate("document.activeElement.name") == "family_name"
    assert not Visit.objects.exists()


def test_a_name_is_a_name_and_an_address_is_whole(guest: Page) -> None:
    """The same rules as without script, before anything leaves the phone."""
    LegalBasis.objects.update(prescribed_fields=["given_name", "family_name", "phone_or_address"])
    guest.reload()
    guest.get_by_label("Vorname").fill("4711")
    guest.get_by_label("Nachname").fill("Beispiel")
    guest.get_by_label("Straße").fill("Markt")
    register(guest)
    guest.get_by_text("wie man ihn schreibt").wait_for()
    assert guest.locator(".field--error").count() == 4  # the name, and three parts of the address
    guest.get_by_label("Vorname").fill("Erna")
    guest.get_by_label("Telefonnummer").fill("030 23125 777")
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()


def test_an_address_typed_in_small_letters_works_too(
    page: Page, live_server: LiveServer, place: Code
) -> None:
    page.goto(live_server.url + place.get_absolute_url().lower())
    enter(page)
    register(page)
    page.get_by_role("heading", name="Sie sind registriert").wait_for()


def test_where_the_browser_keeps_nothing_guests_register_too(
    page: Page, live_server: LiveServer, place: Code
) -> None:
    """Storage that is blocked throws at the first look; offline, the open page holds the visit."""
    blocked = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"
    page.add_init_script(blocked)
    page.goto(live_server.url + place.get_absolute_url())
    enter(page)
    page.context.set_offline(True)
    register(page)
    page.get_by_role("heading", name="Kein Netz").wait_for()
    page.context.set_offline(False)
    page.get_by_role("heading", name="Sie sind registriert").wait_for()
    assert Visit.objects.get().sealed_by == SealedBy.BROWSER


def test_a_family_is_entered_in_one_go(guest: Page) -> None:
    enter(guest)
    guest.get_by_role("button", name="Weitere Person hinzufügen").click()
    group = guest.get_by_role("group", name="Weitere Person")
    group.get_by_label("Vorname").fill("Karl")
    group.get_by_label("Nachname").fill("Unverwechselbar")
    register(guest)
    guest.get_by_text("Personen: 2").wait_for()
    assert Visit.objects.count() == 2


def test_details_are_remembered_on_this_device_only_when_wished(guest: Page) -> None:
    enter(guest)
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    guest.reload()
    guest.get_by_label("Angaben auf diesem Gerät merken").wait_for()
    assert guest.get_by_label("Nachname").input_value() == ""
    enter(guest)
    guest.get_by_label("Angaben auf diesem Gerät merken").check()
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    guest.reload()
    guest.get_by_label("Angaben auf diesem Gerät merken").wait_for()
    assert guest.get_by_label("Nachname").input_value() == "Unverwechselbar"
    register(guest)  # with what is filled in; sealed here like the first time
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    assert {visit.sealed_by for visit in Visit.objects.all()} == {SealedBy.BROWSER}
    assert guest.context.cookies() == []


def test_rights_of_a_person_information_and_deletion_by_receipt(guest: Page) -> None:
    enter(guest)
    register(guest)
    guest.get_by_role("link", name="Abmelden und Quittung").click()
    guest.get_by_role("button", name="Café Beispiel").click()
    until = date_format(Visit.objects.get().expires_on, "DATE_FORMAT")
    guest.get_by_text(until).wait_for()
    guest.get_by_text("Löschen vor der Frist ist nicht möglich").wait_for()
    LegalBasis.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    guest.get_by_role("button", name="Café Beispiel").click()
    guest.get_by_role("button", name="Besuch löschen").click()
    guest.get_by_text("Der Besuch ist gelöscht.").wait_for()
    assert not Visit.objects.exists()


def test_receipt_on_the_phone_checks_out(guest: Page) -> None:
    enter(guest)
    register(guest)
    guest.get_by_role("link", name="Abmelden und Quittung").click()
    guest.get_by_role("button", name="Café Beispiel").click()
    guest.get_by_role("button", name="Jetzt abmelden").click()
    guest.get_by_role("button", name="Jetzt abmelden").wait_for(state="detached")
    assert Visit.objects.get().left_at is not None


@pytest.mark.parametrize("fragment", ["v=AAAAAAAAAAAAAAAAAAAAAA", "o=AAAAAAAAAAAAAAAAAAAAAA"])
def test_w7_poster_naming_another_key_stops_it(
    fragment: str, page: Page, live_server: LiveServer, place: Code
) -> None:
    page.goto(f"{live_server.url}{place.get_absolute_url()}#{fragment}")
    enter(page)
    register(page)
    page.get_by_text("passen nicht zum Aushang").wait_for()
    assert not Visit.objects.exists()


def test_w7_the_posters_own_fragment_fits(page: Page, live_server: LiveServer, place: Code) -> None:
    fragment = posters.address(place).partition("#")[2]
    assert fragment.count("=") == 2
    page.goto(f"{live_server.url}{place.get_absolute_url()}#{fragment}")
    enter(page)
    register(page)
    page.get_by_role("heading", name="Sie sind registriert").wait_for()


FORGED = ["root", "office-key", "signature", "day"]


@pytest.mark.parametrize("part", FORGED)
def test_w4_w7_unsigned_swapped_and_expired_keys_are_refused(
    part: str, guest: Page, place: Code
) -> None:
    """A server, or whoever changes its pages, brings another key than the office signed."""
    guest.route(guest.url, lambda route: route.abort())  # and goes on doing so
    other = demo.demo_key("somebody else")
    forged = {
        "root": base64.b64encode(other.point).decode(),
        "office-key": base64.b64encode(other.point).decode(),
        "signature": base64.b64encode(bytes(64)).decode(),
        "day": "2026-01-01",
    }
    guest.evaluate(
        "([n, v]) => document.getElementById('check-in').setAttribute(`data-${n}`, v)",
        [part, forged[part]],
    )
    if part == "office-key":
        guest.evaluate(
            "(kid) => document.getElementById('check-in').setAttribute('data-office', kid)",
            other.kid,
        )
    enter(guest)
    register(guest)
    guest.get_by_text("passen nicht zum Aushang").wait_for()
    assert not Visit.objects.exists()


def test_w7_a_root_that_the_script_does_not_name_is_refused(
    page: Page, live_server: LiveServer, place: Code, settings: LazySettings
) -> None:
    """The database was changed, the deployment's configuration was not."""
    settings.GUESTREG_OFFICE_FINGERPRINT = demo.demo_key("the real office").kid
    assert OfficeRoot.objects.get().kid != settings.GUESTREG_OFFICE_FINGERPRINT
    page.goto(live_server.url + place.get_absolute_url())
    enter(page)
    register(page)
    page.get_by_text("passen nicht zum Aushang").wait_for()


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


def test_tablet_at_the_counter_keeps_nothing_of_a_guest(
    page: Page, live_server: LiveServer, place: Code
) -> None:
    """Also for guests without a phone: they get their receipt on a slip."""
    page.goto(f"{live_server.url}{place.get_absolute_url()}?tresen=1")
    enter(page)
    register(page)
    page.get_by_role("heading", name="Sie sind registriert").wait_for()
    assert Visit.objects.get().sealed_by == SealedBy.VENUE
    assert len(page.locator("[data-slot=receipt]").inner_text()) == 24
    assert page.evaluate("localStorage.length") == 0


def test_w1_a_phone_carries_no_identity_from_visit_to_visit(guest: Page) -> None:
    """Nothing static: what is kept on the phone are receipts of single visits, each random."""
    enter(guest)
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    first = guest.evaluate("localStorage.getItem('guestreg.receipts')")
    guest.reload()
    enter(guest)
    register(guest)
    guest.get_by_role("heading", name="Sie sind registriert").wait_for()
    kept = guest.evaluate("JSON.parse(localStorage.getItem('guestreg.receipts'))")
    assert kept[0]["receipts"] != kept[1]["receipts"]
    assert first
    assert sorted(guest.evaluate("Object.keys(localStorage)")) == ["guestreg.receipts"] or (
        guest.evaluate("localStorage.getItem('guestreg.waiting')") == "[]"
    )


def test_all_of_the_page_is_below_25_kilobytes(
    page: Page, live_server: LiveServer, place: Code
) -> None:
    """Document, style, scripts and icon, compressed as the web server in front sends them."""
    sizes: dict[str, int] = {}

    def measure(response: Response) -> None:
        sizes[response.url] = len(gzip.compress(response.body())) + HEADERS

    page.on("response", measure)
    page.goto(live_server.url + place.get_absolute_url(), wait_until="networkidle")
    assert any(url.endswith("amt.js") for url in sizes)
    assert sum(sizes.values()) <= 25_000
