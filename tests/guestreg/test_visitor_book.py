"""The visitor book of a building, from its basis to a visitor who takes the visit back."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from guestreg import handover, licences, places, venues
from guestreg.errors import RequestError
from guestreg.example import keys as demo
from guestreg.models import Code, LegalBasis, Licence, Terms, Visit
from identity.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAYS = 3


@pytest.fixture
def town_hall(
    live_server: LiveServer, baker: User, application: dict, terms: Terms, office: None
) -> Code:
    """The code at a building's door. Its visitor book is not opened yet."""
    places.forget()
    LegalBasis.objects.update(venue_kinds=["gastronomy"])
    place = application | {"kind": "building", "name": "Haus am Beispielplatz"}
    asked = licences.apply(actor=baker, account=baker.business, terms=terms, details=place)
    licences.grant(actor=None, licence=asked)
    licence = Licence.objects.get(pk=asked.pk)
    venue = venues.create(actor=baker, licence=licence, details={"name": "Haus am Beispielplatz"})
    demo.load_venue_key(venue)
    return Code.objects.with_place().filter(area__venue=venue).earliest("pk")


@pytest.fixture
def book(
    town_hall: Code, page: Page, live_server: LiveServer, licence_officer: User, login: Callable
) -> LegalBasis:
    """As the licence officer opens it in the administration."""
    cookie = {"name": "sessionid", "value": login(licence_officer).cookies["sessionid"].value}
    page.context.add_cookies([{**cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/verwaltung/rechtsgrundlagen/new/")
    page.locator("[name=title]").fill("Besuchsbuch des Hauses (Beispiel)")
    page.locator("[name=profile]").select_option(label="Besuchsbuch eines Gebäudes")
    page.locator("[name=text]").fill("Beispiel: Wer im Haus ist.")
    page.locator("[name=source]").fill("Hausordnung, Beispiel")
    page.locator("[name=valid_from]").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.keyboard.press("Escape")  # the calendar that opens over the page
    # The first click sends the calendar away and may miss what moves then; the second finds it set.
    page.get_by_label("Gebäude mit Besuchsverkehr").click()
    page.get_by_label("Gebäude mit Besuchsverkehr").set_checked(True)
    page.get_by_label("Vorname").check()
    page.get_by_label("Nachname").check()
    page.locator("[name=retention_days]").fill(f"{DAYS}")
    page.locator("[name=requester]").fill("Gesundheitsamt")
    page.get_by_role("button", name=re.compile("Erstellen|Speichern")).first.click()
    page.get_by_text("Besuchsbuch des Hauses (Beispiel)").first.wait_for()
    page.context.clear_cookies()
    places.forget()
    return LegalBasis.objects.get(profile="visitor_book")


def sign_in(page: Page, live_server: LiveServer, at: Code) -> None:
    page.goto(live_server.url + at.get_absolute_url())
    page.get_by_label("Vorname").fill("Erna")
    page.get_by_label("Nachname").fill("Beispielgast")
    page.get_by_role("button", name="Jetzt registrieren").click()
    page.get_by_role("heading", name="Sie sind registriert").wait_for()


def test_without_a_basis_of_its_kind_the_book_is_closed(
    page: Page, live_server: LiveServer, town_hall: Code
) -> None:
    """Contact tracing in cafés opens no building."""
    page.goto(live_server.url + town_hall.get_absolute_url())
    page.get_by_text("Hier ist keine Registrierung nötig.").wait_for()


def test_a_visitor_enters_reads_what_becomes_of_it_and_takes_it_back(
    page: Page, live_server: LiveServer, town_hall: Code, book: LegalBasis
) -> None:
    page.goto(live_server.url + town_hall.get_absolute_url())
    assert page.get_by_label("Telefonnummer").count() == 0
    page.get_by_text("Datenschutz in Kürze").click()
    notice = page.locator("details dl")
    for said in ("Hausordnung, Beispiel", "Vorname, Nachname", f"nach {DAYS} Tagen"):
        expect(notice).to_contain_text(said)
    sign_in(page, live_server, town_hall)
    page.get_by_role("link", name="Abmelden und Quittung").click()
    page.get_by_role("button", name="Haus am Beispielplatz").click()
    until = timezone.localdate() + timedelta(days=DAYS)
    page.get_by_text(date_format(until, "DATE_FORMAT")).wait_for()
    page.get_by_role("button", name="Besuch löschen").click()  # no law keeps it
    page.get_by_text("Der Besuch ist gelöscht.").wait_for()
    assert not Visit.objects.exists()


def test_the_book_is_not_handed_over_for_another_purpose(
    page: Page,
    live_server: LiveServer,
    town_hall: Code,
    book: LegalBasis,
    health_officer: User,
) -> None:
    sign_in(page, live_server, town_hall)
    tracing = LegalBasis.objects.exclude(pk=book.pk).get()
    now, venue = timezone.now(), town_hall.area.venue
    asked = {
        "venue": venue, "areas": [], "window_start": now - timedelta(hours=1),
        "window_end": now, "case_number": "GA-1",
    }  # fmt: skip
    with pytest.raises(RequestError, match="nicht für diese Art"):
        handover.request(actor=health_officer, basis=tracing, **asked)
    LegalBasis.objects.filter(pk=tracing.pk).update(venue_kinds=["building"])
    tracing.refresh_from_db()
    for_tracing = handover.request(actor=health_officer, basis=tracing, **asked)
    for_the_book = handover.request(actor=health_officer, basis=book, **asked)
    assert handover.matching(for_tracing) == []
    assert len(handover.matching(for_the_book)) == 1
