"""A service page in a browser: which office is mine, the sheet to print, suggestions, data for
machines. Everything but the suggestions also without JavaScript."""

import io
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Story
from tests.matrix.axe import violations

# The database is only made for runs in which a test asks for it.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SCRIPTS = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])

HELP = "/leistungen/grundsicherung-im-alter/"
MOVE = "/leistungen/wohnsitz-anmelden/"
LONG = """
import django
django.setup()
from tests.services import long_service
long_service.make()
"""


@pytest.fixture
def page(story: Story, script: bool) -> Iterator[Page]:
    page = story.person(f"reader {script}", java_script_enabled=script)
    yield page
    page.close()


def printed(page: Page) -> list[str]:
    """The text of each printed page."""
    file = io.BytesIO(page.pdf(prefer_css_page_size=True))
    return [sheet.extract_text() for sheet in PdfReader(file).pages]


@SCRIPTS
def test_a_citizen_finds_the_office_for_an_address(page: Page) -> None:
    page.goto(HELP)
    page.get_by_label("Straße").fill("Leipziger Str.")
    page.get_by_label("Hausnummer").fill("59")
    page.get_by_role("button", name="Stelle finden").click()
    expect(page.get_by_role("heading", name="Für Sie ist eine Stelle zuständig")).to_be_visible()
    expect(page.get_by_role("link", name="Sozialamt, Beratung Süd")).to_be_visible()
    assert page.url.endswith(HELP + "zustaendig/")
    assert page.context.cookies() == []


@SCRIPTS
def test_a_slip_is_put_right_by_a_click(page: Page) -> None:
    page.goto(HELP + "zustaendig/")
    page.get_by_label("Straße").fill("Leipzger Strase")
    page.get_by_label("Hausnummer").fill("57")
    page.get_by_role("button", name="Stelle finden").click()
    page.get_by_role("button", name="Leipziger Straße").click()
    expect(page.get_by_role("link", name="Sozialamt, Beratung Nord")).to_be_visible()


@SCRIPTS
def test_a_business_from_another_town_is_told_where_to_go(page: Page) -> None:
    page.goto("/leistungen/gewerbe-anmelden/")
    page.get_by_role("link", name="Ist diese Stelle für meine Anschrift zuständig?").click()
    page.get_by_role("button", name="Stelle finden").click()
    expect(page.get_by_role("heading", name="Bitte prüfen Sie Ihre Angaben")).to_be_visible()
    page.get_by_label("Ort").fill("Schmölln")
    page.get_by_role("button", name="Stelle finden").click()
    expect(page.get_by_role("link", name="https://schmoelln.example.org/")).to_be_visible()


@SCRIPTS
def test_only_what_is_ticked_is_printed_on_one_page(page: Page, script: bool) -> None:
    page.goto(MOVE)
    page.get_by_role("link", name="Ihre Liste zum Mitnehmen").click()
    page.get_by_label("Geburtsurkunde").check()
    expect(page.get_by_role("button", name="Drucken")).to_be_visible(visible=script)
    (sheet,) = printed(page)
    assert "Wohnungsgeberbestätigung" in sheet
    assert "Geburtsurkunde (für Kinder" in sheet
    assert "Aufenthaltstitel" not in sheet
    assert "https://wohnsitz.efa.example.org/" in sheet


@pytest.mark.parametrize("script", [False], ids=["without script"])
def test_a_long_service_fits_on_one_page(story: Story, page: Page) -> None:
    story.site.run("-c", LONG)
    page.goto("/leistungen/lange-leistung/merkblatt/")
    (sheet,) = printed(page)
    for last in ("Nummer 13", "8,00 bis 108,00", "Frist: 4 Monate", "Aufenthalt 3", "Freitag"):
        assert last in sheet


@pytest.mark.parametrize("script", [True], ids=["with script"])
def test_the_data_block_breaks_no_policy(page: Page) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(MOVE)
    block = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(block or "")["@type"] == "GovernmentService"
    assert told == []


@pytest.mark.parametrize("script", [True], ids=["with script"])
def test_suggestions_by_keyboard(page: Page) -> None:
    page.goto("/suche/")
    field = page.get_by_role("combobox", name="Was möchten Sie erledigen?")
    field.press_sequentially("personalausw")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Personalausweis beantragen")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="Vorschl")).to_be_visible()
    assert violations(page) == []
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("personalausw")
    field.press("ArrowDown")
    expect(first).to_be_visible()


@pytest.mark.parametrize("script", [True], ids=["with script"])
def test_enter_opens_the_marked_one_and_else_searches(page: Page) -> None:
    page.goto("/suche/")
    field = page.get_by_role("combobox", name="Was möchten Sie erledigen?")
    field.press_sequentially("personalausw")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/suche/?q=personalausw")
    field.press("End")
    field.press_sequentially("eis b")
    expect(page.get_by_role("option").first).to_contain_text("Personalausweis beantragen")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/leistungen/personalausweis-beantragen/")


@pytest.mark.parametrize("script", [False], ids=["without script"])
def test_without_script_it_is_a_plain_search(page: Page) -> None:
    page.goto("/aemter/")
    field = page.get_by_role("searchbox", name="Suche nach einer Dienstleistung")
    field.fill("personalausw")
    field.press("Enter")
    link = page.get_by_role("link", name="Personalausweis beantragen", exact=True)
    expect(link.first).to_be_visible()
