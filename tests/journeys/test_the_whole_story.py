"""The whole story once through, in a real browser, chapter by chapter.

A citizen looks something up, a baker gets a licence, a guest checks in, the health office asks,
the council is answered, and after four weeks the visit is gone. Each chapter builds on the one
before, as in life; when one fails, those after it do too.
"""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as NotYet
from pypdf import PdfReader

from guestreg.example import keys
from tests.guestreg.spellings import dump, found_in
from tests.journeys.conftest import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

GUEST = {"Vorname": "Erika", "Nachname": "Beispielgast", "Telefonnummer": "0170 5550123"}
PLAIN_GUEST = {"Vorname": "Walburgis", "Nachname": "Ohneskript", "Telefonnummer": "0170 5550456"}
FORMATS, PAIR = "html,pdf,csv,json,xlsx", ("first", "second")
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def test_1_a_citizen_finds_the_identity_card(story: Story) -> None:
    page = story.person("citizen")
    page.goto("/")
    page.locator("input[name=q]").first.fill("perso beantragen")
    page.keyboard.press("Enter")
    page.locator("main").get_by_role("link", name="Personalausweis beantragen").first.click()
    main = page.locator("main")
    for fact in ("Gebühr", "Unterlagen", "Bürgerservice", "OZG", "Quelle"):
        expect(main).to_contain_text(fact)


def test_2_the_citizen_sees_how_far_the_city_is(story: Story) -> None:
    page = story.person("citizen")
    page.goto("/digitalisierung/")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ von \d+ Aufgaben"))
    expect(page.locator("main svg[role=img]").first).to_be_visible()


def test_3_a_baker_applies_for_the_free_licence(story: Story) -> None:
    page = story.person("baker")
    page.goto("/leistungen/")
    page.get_by_role("link", name="Digitale Gästeregistrierung").last.click()
    online = page.locator("section", has=page.get_by_role("heading", name="Online erledigen"))
    online.get_by_role("link", name="Digitale Gästeregistrierung").click()
    page.get_by_role("link", name="Kostenlose Lizenz beantragen").first.click()
    sign_in_with_state_account(page, "Bäckerei Beispiel, Altenburg")
    expect(page.locator("main")).to_contain_text("Bäckerei Beispiel")
    fill_in_application(page)
    expect(page.locator("main")).to_contain_text("Wir prüfen Ihren Antrag")


def sign_in_with_state_account(page: Page, persona: str) -> None:
    page.locator("main").get_by_role("link", name=re.compile("Unternehmenskonto")).first.click()
    page.get_by_role("button", name=persona).click()


PLACE = {"name": "Backstube am Beispielmarkt"}
ROOMS = {
    "areas_wanted": "Gastraum\nTerrasse",
    "opens_at": "00:00",
    "closes_at": "23:59",
    "capacity": "40",
}
CONTACT = {
    "contact_name": "Schichtleitung",
    "contact_phone": "030 23125 001",
    "contact_email": "backstube@beispiel.example.org",
    "deputy_name": "Vertretung",
    "deputy_phone": "030 23125 002",
}


def fill_in_application(page: Page) -> None:
    page.get_by_label("Gaststätte").first.check()
    page.locator("[name=basis]").first.check()
    go_on(page)
    fill(page, PLACE)
    go_on(page)
    for day in page.get_by_role("group", name="Geöffnet an").get_by_role("checkbox").all():
        day.check()
    fill(page, ROOMS)
    go_on(page)
    fill(page, CONTACT)
    go_on(page)
    page.get_by_label("Ich nehme die Nutzungsbedingungen an.").check()
    page.get_by_label("Ich schließe den Vertrag").check()
    go_on(page)
    page.get_by_role("button", name="Antrag einreichen").click()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        field = page.locator(f"[name={name}]")
        field.fill(value)
        field.blur()  # as somebody does who goes on: fields that grow have grown before the click


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Speichern und weiter").click()


def test_4a_the_licence_officer_grants_it(story: Story) -> None:
    page = story.staff("licence_officer")
    page.goto("/verwaltung/gaestelizenzen/")
    page.get_by_role("row", name=re.compile("Backstube am Beispielmarkt")).get_by_role(
        "link"
    ).first.click()
    page.get_by_role("button", name=re.compile("erteilen", re.I)).click()
    expect(page.locator("main")).to_contain_text("erteilt")


def test_4b_the_baker_gets_a_poster_whose_code_opens_the_check_in(
    story: Story, tmp_path: Path
) -> None:
    page = story.person("baker")
    page.goto("/gast/verwalten/")
    page.get_by_role("link", name=re.compile("Backstube am Beispielmarkt")).first.click()
    page.get_by_role("link", name="Ort anlegen").click()
    page.get_by_role("button", name="Ort anlegen").click()
    page.wait_for_url("**/schluessel/")
    story.notes["venue"] = page.url.removesuffix("schluessel/")
    make_key(page, story.files / "venue.json")
    page.goto(story.notes["venue"])
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Aushang als PDF.*Gastraum")).click()
    poster = PdfReader(download.value.path())
    assert "Backstube am Beispielmarkt" in poster.pages[0].extract_text()
    story.notes["code"] = read_code(page)


PASSPHRASE = "vier blaue Brote im Regal"


def make_key(page: Page, file: Path) -> None:
    """The ceremony: made in the browser, saved, read back, the sheet confirmed."""
    page.get_by_label("Passwortsatz", exact=True).fill(PASSPHRASE)
    page.get_by_label("Passwortsatz wiederholen").fill(PASSPHRASE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Schlüssel machen und speichern").click()
    download.value.save_as(file)
    page.get_by_label("Schlüsseldatei").set_input_files(file)
    page.get_by_label("Passwortsatz der Datei").fill(PASSPHRASE)
    page.get_by_role("button", name="Datei prüfen").click()
    page.locator("#sheet").wait_for()
    page.get_by_label("Letzte Gruppe").fill(page.locator("#sheet").inner_text().split()[-1])
    page.get_by_role("button", name="Diesen Schlüssel verwenden").click()
    expect(page.locator("main")).to_contain_text("Nur Sie halten den Schlüssel.")


def read_code(page: Page) -> str:
    """What a camera sees in the QR code on the screen."""
    picture = page.get_by_role("img", name=re.compile("QR-Code")).first.screenshot()
    from PIL import Image

    found = zxingcpp.read_barcode(Image.open(BytesIO(picture)))
    assert found is not None
    return found.text


def test_5_a_guest_checks_in(story: Story) -> None:
    assert story.notes["code"].startswith(f"{story.site.url}/c/")
    page = story.person("guest", **PHONE)
    page.goto(story.notes["code"])
    for label, value in GUEST.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Jetzt registrieren").click()
    expect(page.get_by_role("status")).to_contain_text("Backstube am Beispielmarkt")
    assert story.people["guest"].cookies() == []


def test_5a_a_guest_without_javascript_checks_in_too(story: Story) -> None:
    page = story.person("plain guest", java_script_enabled=False, **PHONE)
    page.goto(story.notes["code"])
    expect(page.get_by_text("Versiegelt wird auf dem Server der Stadt")).to_be_visible()
    for label, value in PLAIN_GUEST.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Jetzt registrieren").click()
    expect(page.get_by_role("status")).to_contain_text("Sie sind registriert")


def test_6a_the_health_office_asks_for_the_visits(story: Story) -> None:
    page = story.staff("health_officer")
    page.goto("/verwaltung/gaestedaten/neu/")
    page.get_by_label("Name oder Straße des Ortes").fill("Backstube")
    page.get_by_role("button", name="Ort suchen").click()
    page.get_by_role("link", name="Backstube am Beispielmarkt").click()
    page.get_by_label("Aktenzeichen").fill("GA-2026-0001")
    now = timezone.localtime()
    page.get_by_label("Von").fill((now - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Bis").fill((now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_role("button", name="Daten anfordern").click()
    expect(page.locator("main")).to_contain_text("Wartet auf zweite Freigabe")
    story.notes["request"] = page.url
    colleague = story.staff("health_officer_2")
    colleague.goto(story.notes["request"])
    colleague.get_by_role("button", name="Freigeben und an den Betrieb senden").click()
    expect(colleague.locator("main")).to_contain_text("An den Betrieb gesendet")


def test_6b_the_baker_releases_them(story: Story) -> None:
    page = story.person("baker")
    page.goto("/gast/verwalten/")
    page.locator("main").get_by_role("link", name=re.compile("Backstube.*,")).first.click()
    page.get_by_label("Schlüsseldatei").set_input_files(story.files / "venue.json")
    page.get_by_label("Passwortsatz der Datei").fill(PASSPHRASE)
    page.get_by_role("button", name="Öffnen und freigeben").click()
    expect(page.get_by_text("Freigegeben: 2 Besuche.")).to_be_visible()


def test_6c_the_office_downloads_the_table(story: Story) -> None:
    page = story.staff("health_officer")
    page.goto(story.notes["request"])
    open_release(page, story.files / "officer.json")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Excel|XLSX")).click()
    table = load_workbook(BytesIO(download.value.path().read_bytes())).active
    cells = [str(cell.value) for row in table for cell in row]
    assert {"Erika", "Beispielgast", PLAIN_GUEST["Nachname"]} <= set(cells)


def test_6d_nothing_of_either_guest_can_be_read_on_the_server(story: Story) -> None:
    """Its database as a dump, and every file that it wrote: logs, mails, queue, cache."""
    wanted = {**PLAIN_GUEST, "first": GUEST["Nachname"], "second": GUEST["Telefonnummer"]}
    files = [file for file in story.site.folder.rglob("*") if file.is_file()]
    assert story.site.log in files
    assert found_in(dump(f"{connection.settings_dict['NAME']}_site"), wanted) == []
    assert [file for file in files if found_in(file.read_bytes(), wanted)] == []


def open_release(page: Page, file: Path) -> None:
    """With the demonstration's key file; the visits are opened in this browser only."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Schlüsseldatei der Demonstration").click()
    download.value.save_as(file)
    page.get_by_label("Ihre Schlüsseldatei").set_input_files(file)
    page.get_by_label("Passwortsatz der Datei").fill(keys.PASSPHRASE)
    page.get_by_role("button", name="Besuche in diesem Browser öffnen").click()
    expect(page.locator("#rows")).to_contain_text(GUEST["Nachname"])


READER = "leserin@beispiel.example.org"
PROVIDER = "/digitalisierung/dienstleister/kiv-thueringen/"
QUESTIONS = {
    "1": "Tritt die Stadt der KIV Thüringen GmbH bei?",
    "2": "Wie weit ist die Umsetzung des Onlinezugangsgesetzes?",
    "3": "Bekommen Betriebe eine kostenlose Gästeregistrierung?",
}
FIGURES = {"2": "Leistungen der Stadt sind online", "3": "Betriebe haben eine kostenlose Lizenz"}


def test_7_a_citizen_asks_for_mails_and_confirms(story: Story) -> None:
    page = story.person("citizen")
    page.goto("/rat/anfragen/")
    page.get_by_role("link", name="Neues per E-Mail abonnieren").click()
    page.get_by_label("Ihre E-Mail-Adresse").fill(READER)
    page.get_by_role("button", name="Abonnieren").click()
    expect(page.locator("h1")).to_have_text("Bitte sehen Sie in Ihr Postfach")
    (mail,) = story.site.mails_to(READER)
    page.goto(re.findall(r"\S+/rat/abo/[\w-]+/(?=\s)", mail.get_content())[0])
    page.get_by_role("button", name="Ja, ich möchte diese E-Mails").click()
    expect(page.locator("h1")).to_have_text("Ihr Abo läuft")


def test_7a_the_officer_writes_down_the_councils_questions(story: Story) -> None:
    page = story.staff("digital_officer")
    page.goto("/verwaltung/rat/anfragen/new/")
    page.locator("[name=put_on]").fill("2026-11-20")
    page.locator("[name=put_on]").press("Tab")
    # The calendar opens a moment after its field was reached, and closes at the next press outside.
    page.locator(".xdsoft_datetimepicker").first.wait_for()
    page.mouse.click(2, 2)
    fill(
        page,
        {
            "number": "2026/77",
            "title": "Drei Fragen",
            "slug": "drei-fragen",
        },
    )
    fill(page, {"summary": "Die Fraktion fragt noch einmal."})
    page.locator("[name=group]").select_option(index=1)
    page.locator("[name=responsible]").select_option("digital_officer")
    for number, text in QUESTIONS.items():
        index = int(number) - 1
        if index:
            add_row(page, f"[name=questions-{index}-number]")
        fill(page, {f"questions-{index}-number": number, f"questions-{index}-text": text})
    save(page)
    story.notes["inquiry"] = page.url
    page.get_by_role("button", name="Bearbeitung beginnen").click()
    expect(page.get_by_role("link", name="Antwort 3 schreiben")).to_be_visible()


def add_row(page: Page, expected: str) -> None:
    """Wagtail lays the form out anew while it is filled in; a click can miss the moving button."""
    for _attempt in range(5):
        page.locator("#id_questions-ADD").click()
        try:
            return page.locator(expected).wait_for(timeout=5_000)
        except NotYet:
            continue
    raise AssertionError(f"{expected} did not appear")


def save(page: Page) -> None:
    page.locator("form button[type=submit].action-save, footer button[type=submit]").first.click()


def test_7b_she_answers_with_live_figures(story: Story) -> None:
    page = story.staff("digital_officer")
    for number in QUESTIONS:
        page.goto(story.notes["inquiry"])
        page.get_by_role("link", name=f"Antwort {number} schreiben").click()
        page.locator(".c-sf-add-button").first.click()
        if number in FIGURES:
            cite(page, FIGURES[number])
        else:
            refer(page, PROVIDER)
        save(page)
    page.get_by_role("button", name="Fertige Antworten zur Mitzeichnung geben").click()
    expect(page.locator("main")).to_contain_text("Mitzeichnung")


def cite(page: Page, figure: str) -> None:
    page.get_by_role("option", name="Zahl aus dem Portal").click()
    page.locator("select[name$=value-figure]").select_option(label=figure)


def refer(page: Page, path: str) -> None:
    page.get_by_role("option", name="Link", exact=True).click()
    page.locator("input[name$=value-label]").fill("Die Frage des IT-Dienstleisters")
    page.locator("input[name$=value-path]").fill(path)


def test_7c_others_sign_release_and_publish(story: Story) -> None:
    for role, step in (
        ("head_of_office", "Mitzeichnen"),
        ("mayors_office", "Mitzeichnen"),
        ("mayors_office", "Antworten freigeben und Zahlen einfrieren"),
        ("digital_officer", "Veröffentlichen"),
    ):
        page = story.staff(role)
        page.goto(story.notes["inquiry"])
        page.get_by_role("button", name=step, exact=True).click()
    public = story.person("citizen")
    public.goto("/rat/anfragen/drei-fragen/")
    expect(public.locator("main")).to_contain_text("Prüfsumme")


def test_7c2_it_stands_in_the_feed_and_arrives_by_mail(story: Story) -> None:
    page = story.person("citizen")
    assert "Drei Fragen" in page.request.get("/rat/anfragen/feed.atom").text()
    mail = story.site.mails_to(READER)[-1]
    assert mail["Subject"] == "Neue Anfrage: Drei Fragen"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page.goto(mail["List-Unsubscribe"].strip(" <>"))
    page.get_by_role("button", name="Jetzt beenden").click()
    expect(page.locator("h1")).to_have_text("Das Abo ist beendet")


def test_7d_the_report_of_the_day_is_the_same_twice(story: Story, tmp_path: Path) -> None:
    today = timezone.localdate().isoformat()
    for name in ("first", "second"):
        folder = str(tmp_path / name)
        story.site.manage("council_report", "--date", today, "--format", FORMATS, "--out", folder)
    first, second = ({f.name: f.read_bytes() for f in (tmp_path / n).iterdir()} for n in PAIR)
    assert len(first) == len(FORMATS.split(","))
    assert first == second


def test_8_after_four_weeks_the_visit_is_gone_and_the_log_says_so(story: Story) -> None:
    said = story.site.manage("purge_expired", at=timezone.now() + timedelta(days=30))
    assert re.search(r"\b[1-9]\d*\b", said)
    page = story.staff("licence_officer")
    page.goto("/verwaltung/gaestedaten/loeschprotokoll/")
    expect(page.locator("main table")).to_contain_text(timezone.localdate().strftime("%d.%m.%Y"))


def test_9_the_auditor_reads_every_step_and_no_guest(story: Story) -> None:
    page = story.staff("auditor")
    page.goto("/verwaltung/")
    page.get_by_role("link", name="Prüfspur").click()
    page.get_by_label("Gegenstand").select_option("request")
    page.get_by_role("button", name="Anzeigen").click()
    table = page.locator("main table")
    for step in ("Daten angefordert", "Betrieb hat Besuche freigegeben", "Besuche heruntergeladen"):
        expect(table.get_by_text(step).first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(GUEST["Nachname"])
