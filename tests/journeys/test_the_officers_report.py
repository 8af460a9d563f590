"""The digitalisation officer's way from a catalogue file to a report that the council can read."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.conftest import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

BASE = "/verwaltung/digitalisierung/"
HEADER = "Schluessel;Bezeichnung;Leistungsgruppierung;Typ;Synonyme;Besondere Merkmale"
KEYS = [f"9977700101{number:04}" for number in range(12)]
WHY = "Zwölf Leistungen kamen mit der neuen Ausgabe des Katalogs hinzu (Beispiel)."


def leika(folder: Path, name: str, keys: list[str]) -> Path:
    rows = [f"{key};Beispielleistung {key[-2:]};Beispiele;2/3b;Muster|Probe;" for key in keys]
    path = folder / name
    path.write_bytes("\n".join([HEADER, *rows, ""]).encode("iso-8859-1"))
    return path


def upload(page: Page, file: Path) -> None:
    page.goto(f"{BASE}ausgaben/einlesen/")
    page.get_by_label("Datei (CSV)").set_input_files(file)
    page.get_by_label("Stand", exact=True).fill(timezone.localdate().isoformat())
    page.get_by_label("Quelle").fill("Beispieldatei")
    page.get_by_label("Quelle").press("Enter")  # a calendar may still lie over the button


def save(page: Page) -> None:
    page.locator("form button[type=submit].action-save, footer button[type=submit]").first.click()


def test_1_she_reads_an_edition_and_confirms_what_it_changes(story: Story, tmp_path: Path) -> None:
    page = story.staff("digital_officer")
    upload(page, leika(tmp_path, "erste.csv", KEYS[:11]))
    expect(page.locator("main")).to_contain_text("Das ist die erste Ausgabe dieser Art.")
    page.get_by_role("button", name="Unterschiede bestätigen").click()
    upload(page, leika(tmp_path, "zweite.csv", KEYS))
    page.get_by_role("link", name="neu: 1").click()
    expect(page.get_by_role("table")).to_contain_text(KEYS[-1])
    page.get_by_role("button", name="Unterschiede bestätigen").click()
    expect(page.locator("main")).to_contain_text("Bestätigt am")


def test_2_she_decides_who_is_competent(story: Story) -> None:
    page = story.staff("digital_officer")
    page.goto(f"{BASE}zustaendigkeiten/new/")
    page.locator("[name=municipality]").select_option(label="Altenburg")
    page.locator("[name=entry]").fill(KEYS[0])
    page.locator("[name=level]").select_option("city")
    page.locator("[name=decided_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=reason]").fill("Aufgabe des eigenen Wirkungskreises (Beispiel)")
    page.locator("[name=source]").fill("Beispiel")
    page.locator("[name=source]").press("Enter")
    expect(page.locator("main")).to_contain_text("Beispielleistung 00")


def test_3_she_assesses_with_a_file_as_evidence(story: Story) -> None:
    page = story.staff("digital_officer")
    page.goto(f"{BASE}bewertungen/new/?entry={KEYS[0]}")
    page.locator("[name=level]").fill("3")
    evidence = {"name": "beleg.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 Beleg"}
    page.locator("[name=upload]").set_input_files(evidence)
    save(page)
    expect(page.locator("main")).to_contain_text("Beispielleistung 00")


def test_3a_she_assesses_many_without_a_mouse(story: Story) -> None:
    page = story.staff("digital_officer")
    page.goto(f"{BASE}sammelbewertung/")
    tab_to(page, "#q")
    page.keyboard.type("Beispielleistung 0")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sammelbewertung/?q=Beispielleistung+0*")
    tab_to(page, "[name=entry]")
    page.keyboard.press("Space")
    tab_to(page, "[name=entry]")
    page.keyboard.press("Space")
    tab_to(page, "[name=level]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=evidence]")
    page.keyboard.type("Durchsicht (Beispiel)")
    tab_to(page, "form[method=post] button.button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("2 Bewertungen eingetragen.")


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key until something that matches has the focus."""
    for _step in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"The Tab key never reaches {selector}.")


def test_4_she_freezes_the_stand_and_drafts_the_report(story: Story) -> None:
    page = story.staff("digital_officer")
    page.goto(f"{BASE}staende/new/")
    page.locator("[name=municipality]").select_option(label="Altenburg")
    page.locator("[name=reason]").fill("Bericht an den Stadtrat")
    save(page)
    page.wait_for_url(f"**{BASE}staende/")
    page.goto(f"{BASE}berichte/new/")
    page.locator("[name=snapshot]").select_option(index=1)
    page.locator("[name=explanation]").fill(WHY)
    save(page)
    page.wait_for_url(f"**{BASE}berichte/")
    expect(page.locator("main table")).to_contain_text("Entwurf")


def test_5_somebody_else_releases_it(story: Story) -> None:
    page = story.staff("mayors_office")
    page.goto(f"{BASE}berichte/")
    expect(page.locator("main")).to_contain_text("Entwurf")
    draft = page.get_by_role("row", name=re.compile("Entwurf"))
    draft.get_by_role("button").first.click()
    page.get_by_role("link", name="Freigeben").click()
    page.get_by_role("button", name="Bericht freigeben").click()
    expect(page.locator("body")).to_contain_text("ist freigegeben")
    said = re.search(r"Bericht (Nr\. \d+) ist freigegeben", page.locator("body").inner_text())
    assert said
    story.notes["report"] = said[1]


def test_6_everybody_can_read_it(story: Story) -> None:
    page = story.person("citizen")
    card = page.locator("main article").filter(has_text=story.notes["report"])
    for _attempt in range(20):  # the web processes hear of a release a moment after its commit
        page.goto("/digitalisierung/berichte/")
        if card.count():
            break
        page.wait_for_timeout(250)
    card.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(WHY)
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF", exact=True).click()
    text = " ".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert "Beispielleistung 00" in text
    assert "neue Katalogausgabe" in text
