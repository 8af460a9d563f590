"""The check-in page on a slow phone in a slow network; bench/phone.py prints it in seconds."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from bench import phone
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WORST = 2.5  # 1.3 to 2 seen, also on a busy machine


def check_in_address(site: RunningSite) -> str:
    return site.url + urlsplit(site.description["check_in"][0]["address"]).path


def test_page_is_usable_about_as_fast_as_a_bare_one_of_its_size(
    site: RunningSite, browser: Browser
) -> None:
    """Each of its requests more, each rule of its script more would show here."""
    seen, limit = phone.compare(browser, check_in_address(site))
    assert seen.seconds / limit.seconds < WORST


def test_at_most_25_kilobytes_come_over_the_line(site: RunningSite, browser: Browser) -> None:
    """What the browser counted: status lines, headers and bodies of everything, also the icon.

    Only static files come compressed in operation and plain here; their bodies are taken off by
    what the stored copy saves.
    """
    saved: dict[str, int] = {}

    def compare(response: Response) -> None:
        if "/static/" in response.url:
            body = response.body()
            saved[response.url] = max(len(body) - len(gzip.compress(body)), 0)

    address = check_in_address(site)
    page = browser.new_page()
    page.on("response", compare)
    page.goto(address, wait_until="networkidle")
    page.close()
    seen = phone.visit(browser, address, phone.USABLE)
    assert len(seen.received) > len(saved)  # the document too, and mostly the icon
    assert seen.size - sum(saved.values()) <= 25_000
