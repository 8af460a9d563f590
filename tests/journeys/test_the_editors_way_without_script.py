"""From a draft to the public page with JavaScript switched off, for everybody on the way."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Story, sign_in
from tests.matrix.axe import WCAG, violations

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


def find(page: Page, kind: str, name: str) -> None:
    """From the entrance of the plain pages to one record."""
    page.goto("/verwaltung/leistungen/einfach/")
    if kind:
        page.get_by_role("link", name=kind, exact=True).click()
    page.get_by_label("Name", exact=bool(kind)).fill(name)
    page.get_by_role("button", name="Suchen", exact=True).click()
    page.get_by_role("link", name=name).first.click()


def keep(page: Page, story: Story, name: str) -> None:
    """For the look at barriers: nothing is wider than the screen, and where we are."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    story.notes[name] = page.url


def test_a_fee_a_paper_and_a_rule_are_added(story: Story) -> None:
    page = person(story, "editor")
    find(page, "", "Jagdschein")
    page.get_by_role("link", name="Gebühren", exact=True).click()
    row = page.get_by_role("group", name="Gebühr, neu").first
    row.get_by_label("Wofür?").fill("Zweitschrift des Jagdscheins")
    row.get_by_label("Betrag in Euro").fill("17.50")
    keep(page, story, "fees")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.get_by_role("link", name="Nötige Unterlagen").click()
    row = page.get_by_role("group", name="Nötige Unterlage, neu").first
    row.get_by_label("Unterlage", exact=False).first.fill("Personalausweis")
    row.get_by_label("Wann nötig?").fill("nur beim ersten Mal")
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.get_by_text("Als Entwurf gespeichert.")).to_be_visible()
    keep(page, story, "papers")


def test_it_is_planned_and_handed_in(story: Story) -> None:
    page = person(story, "editor")
    find(page, "", "Jagdschein")
    page.get_by_role("link", name="Zeitplan und Pflege").click()
    page.get_by_label("nächste Prüfung am").fill("2031-05-02")
    keep(page, story, "schedule")
    page.get_by_role("button", name="Speichern und einreichen").click()
    expect(page.get_by_text("Eingereicht. Eine zweite Person liest")).to_be_visible()


def test_the_second_editor_sees_each_change_and_the_citizen_the_fee(story: Story) -> None:
    page = person(story, "editor_2")
    page.goto("/verwaltung/leistungen/einfach/")
    page.get_by_role("region", name="Wartet auf Ihre Freigabe").get_by_role("link").first.click()
    added = page.locator("ins")
    expect(added.filter(has_text="Zweitschrift des Jagdscheins").first).to_be_visible()
    expect(added.filter(has_text="nur beim ersten Mal").first).to_be_visible()
    expect(added.filter(has_text="2031").first).to_be_visible()
    page.get_by_role("button", name="Freigeben und veröffentlichen").click()
    reader = person(story, "citizen")
    reader.goto("/leistungen/jagdschein-beantragen/")
    expect(reader.get_by_text("Zweitschrift des Jagdscheins")).to_be_visible()


def test_an_office_opens_longer_at_once(story: Story) -> None:
    page = person(story, "editor")
    find(page, "Stellen", "Bürgerservice")
    row = page.get_by_role("group", name="Öffnungszeit, neu").first
    row.get_by_label("Wochentag").select_option("Samstag")
    row.get_by_label("von").fill("06:15")
    row.get_by_label("bis").fill("07:45")
    row = page.get_by_role("group", name="Ausnahme, neu").first
    row.get_by_label("von Tag").fill("2031-05-02")
    row.get_by_label("bis Tag").fill("2031-05-02")
    row.get_by_label("Grund").first.fill("Umzug")
    keep(page, story, "office")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text("Die Seiten zeigen es sofort")).to_be_visible()
    reader = person(story, "citizen")
    reader.goto("/aemter/")
    reader.get_by_role("link", name="Bürgerservice").first.click()
    expect(reader.get_by_text("6:15 bis 7:45 Uhr").first).to_be_visible()


def test_an_online_service_is_switched_off_with_reason_and_day(story: Story) -> None:
    page = person(story, "editor")
    page.goto("/verwaltung/leistungen/einfach/")
    page.get_by_role("link", name="Online-Dienste", exact=True).click()
    page.get_by_role("main").get_by_role("list").get_by_role("link").first.click()
    keep(page, story, "channel")
    page.get_by_role("link", name="Abschalten").click()
    page.get_by_label("Grund").fill("Der Anbieter wartet seine Server")
    page.get_by_label("Voraussichtlich bis").fill("2031-05-02")
    page.get_by_role("button", name="Abschalten").click()
    expect(page.get_by_text("Der Anbieter wartet seine Server")).to_be_visible()


def test_a_new_service_begins(story: Story) -> None:
    page = person(story, "editor")
    page.goto("/verwaltung/leistungen/einfach/")
    page.get_by_role("link", name="Neue Leistung").click()
    page.get_by_label("Titel der Leistung").fill("Bäume fällen")
    keep(page, story, "new")
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_label("Worum es geht").fill("Wann Sie eine Erlaubnis brauchen.")
    page.get_by_role("button", name="Speichern und einreichen").click()
    expect(page.get_by_text("Eingereicht. Eine zweite Person liest")).to_be_visible()
    reader = person(story, "citizen")
    answer = reader.goto("/leistungen/baeume-faellen/")
    assert answer is not None
    assert answer.status == 404


def test_these_pages_have_no_barrier(story: Story) -> None:
    """Looking for barriers needs scripts: the same pages and the same session, with them."""
    kept = story.people["editor"].storage_state()
    page = story.person("editor's examiner", storage_state=kept)
    for name in ("fees", "papers", "schedule", "office", "channel", "new"):
        page.goto(story.notes[name])
        assert violations(page, WCAG) == [], name
