"""Somebody opens /c/ without a code and holds the camera on a poster."""

import base64
import gzip
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from guestreg.models import Code
from portal.assets import CODE_READER_STATIC
from tests import qr
from tests.guestreg.camera import held_on

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BUTTON = "Kamera öffnen"
LOADED = "performance.getEntriesByType('resource').map((one) => one.name)"
CAMERA = "document.getElementById('camera').srcObject.getTracks()[0].readyState"
# Chromium brings no reader of codes on Linux, like Firefox and Safari. This one stands for that of
# a phone that has one; the frame of the camera goes to a library of ours.
READER = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    canvas.getContext("2d").drawImage(video, 0, 0, 640, 480);
    return (await window.readCode(canvas.toDataURL())).map((rawValue) => ({ rawValue }));
  }
};"""


def read_code(address: str) -> list[str]:
    return qr.texts(base64.b64decode(address.partition(",")[2]))


@pytest.fixture
def phone_held_on(
    playwright: Playwright, live_server: LiveServer, tmp_path: Path
) -> Iterator[Callable[..., Page]]:
    """/c/ on a phone whose camera looks at a code with this text."""
    opened = []

    def hold(text: str, reader: str = "delete window.BarcodeDetector") -> Page:
        browser = held_on(text, playwright, tmp_path)
        opened.append(browser)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.expose_function("readCode", read_code)
        page.add_init_script(reader)
        page.goto(f"{live_server.url}/c/")
        return page

    yield hold
    for browser in opened:
        browser.close()


@pytest.mark.parametrize("reader", ["delete window.BarcodeDetector", READER])
def test_poster_leads_to_its_page_with_its_fingerprints(
    reader: str, phone_held_on: Callable[..., Page], live_server: LiveServer, place: Code
) -> None:
    page = phone_held_on(f"{live_server.url}{place.get_absolute_url()}?x=1#v=AAAA", reader)
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url(f"**{place.get_absolute_url()}#v=AAAA")
    page.get_by_role("button", name="Jetzt registrieren").wait_for()


def test_nothing_is_loaded_before_the_tap_that_says_how_much(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/c/", wait_until="networkidle")
    assert not [url for url in page.evaluate(LOADED) if "qr/" in url or "scan.js" in url]
    served = [
        gzip.compress((CODE_READER_STATIC / n).read_bytes()) for n in ("decode.js", "index.js")
    ]
    size = math.ceil(sum(map(len, served)) / 1000)
    with page.expect_response("**/vendor/qr/decode.js"), page.expect_response("**/qr/index.js"):
        page.get_by_role("button", name=f"Kamera öffnen (lädt {size} kB)").click()


def test_a_phone_with_its_own_reader_loads_no_other(phone_held_on: Callable[..., Page]) -> None:
    page = phone_held_on("Hallo", READER)
    page.get_by_role("button", name=BUTTON, exact=True).click()
    page.get_by_text("gehört nicht zu unserer Gästeregistrierung").wait_for()
    assert not [url for url in page.evaluate(LOADED) if "qr/" in url]


@pytest.mark.parametrize(
    "text", ["https://evil.example/c/ABCDEFGH23", "javascript:alert(1)", "{own}/konto/", "Hallo"]
)
def test_foreign_codes_lead_nowhere(text: str, page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/c/")
    look = "async (text) => (await import('/static/guestreg/find.js')).ownAddress(text)"
    assert page.evaluate(look, text.replace("{own}", live_server.url)) is None


def test_a_foreign_poster_is_told_and_the_camera_closes(
    phone_held_on: Callable[..., Page],
) -> None:
    page = phone_held_on("https://evil.example/c/ABCDEFGH23")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("gehört nicht zu unserer Gästeregistrierung").wait_for()
    page.get_by_role("button", name="Kamera schließen").click()
    expect(page.get_by_role("button", name=BUTTON)).to_be_focused()
    assert page.evaluate(CAMERA) == "ended"
    assert page.url.endswith("/c/")


def test_the_camera_closes_when_the_page_is_no_longer_seen(
    phone_held_on: Callable[..., Page],
) -> None:
    page = phone_held_on("Hallo")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("gehört nicht zu unserer Gästeregistrierung").wait_for()
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.get_by_role("button", name=BUTTON).wait_for()
    assert page.evaluate(CAMERA) == "ended"


def test_a_camera_that_is_not_permitted_leaves_the_typed_code(
    page: Page, live_server: LiveServer, place: Code
) -> None:
    page.goto(f"{live_server.url}/c/")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("Bitte erlauben Sie sie in Ihrem Browser, oder tippen Sie").wait_for()
    page.get_by_role("textbox", name="Code").fill(place.code)
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url(f"**{place.get_absolute_url()}")


def test_a_reader_that_does_not_come_is_told(page: Page, live_server: LiveServer) -> None:
    page.route("**/vendor/qr/*", lambda route: route.abort())
    page.goto(f"{live_server.url}/c/")
    page.get_by_role("button", name=BUTTON).click()
    page.get_by_text("Das Lesen von Codes ließ sich nicht laden").wait_for()


def test_without_script_the_page_says_how(citizen: Client) -> None:
    page = citizen.get("/c/").content.decode()
    assert "Halten Sie die Kamera Ihres Telefons auf den Aushang" in page
    assert '<div id="scan" hidden' in page
