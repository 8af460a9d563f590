"""Both browsers show a page, so that a failing journey speaks of the portal."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Playwright

from tests import browser
from tests.browser import Chromium

pytestmark = pytest.mark.browser
WIDTH = """() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector("h1"));
    return range.getBoundingClientRect().width;
}"""


def width_of_a_heading(page: Page) -> float:
    page.set_content("<h1>Grüße aus Gößnitz</h1>")
    return page.evaluate(WIDTH)


@pytest.mark.parametrize("find", [browser.find_chromium, browser.packaged_chromium])
def test_the_browser_draws_text(playwright: Playwright, find: Callable[[], Chromium]) -> None:
    chromium = find().launch(playwright)
    assert width_of_a_heading(chromium.new_page()) > 100
    chromium.close()


def test_the_accessibility_checker_is_installed() -> None:
    assert browser.AXE.is_file()
