"""Signing in with both state accounts in a real browser, which keeps cookies from foreign sites.

The portal is at 127.0.0.1 and the state account at localhost: two sites, so our session cookie
(SameSite=Lax) is kept back from the answer that the account's page posts.
"""

import contextlib
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser import PATIENCE
from tests.journeys.conftest import sign_in
from tests.running_site import RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MUK, BUNDID = "Weiter mit Mein Unternehmenskonto", "Weiter mit BundID"


@pytest.fixture
def visitor(site: RunningSite, browser: Browser):
    """A new browser of somebody nobody knows yet."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> Page:
        context = browser.new_context(**{"base_url": site.url, "locale": "de-DE"} | options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def choose(page: Page, account: str, persona: str) -> None:
    page.get_by_role("link", name=account).click()
    page.get_by_role("button", name=persona).click()


def test_a_company_signs_in_across_sites_and_ends_where_it_wanted_to_go(
    site: RunningSite, visitor
) -> None:
    assert urlsplit(site.account_url).hostname != urlsplit(site.url).hostname
    page = visitor()
    posts = []
    page.on("request", lambda each: posts.append(each) if each.url.endswith("/acs") else None)
    page.goto("/konto/anmelden/?next=/konto/unternehmen/")
    choose(page, MUK, "Gasthaus Fernab")
    page.wait_for_url(f"{site.url}/konto/unternehmen/")
    expect(page.locator("main")).to_contain_text("Gasthaus Fernab")
    assert "cookie" not in posts[0].all_headers()
    session = next(each for each in page.context.cookies() if "session" in each["name"])
    assert (session["sameSite"], session["httpOnly"]) == ("Lax", True)


def test_a_citizen_below_the_level_steps_up(site: RunningSite, visitor) -> None:
    page = visitor()
    page.goto("/konto/anmelden/?next=/konto/")
    choose(page, BUNDID, "Max Mustermann")
    expect(page.locator("main")).to_contain_text("niedrig")
    page.goto("/konto/anmelden/sicherer/?niveau=high&next=/konto/")
    expect(page.locator("h1")).to_contain_text("sicherer an")
    page.get_by_role("link", name=BUNDID).click()
    expect(page.get_by_role("button", name="Max Mustermann")).to_have_count(0)
    page.get_by_role("button", name="Erika Mustermann").click()
    page.wait_for_url(f"{site.url}/konto/")
    expect(page.locator("main")).to_contain_text("hoch")


@pytest.mark.parametrize("account", [MUK, BUNDID])
def test_cancelling_leads_back_to_where_one_was(site: RunningSite, visitor, account: str) -> None:
    page = visitor()
    page.goto("/konto/anmelden/?next=/leistungen/")
    page.get_by_role("link", name=account).click()
    page.get_by_role("button", name="Abbrechen").click()
    expect(page.locator("h1")).to_have_text("Sie haben sich nicht angemeldet")
    page.get_by_role("link", name="Zurück zur vorigen Seite").click()
    page.wait_for_url(f"{site.url}/leistungen/")


def test_going_back_to_the_account_and_on_again_shows_no_error(site: RunningSite, visitor) -> None:
    """The browser asks whether to send the form again; the account then answers anew."""
    page = visitor(java_script_enabled=False)
    page.goto("/konto/anmelden/?next=/konto/unternehmen/")
    page.get_by_role("link", name=MUK).click()
    page.get_by_role("button", name=re.compile("Jetzt zu")).click()
    page.get_by_role("button", name="Gasthaus Fernab").click()
    page.get_by_role("button", name="Zurück zum Portal").click()
    page.wait_for_url(f"{site.url}/konto/unternehmen/")
    with contextlib.suppress(Error):  # "Confirm form resubmission" is an error to Playwright
        page.go_back()
    page.wait_for_url("chrome-error://**")
    page.reload()
    assert page.url.startswith(site.account_url)
    page.get_by_role("button", name="Zurück zum Portal").click()
    page.wait_for_url(f"{site.url}/konto/unternehmen/")
    expect(page.locator("main")).to_contain_text("Gasthaus Fernab")


def test_back_from_the_state_account_leads_to_the_choice(visitor) -> None:
    page = visitor()
    page.goto("/konto/anmelden/")
    page.get_by_role("link", name=MUK).click()
    expect(page.get_by_role("button", name="Abbrechen")).to_be_visible()
    page.go_back()
    # On a slow machine the page between counts as visited too; from there it is one step more.
    if page.locator("h1").inner_text() != "Anmelden":
        page.go_back()
    expect(page.locator("h1")).to_have_text("Anmelden")


def test_a_double_click_signs_in_once_and_shows_no_error(site: RunningSite, visitor) -> None:
    """Without scripts, so that a person's own clicks carry the message."""
    page = visitor(java_script_enabled=False)
    page.goto("/konto/anmelden/?next=/konto/")
    page.get_by_role("link", name=BUNDID).click()
    page.get_by_role("button", name=re.compile("Jetzt zu")).dblclick()
    page.get_by_role("button", name="Erika Mustermann").dblclick()
    page.get_by_role("button", name="Zurück zum Portal").dblclick()
    page.wait_for_url(f"{site.url}/konto/")
    expect(page.locator("main")).to_contain_text("Erika Mustermann")


def test_leaving_says_that_the_state_account_may_be_open(visitor) -> None:
    page = visitor()
    page.goto("/konto/anmelden/?next=/konto/")
    choose(page, BUNDID, "Erika Mustermann")
    page.locator("main").get_by_role("button", name="Abmelden", exact=True).click()
    expect(page.locator("main")).to_contain_text("BundID kann noch offen sein")
    page.goto("/konto/")
    assert "/konto/anmelden/" in page.url


REPLAY = """
import sys, django
django.setup()
from identity.saml import arrivals, response
from identity.saml.refusal import Refused
from identity.saml.registry import registry
account = registry.get_or_404("unternehmenskonto")
_identifier, assertion = response.verify(account, sys.argv[1])
try:
    arrivals.keep(account.slug, assertion, sys.argv[1])
except Refused as refused:
    print(refused.reason.value)
"""


def test_another_process_knows_a_used_message(site: RunningSite, visitor) -> None:
    page = visitor(java_script_enabled=False)
    page.goto("/konto/anmelden/?next=/konto/")
    page.get_by_role("link", name=MUK).click()
    page.get_by_role("button", name=re.compile("Jetzt zu")).click()
    page.get_by_role("button", name="Gasthaus Fernab").click()
    message = page.locator("[name=SAMLResponse]").input_value()
    assert site.run("-c", REPLAY, message) == ""  # verified, and still unused
    page.get_by_role("button", name="Zurück zum Portal").click()
    page.wait_for_url(f"{site.url}/konto/")
    assert site.run("-c", REPLAY, message).strip() == "replayed"


KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_staff_sign_in_with_a_passkey(site: RunningSite, visitor) -> None:
    """Chromium's virtual authenticator; browsers take no security key for a bare IP address."""
    page = visitor(base_url=site.url.replace("127.0.0.1", "localhost"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    account = site.account("administrator")
    sign_in(page, account)
    page.goto("/konto/zweiter-faktor/webauthn/add/")
    page.locator("[name=password]").fill(account["password"])
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_label("Name").fill("Mein Schlüssel")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "/webauthn/add/" not in address)
    page.context.clear_cookies()
    page.goto("/verwaltung/")
    page.get_by_role("textbox", name="Benutzername").fill(account["username"])
    page.get_by_label("Kennwort", exact=True).fill(account["password"])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Sicherheitsschlüssel verwenden").click()
    page.wait_for_url("**/verwaltung/")
    page.goto("/konto/")
    expect(page.locator("main")).to_contain_text("Kennwort + Sicherheitsschlüssel")
