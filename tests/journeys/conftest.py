"""What the people in the journeys do again and again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from identity.simulator import authenticator
from tests.browser import PATIENCE
from tests.running_site import RunningSite


@dataclass
class Story:
    """What one chapter leaves for the next: each person's browser, and what they wrote down."""

    site: RunningSite
    browser: Browser
    people: dict[str, BrowserContext] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    files: Path = Path()

    def person(self, name: str, **options: object) -> Page:
        """A page in this person's own browser, which remembers them."""
        if name not in self.people:
            defaults = {"locale": "de-DE", "timezone_id": "Europe/Berlin"}
            self.people[name] = self.browser.new_context(
                base_url=self.site.url, accept_downloads=True, **defaults | options
            )
            self.people[name].set_default_timeout(PATIENCE)
        return self.people[name].new_page()

    def staff(self, role: str) -> Page:
        """A member of staff, signed in."""
        known = role in self.people
        page = self.person(role)
        if not known:
            sign_in(page, self.site.account(role))
        return page


_LAST_STEP: dict[str, int] = {}


def fresh_code(account: dict[str, str]) -> str:
    """A code that nobody has used: of the next step where this step's is used, which counts too."""
    step = max(int(time.time()) // authenticator.PERIOD, _LAST_STEP.get(account["username"], 0) + 1)
    # Each code opens once (RFC 6238, 5.2), and an app cannot show the next one before its time. The
    # portal takes a code one step ahead, so only who signs in a third time within 30 seconds waits
    # here, for the clock itself: the site runs in another process, whose time no test can move.
    time.sleep(max(0.0, (step - 1) * authenticator.PERIOD - time.time()))
    _LAST_STEP[account["username"]] = step
    return authenticator.code(account["totp_secret"], step * authenticator.PERIOD)


def sign_in(page: Page, account: dict[str, str]) -> None:
    page.goto("/verwaltung/")
    page.get_by_role("textbox", name="Benutzername").fill(account["username"])
    page.get_by_label("Kennwort", exact=True).fill(account["password"])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_label("Code").fill(fresh_code(account))
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url("**/verwaltung/")


@pytest.fixture(scope="module")
def story(site: RunningSite, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(site, browser, files=tmp_path_factory.mktemp("story"))


@pytest.fixture
def person(story: Story) -> Callable[..., Page]:
    return story.person
