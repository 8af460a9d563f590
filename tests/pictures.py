"""`python -m tests.pictures ADDRESS`: makes the README's pictures from a running portal."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import find_chromium

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
PICTURES = {"home": "/", "service": "/leistungen/personalausweis-beantragen/"}
PICTURES["progress"] = "/digitalisierung/"


def take(base: str) -> None:
    """Write one PNG of 1280 × 900 px for each page."""
    with sync_playwright() as playwright:
        page = find_chromium().launch(playwright).new_page(viewport={"width": 1280, "height": 900})
        for name, path in PICTURES.items():
            page.goto(base + path)
            page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    take(sys.argv[1])
