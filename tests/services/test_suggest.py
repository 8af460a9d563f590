"""Suggestions while typing: our own titles, quickly, and without a trace."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from portal.api.models import RateWindow
from services.models import QueryCount, Service
from services.search import index
from services.search import suggest as module
from services.search.suggest import MOST, Suggestion, forget, suggest

pytestmark = pytest.mark.django_db


def titles(found: tuple[Suggestion, ...]) -> list[str]:
    return [suggestion.title for suggestion in found]


# Before the starter content comes, which stays for the rest of the module.
def test_then_titles_with_a_word_that_begins_so(indexed: Callable[..., None]) -> None:
    indexed("Hund anmelden", "Anmeldung der Ehe", "Wohnsitz anmelden", "Grundsteuer")
    assert titles(suggest("anmel")) == ["Anmeldung der Ehe", "Hund anmelden", "Wohnsitz anmelden"]


def test_endings_do_not_matter(indexed: Callable[..., None]) -> None:
    indexed("Antrag auf Wohngeld")
    assert titles(suggest("anträge")) == ["Antrag auf Wohngeld"]


def test_unpublished_titles_are_not_ours(indexed: Callable[..., None]) -> None:
    indexed("Geheimes Vorhaben")
    Service.objects.update(live=False)
    index.rebuild()
    forget()
    assert suggest("geheim") == ()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pe", "Personalausweis beantragen"),
        ("Perso", "Personalausweis beantragen"),
        ("personalausweis b", "Personalausweis beantragen"),
        ("fuehrersch", "Führerschein beantragen"),
        ("FÜHRERSCHEIN U", "Führerschein umtauschen"),
        ("standes", "Standesamt"),
    ],
)
def test_titles_that_begin_so_come_first(directory: None, typed: str, first: str) -> None:
    assert titles(suggest(typed))[0] == first


def test_services_stand_before_offices(directory: None) -> None:
    kinds = [suggestion.kind for suggestion in suggest("wahl")]
    assert kinds == sorted(kinds, key=["service", "office"].index)


def test_everyday_words_and_slips_ask_the_whole_search(directory: None) -> None:
    assert "Personalausweis beantragen" in titles(suggest("personalauswies"))
    assert "Wohnsitz anmelden" in titles(suggest("umziehen"))


@pytest.mark.parametrize("typed", ["", " ", "p", "-", "xqzwv", "\x00", "%", "_" * 9, "' | '"])
def test_nothing_is_suggested_for_nothing(directory: None, typed: str) -> None:
    assert suggest(typed) == ()


def test_at_most_eight_each_once(directory: None) -> None:
    found = titles(suggest("be"))
    assert 0 < len(found) <= MOST
    assert len(set(found)) == len(found)


def test_english_titles_where_there_are_some(directory: None) -> None:
    (first, *_more) = suggest("identity", language="en")
    assert (first.title, first.language) == ("Apply for an identity card", "en")
    assert first.url == "/en/leistungen/personalausweis-beantragen/"


@examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_whatever_is_typed(db: None, typed: str) -> None:
    assert isinstance(suggest(typed), tuple)


def test_one_statement_finds_them_and_the_second_asker_needs_none(
    directory: None, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        suggest("bean")
    with django_assert_num_queries(0):
        suggest("Bean")


def test_what_was_typed_is_gone_with_its_half_minute(
    directory: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 31.0])
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    suggest("bean")
    suggest("pers")
    monkeypatch.undo()
    assert list(module._known(1)) == [("pers", "de")]


def test_the_address_answers_in_data(citizen: Client, directory: None) -> None:
    response = citizen.get("/suche/vorschlaege?q=hund")
    assert response["Cache-Control"] == "public, max-age=30"
    assert response.json()["suggestions"][0] == {
        "title": "Hund anmelden (Hundesteuer)",
        "language": "de",
        "url": "/leistungen/hund-anmelden/",
        "kind": "Dienstleistung",
    }


def test_nothing_is_counted_nor_logged(
    citizen: Client, directory: None, caplog: pytest.LogCaptureFixture
) -> None:
    response = citizen.get("/suche/vorschlaege?q=erika+muster")
    assert not QueryCount.objects.exists()
    assert not response.cookies
    assert "erika" not in caplog.text.casefold()
    assert not RateWindow.objects.filter(key__contains="127.0.0.1").exists()


def test_too_many_are_asked_to_wait(citizen: Client, directory: None, settings: Settings) -> None:
    settings.PORTAL_API_RATE = 2
    answers = [citizen.get("/suche/vorschlaege?q=hund").status_code for _n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert citizen.get("/suche/vorschlaege?q=hund").json() == {"suggestions": []}
    assert citizen.get("/api/v1/search?q=hund").status_code == 200


def test_it_cannot_be_posted_to(citizen: Client) -> None:
    assert citizen.post("/suche/vorschlaege").status_code == 405


@pytest.mark.parametrize("address", ["/aemter/", "/suche/"])
def test_every_search_field_knows_where_to_ask(citizen: Client, address: str) -> None:
    page = citizen.get("/en" + address).content.decode()
    assert 'data-suggest="/en/suche/vorschlaege"' in page
    assert 'name="q" type="search"' in page
