"""Which office is mine: by address, in one of four states, and without a trace."""

import logging
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import ModelLogEntry

from services.models import Service, Street

pytestmark = pytest.mark.django_db

HELP = "/leistungen/grundsicherung-im-alter/"
PERSO = "/leistungen/personalausweis-beantragen/"
TRADE = "/leistungen/gewerbe-anmelden/"
NORTH, SOUTH = "soziales-nord@", "soziales-sued@"


@pytest.fixture(autouse=True)
def content(directory: None) -> None:
    """The example site with its small street directory."""


@pytest.fixture
def ask(citizen: Client) -> Callable[..., str]:
    def send(service: str, street: str = "", number: str = "", place: str = "Altenburg", **more):
        data = {"street": street, "number": number, "place": place, **more}
        response = citizen.post(service + "zustaendig/", data)
        assert response.status_code == 200
        return response.content.decode()

    return send


@pytest.mark.parametrize(
    ("street", "number", "office"),
    [
        ("Markt", "1", NORTH),
        ("Zwickauer Straße", "", SOUTH),
        ("Leipziger Straße", "57a", NORTH),
        ("Leipziger Straße", "59", SOUTH),
        ("Leipziger Straße", "40a", NORTH),
        ("Leipziger Straße", "40b", SOUTH),
        ("Leipziger Straße 59", "", SOUTH),
        ("Beispielweg", "19 1/2", NORTH),
    ],
)
def test_one_office(ask: Callable[..., str], street: str, number: str, office: str) -> None:
    page = ask(HELP, street, number)
    assert "Für Sie ist eine Stelle zuständig" in page
    assert office in page
    assert ({NORTH, SOUTH} - {office}).pop() not in page


@pytest.mark.parametrize(
    "written",
    ["Käthe Kollwitz Str.", "kaethe-kollwitz-strasse", "KÄTHE-KOLLWITZ-STRASSE"],
)
def test_spellings_fall_together(ask: Callable[..., str], written: str) -> None:
    assert SOUTH in ask(HELP, written, "3")


def test_several_offices_until_the_number_is_said(ask: Callable[..., str]) -> None:
    page = ask(HELP, "Leipziger Straße")
    assert "Es kommt auf die Hausnummer an." in page
    assert "Hausnummern 1 bis 57</li>" not in page
    assert "Hausnummern 1 bis 57 (ungerade Nummern)" in page
    assert NORTH in page
    assert SOUTH in page


def test_a_building_over_two_stretches_may_go_to_either(ask: Callable[..., str]) -> None:
    assert "Mehrere Stellen kommen infrage" in ask(HELP, "Leipziger Straße", "57-59")


def test_a_street_of_two_parts_of_town_is_picked(ask: Callable[..., str]) -> None:
    page = ask(HELP, "Dorfstraße", "5")
    assert "Welcher ist es?" in page
    picked = Street.objects.get(quarter="Kosma")
    assert SOUTH in ask(HELP, "Dorfstraße", "5", chosen=str(picked.pk))
    assert NORTH in ask(HELP, "Dorfstraße", "5", place="Altenburg OT Zetzscha")


def test_a_number_that_only_one_of_two_namesakes_has_decides_nothing(
    ask: Callable[..., str],
) -> None:
    """The person may live in the other street, of which we know less."""
    Street.objects.get(quarter="Kosma").sections.update(last="4")
    assert "Welcher ist es?" in ask(HELP, "Dorfstraße", "5")


@pytest.mark.parametrize("service", [PERSO, TRADE])
def test_not_ours_names_who_with_a_link(ask: Callable[..., str], service: str) -> None:
    page = ask(service, place="04626 Schmoelln")
    assert "sondern Schmölln" in page
    assert "https://schmoelln.example.org/" in page


def test_the_district_serves_its_other_towns_too(ask: Callable[..., str]) -> None:
    assert "zulassung@landkreis" in ask("/leistungen/kfz-zulassen/", place="Schmölln")
    assert "sondern Gera" in ask("/leistungen/kfz-zulassen/", place="Gera")


def test_the_federal_office_serves_everybody(ask: Callable[..., str]) -> None:
    assert "familienkasse@bund" in ask("/leistungen/kindergeld-beantragen/", place="Gera")


def test_unknown_street_suggests_our_own_and_says_what_to_do(ask: Callable[..., str]) -> None:
    page = ask(HELP, "Leipzger Strase", "3")
    assert "Diese Straße kennt unser Verzeichnis nicht" in page
    assert "Leipziger Straße</span></button>" in page
    assert "So geht es weiter:" in page


def test_unknown_number_shows_what_is_known(ask: Callable[..., str]) -> None:
    Street.objects.get(name="Beispielweg").sections.filter(first="20").delete()
    page = ask(HELP, "Beispielweg", "77")
    assert "Diese Hausnummer ist noch keiner Stelle zugeordnet" in page
    assert "Hausnummern 1 bis 19" in page


def test_unknown_place(ask: Callable[..., str]) -> None:
    assert "Diesen Ort kennt unser Verzeichnis nicht" in ask(PERSO, "Markt", place="Atlantis")


def test_a_street_without_an_assignment_is_said_to_be_unknown(ask: Callable[..., str]) -> None:
    assert "wissen wir hier noch nicht" in ask(HELP, "Lesegasse", "15")


@pytest.mark.parametrize("place", ["Altenburg", "04600", "04600 Altenburg", "Kosma"])
def test_a_place_or_postcode_alone_is_not_enough(ask: Callable[..., str], place: str) -> None:
    page = ask(HELP, place=place)
    assert "Nennen Sie die Straße." in page
    assert 'id="answer"' not in page


@pytest.mark.parametrize("number", ["1x2", "0", "zwölf", "14-12"])
def test_a_wrong_number_says_how_to_write_one(ask: Callable[..., str], number: str) -> None:
    page = ask(HELP, "Markt", number)
    assert 'id="error-summary"' in page
    assert "Hausnummer: " in page


@pytest.mark.parametrize("hostile", ["<script>", "' OR 1=1 --", "\x00", "x" * 5000, "\u202e"])
def test_hostile_input_gets_a_page(ask: Callable[..., str], hostile: str) -> None:
    page = ask(HELP, hostile, hostile[:20], place=hostile, chosen=hostile)
    assert "<script>" not in page


def test_the_form_says_why_and_that_nothing_is_kept(citizen: Client) -> None:
    for address in (HELP, HELP + "zustaendig/"):
        assertContains(citizen.get(address), "Wir speichern Ihre Anschrift nicht.")
        assertContains(citizen.get(address), "Wir fragen danach, weil")


def test_other_services_only_link_to_it(citizen: Client) -> None:
    assertContains(citizen.get(PERSO), PERSO + "zustaendig/")
    assertNotContains(citizen.get(PERSO), 'name="street"')


def test_without_a_street_directory_nobody_is_asked(citizen: Client) -> None:
    Street.objects.all().delete()
    for address in (HELP, PERSO):
        assertNotContains(citizen.get(address), "zustaendig/")


def test_nothing_of_an_address_is_left_behind(
    citizen: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    entries, sessions = ModelLogEntry.objects.count(), Session.objects.count()
    data = {"street": "Leipziger Straße", "number": "59", "place": "Altenburg"}
    with CaptureQueriesContext(connection) as queries:
        response = citizen.post(HELP + "zustaendig/", data)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert (ModelLogEntry.objects.count(), Session.objects.count()) == (entries, sessions)
    assert "Leipziger" not in caplog.text
    assert not any("leipziger" in query["sql"].casefold() for query in queries)
    assert all(query["sql"].lstrip().startswith("SELECT") for query in queries)
    assert len(queries) <= 8


def test_the_address_never_stands_in_a_url(citizen: Client) -> None:
    response = citizen.get(HELP + "zustaendig/?street=Markt&number=1")
    assertNotContains(response, 'value="Markt"')
    assertNotContains(response, 'id="answer"')


def test_unpublished_services_are_not_found(citizen: Client) -> None:
    Service.objects.filter(slug="grundsicherung-im-alter").update(live=False)
    assert citizen.post(HELP + "zustaendig/", {"street": "Markt"}).status_code == 404


def test_english(citizen: Client) -> None:
    response = citizen.post("/en" + PERSO + "zustaendig/", {"place": "Schmölln"})
    assertContains(response, "Schmölln")
    assertNotContains(response, "Wenden Sie sich")
