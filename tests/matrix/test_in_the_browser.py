"""Every page in a real Chromium: no axe violation, fits 320 px, asks nobody else for anything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.matrix.addresses import ADDRESSES, ANONYMOUS, Address
from tests.matrix.axe import RULES, WCAG, violations
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = [address for address in ADDRESSES if address.page]
OURS = [address for address in PAGES if not address.path.startswith("/verwaltung/")]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """[...document.querySelectorAll(".kern-btn")]
    .filter((button) => button.scrollWidth > button.clientWidth + 1)
    .map((button) => button.textContent.trim())"""

Visit = Callable[[Address], Page]


@pytest.fixture(scope="module")
def visit(site: RunningSite, browser: Browser) -> Visit:
    """Opens an address as the first of its readers."""
    placeholders, sessions = site.prepared
    pages: dict[str, Page] = {}

    def page_of(role: str) -> Page:
        if role not in pages:
            context = browser.new_context(base_url=site.url, locale="de-DE")
            if role != ANONYMOUS:
                cookie = {"name": "sessionid", "value": sessions[role], "url": site.url}
                context.add_cookies([cookie])
            pages[role] = context.new_page()
        return pages[role]

    def open_address(address: Address) -> Page:
        page = page_of(address.roles[0])
        page.goto(address.path.format(**placeholders))
        return page

    return open_address


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_axe_finds_nothing(address: Address, visit: Visit) -> None:
    page = visit(address)
    page.set_viewport_size(WIDE)
    # Wagtail's own lists name two landmarks alike, which only the best practices mind.
    rules = WCAG if address.path.startswith("/verwaltung/") else RULES
    assert violations(page, rules) == []


@pytest.mark.parametrize("address", OURS, ids=str)
def test_the_page_fits_a_small_phone(address: Address, visit: Visit) -> None:
    page = visit(address)
    page.set_viewport_size(NARROW)
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("address", PAGES, ids=str)
def test_nobody_else_is_asked_for_anything(
    address: Address, site: RunningSite, visit: Visit
) -> None:
    asked: list[str] = []
    page = visit(address)

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.reload()
    page.remove_listener("request", note)
    own = (site.url, site.account_url, "data:")
    assert [url for url in asked if not url.startswith(own)] == []
