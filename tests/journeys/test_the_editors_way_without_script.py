"""From a draft to the public page with JavaScript switched off, for everybody on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Story, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PLAIN = "Leistungen in einfachen Feldern bearbeiten und freigeben"
TEASER = "Ohne Skript geschrieben, von einer zweiten Person gelesen."


def person(story: Story, name: str) -> Page:
    known = name in story.people
    page = story.person(name, java_script_enabled=False, viewport={"width": 320, "height": 700})
    if not known and name.startswith("editor"):
        sign_in(page, story.site.account(name))
    return page


def test_an_editor_finds_changes_and_hands_in(story: Story) -> None:
    page = person(story, "editor")
    page.goto("/verwaltung/")
    page.get_by_role("link", name=PLAIN).click()
    page.get_by_label("Name der Leistung").fill("Jagdschein")
    page.get_by_role("button", name="Suchen", exact=True).click()
    page.get_by_role("link", name="Jagdschein").first.click()
    page.get_by_label("In einem Satz").fill(TEASER)
    page.get_by_label("Worum es geht").fill("Zuerst das:\n\n- eins\n- **zwei**")
    page.get_by_role("button", name="Speichern und einreichen").click()
    expect(page.get_by_text("Eingereicht. Eine zweite Person liest")).to_be_visible()
    expect(page.get_by_role("button", name="Freigeben und veröffentlichen")).to_have_count(0)


def test_the_public_page_still_says_the_old(story: Story) -> None:
    page = person(story, "citizen")
    page.goto("/leistungen/jagdschein-beantragen/")
    expect(page.get_by_text(TEASER)).to_have_count(0)


def test_a_second_editor_reads_what_changed_and_publishes(story: Story) -> None:
    page = person(story, "editor_2")
    page.goto("/verwaltung/")
    page.get_by_role("link", name=PLAIN).click()
    page.get_by_role("region", name="Wartet auf Ihre Freigabe").get_by_role("link").first.click()
    expect(page.locator("ins").filter(has_text="Ohne Skript geschrieben").first).to_be_visible()
    page.get_by_role("button", name="Freigeben und veröffentlichen").click()
    expect(page.get_by_text("Freigegeben.")).to_be_visible()


def test_a_citizen_reads_it(story: Story) -> None:
    page = person(story, "citizen")
    page.goto("/leistungen/jagdschein-beantragen/")
    expect(page.get_by_text(TEASER)).to_be_visible()
    expect(page.locator("strong, b").filter(has_text="zwei")).to_be_visible()
