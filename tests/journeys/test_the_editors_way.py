"""From a draft to the public page: one editor writes, a reader without an account looks at the
draft, a second editor publishes. Each chapter goes on where the one before ended."""

import pytest
from playwright.sync_api import Page, expect

from services.readability import reading_ease
from tests.journeys.conftest import Story, sign_in
from tests.matrix.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

TASKS = "/verwaltung/leistungen/aufgaben/"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
TEASER = "Ein neuer Satz, den eine zweite Person gelesen hat."


def editor(story: Story, name: str) -> Page:
    known = name in story.people
    page = story.person(name)
    if not known:
        sign_in(page, story.site.account(name))
    page.set_viewport_size(WIDE)
    return page


def menu(page: Page, entry: str) -> None:
    page.locator("footer [data-w-dropdown-target=toggle]").click()
    page.locator("footer").get_by_text(entry, exact=True).click()


def open_service(page: Page) -> None:
    page.goto("/verwaltung/snippets/services/service/?q=Hund")
    page.get_by_role("link", name="Hund", exact=False).first.click()
    page.wait_for_url("**/edit/**")


def fits_and_is_accessible(page: Page) -> None:
    assert violations(page) == []
    page.set_viewport_size(NARROW)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(WIDE)
    assert wide <= NARROW["width"]


def test_one_editor_writes_and_hands_in(story: Story) -> None:
    page = editor(story, "editor")
    open_service(page)
    story.notes["edit"] = page.url
    page.get_by_label("In einem Satz").first.fill(TEASER)
    menu(page, "In Vier Augen einreichen")
    page.wait_for_url("**/snippets/services/service/")
    page.goto(story.notes["edit"])
    footer = page.locator("footer")
    expect(footer).not_to_contain_text("Freigeben")
    expect(footer).not_to_contain_text("Entwurf speichern")


def test_the_script_and_the_server_count_alike(story: Story) -> None:
    page = editor(story, "editor")
    page.goto(story.notes["edit"])
    for text in (
        "Sie brauchen einen gültigen Ausweis. Den bekommen Sie im Bürgerservice! " * 3,
        "Die Verwaltungsgebührensatzung der Gemeinde regelt die Kostenerstattungspflicht, " * 4,
        "Öl, Übung: Ämter? Ja. " * 9,
        "zu kurz",
    ):
        assert page.evaluate("text => window.portalReadingEase(text, 20)", text) == reading_ease(
            text
        )


def test_the_editor_shows_the_draft_to_somebody_without_an_account(story: Story) -> None:
    page = editor(story, "editor")
    page.goto(story.notes["edit"])
    page.get_by_role("link", name="Entwurf zeigen …").click()
    page.get_by_label("Für wen ist der Link?").fill("Rechtsamt")
    page.get_by_role("button", name="Link anlegen").click()
    link = page.locator("a.staff-address")
    expect(link).to_be_visible()
    fits_and_is_accessible(page)
    reader = story.person("reader", java_script_enabled=False)
    reader.goto(link.get_attribute("href") or "")
    expect(reader.get_by_text("Das ist ein Entwurf.")).to_be_visible()
    expect(reader.get_by_text(TEASER)).to_be_visible()
    assert reader.context.cookies() == []


def test_the_draft_page_is_for_everybody(story: Story) -> None:
    page = editor(story, "editor")
    page.goto(story.notes["edit"])
    page.get_by_role("link", name="Entwurf zeigen …").click()
    page.goto(page.locator("a.staff-address").get_attribute("href") or "")
    fits_and_is_accessible(page)


def test_the_public_page_still_says_the_old(story: Story) -> None:
    page = story.person("citizen")
    page.goto("/leistungen/hund-anmelden/")
    expect(page.get_by_text(TEASER)).to_be_hidden()


def test_the_second_editor_finds_it_and_publishes(story: Story) -> None:
    page = editor(story, "editor_2")
    page.goto(TASKS)
    fits_and_is_accessible(page)
    waiting = page.get_by_role("region", name="Wartet auf Ihre Freigabe")
    waiting.get_by_role("link").first.click()
    menu(page, "Freigeben und Veröffentlichen")
    page.wait_for_url("**/snippets/services/service/")
    citizen = story.person("citizen")
    citizen.goto("/leistungen/hund-anmelden/")
    expect(citizen.get_by_text(TEASER)).to_be_visible()


def test_what_people_search_for_is_listed_and_fits_a_phone(story: Story) -> None:
    citizen = story.person("citizen")
    for _time in range(3):
        citizen.goto("/suche/?q=hund")
    page = editor(story, "editor")
    page.goto("/verwaltung/leistungen/suchanfragen/")
    expect(page.get_by_role("rowheader", name="hund", exact=True)).to_be_visible()
    fits_and_is_accessible(page)
