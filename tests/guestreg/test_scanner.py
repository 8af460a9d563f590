"""Somebody opens /c/ without a code and holds the camera on a poster."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import qrcode
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Playwright
from pytest_django.live_server_helper import LiveServer

from guestreg.models import Code
from tests.browser import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZE = (640, 480)
# Chromium brings no reader of codes on Linux; the frame of the camera goes to one of ours.
READER = """window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    canvas.getContext("2d").drawImage(video, 0, 0, 640, 480);
    return (await window.readCode(canvas.toDataURL())).map((rawValue) => ({ rawValue }));
  }
};"""


def film(folder: Path, text: str) -> Path:
    """What a camera sees that is held on a code: raw frames, as Chromium's camera plays them."""
    picture = Image.new("L", SIZE, 255)
    code = qrcode.make(text).get_image().convert("L").resize((400, 400))
    picture.paste(code, (120, 40))
    grey = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    frame = b"FRAME\n" + picture.tobytes() + grey
    file = folder / "camera.y4m"
    file.write_bytes(b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420jpeg\n" + frame * 5)
    return file


def read_code(address: str) -> list[str]:
    picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.fixture
def phone_held_on(
    playwright: Playwright, live_server: LiveServer, tmp_path: Path
) -> Iterator[Callable[[str], Page]]:
    """/c/ on a phone whose camera looks at a code with this text."""
    opened = []

    def hold(text: str) -> Page:
        camera = (
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film(tmp_path, text)}",
        )
        found = find_chromium()
        browser = type(found)(found.program, (*found.args, *camera), found.env).launch(playwright)
        opened.append(browser)
        page = browser.new_page(viewport={"width": 360, "height": 740})
        page.expose_function("readCode", read_code)
        page.add_init_script(READER)
        page.goto(f"{live_server.url}/c/")
        return page

    yield hold
    for browser in opened:
        browser.close()


def test_poster_leads_to_its_page_with_its_fingerprints(
    phone_held_on: Callable, live_server: LiveServer, place: Code
) -> None:
    address = f"{live_server.url}{place.get_absolute_url()}?x=1#v=AAAA"
    page = phone_held_on(address)
    loaded = page.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert not [url for url in loaded if url.endswith("scan.js")]
    page.get_by_role("button", name="Kamera öffnen").click()
    page.wait_for_url(f"**{place.get_absolute_url()}#v=AAAA")
    page.get_by_role("button", name="Jetzt registrieren").wait_for()


@pytest.mark.parametrize(
    "text", ["https://evil.example/c/ABCDEFGH23", "javascript:alert(1)", "{own}/konto/", "Hallo"]
)
def test_foreign_codes_lead_nowhere(text: str, page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/c/")
    look = "async (text) => (await import('/static/guestreg/scan.js')).ownAddress(text)"
    assert page.evaluate(look, text.replace("{own}", live_server.url)) is None


def test_a_foreign_poster_is_told_and_the_camera_closes(phone_held_on: Callable) -> None:
    page = phone_held_on("https://evil.example/c/ABCDEFGH23")
    page.get_by_role("button", name="Kamera öffnen").click()
    page.get_by_text("gehört nicht zu unserer Gästeregistrierung").wait_for()
    page.get_by_role("button", name="Kamera schließen").click()
    page.get_by_role("button", name="Kamera öffnen").wait_for()
    live = "document.getElementById('camera').srcObject.getTracks()[0].readyState"
    assert page.evaluate(live) == "ended"
    assert page.url.endswith("/c/")


def test_without_a_reader_in_the_browser_the_page_says_how(
    page: Page, live_server: LiveServer
) -> None:
    page.goto(f"{live_server.url}/c/", wait_until="networkidle")
    page.get_by_text("Halten Sie die Kamera Ihres Telefons auf den Aushang").wait_for()
    assert page.get_by_role("button", name="Kamera öffnen").count() == 0
