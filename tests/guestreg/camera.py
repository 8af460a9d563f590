"""A camera that is held on a QR code, for Chromium."""

from pathlib import Path

import qrcode
from PIL import Image
from playwright.sync_api import Browser, Playwright

from tests.browser import find_chromium

SIZE = (640, 480)


def film(folder: Path, text: str) -> Path:
    """Raw frames, as Chromium's camera plays them."""
    picture = Image.new("L", SIZE, 255)
    code = qrcode.make(text).get_image().convert("L").resize((400, 400))
    picture.paste(code, (120, 40))
    grey = bytes([128]) * (SIZE[0] * SIZE[1] // 2)
    frame = b"FRAME\n" + picture.tobytes() + grey
    file = folder / "camera.y4m"
    file.write_bytes(b"YUV4MPEG2 W640 H480 F5:1 Ip A1:1 C420jpeg\n" + frame * 5)
    return file


def held_on(text: str, playwright: Playwright, folder: Path) -> Browser:
    camera = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film(folder, text)}",
    )
    found = find_chromium()
    return type(found)(found.program, (*found.args, *camera), found.env).launch(playwright)
