"""Citizen, business and editor in the directory, each with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Story, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def visitor(story: Story, name: str, script: bool) -> Page:
    return story.person(f"{name} {script}", java_script_enabled=script)


def editor(story: Story, script: bool) -> Page:
    """Signed in once: a code of the second factor works a single time."""
    page, other = visitor(story, "editor", script), story.people.get(f"editor {not script}")
    if other:
        page.context.add_cookies(other.cookies())  # type: ignore[arg-type]
    else:
        sign_in(page, story.site.account("editor"))
    return page


def find(page: Page, words: str, title: str) -> None:
    page.goto("/suche/")
    page.get_by_label("Was möchten Sie erledigen?").fill(words)
    page.get_by_label("Was möchten Sie erledigen?").press("Enter")
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@SCRIPTS
def test_a_citizen_finds_a_service_by_an_everyday_word_and_says_what_is_missing(
    story: Story, script: bool
) -> None:
    page = visitor(story, "citizen", script)
    find(page, "perso", "Personalausweis beantragen")
    expect(page.get_by_role("heading", name="Das brauchen Sie")).to_be_visible()
    expect(page.get_by_role("heading", name="Zuständige Stelle").first).to_be_visible()
    page.get_by_role("link", name="Rückmeldung geben").click()
    page.get_by_label("Eine Angabe stimmt nicht mehr.").check()
    page.get_by_role("button", name="Nein").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für Ihre Rückmeldung")


@SCRIPTS
def test_a_business_sees_which_account_the_online_service_needs(story: Story, script: bool) -> None:
    page = visitor(story, "business", script)
    find(page, "gewerbe anmelden", "Gewerbe anmelden")
    expect(page.get_by_role("heading", name="Online erledigen")).to_be_visible()
    expect(page.get_by_text("Sie brauchen").first).to_be_visible()


@SCRIPTS
def test_an_editor_sees_what_waits_and_settles_it(story: Story, script: bool) -> None:
    """After the citizens' answers above; the second one finds the list empty and is told so."""
    page = editor(story, script)
    page.goto("/verwaltung/leistungen/aufgaben/")
    expect(page.get_by_text("Nicht hilfreich").first).to_be_visible()
    waiting = page.get_by_role("link", name="Personalausweis beantragen (")
    if waiting.count():
        waiting.first.click()
        page.get_by_role("button", name="Gesehen, alles passt").click()
        expect(page.get_by_role("heading", name="Nicht hilfreich")).to_be_hidden()
