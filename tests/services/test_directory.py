"""The list from A to Z with its filters."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from services.models import Service

pytestmark = pytest.mark.django_db


def test_lists_every_public_service(citizen: Client, directory: None) -> None:
    assertContains(citizen.get("/leistungen/"), "76 Dienstleistungen")


def test_umlauts_sort_as_their_vowels(
    citizen: Client, make_service: Callable[..., Service]
) -> None:
    for title in ("Zoo", "Öffnung", "Obst", "Ofen", "Ökologie"):
        make_service(title)
    page = citizen.get("/leistungen/").content.decode()
    places = [
        page.index(f">{title}</a>") for title in ("Obst", "Ofen", "Öffnung", "Ökologie", "Zoo")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("lage=umzug", "Wohnsitz anmelden", "Gewerbe anmelden"),
        ("zielgruppe=businesses", "Gewerbe anmelden", "Elterngeld beantragen"),
        ("ebene=district", "Kraftfahrzeug zulassen", "Personalausweis beantragen"),
        ("online=1", "Wohngeld beantragen", "Bewohnerparkausweis beantragen"),
        ("buchstabe=K", "Kindergeld beantragen", "Wohngeld beantragen"),
        ("buchstabe=K&ebene=district", "Kraftfahrzeug abmelden", "Kindergeld beantragen"),
    ],
)
def test_filters(citizen: Client, directory: None, query: str, there: str, missing: str) -> None:
    response = citizen.get(f"/leistungen/?{query}")
    assertContains(response, f">{there}</a>")
    assertNotContains(response, f">{missing}</a>")


def test_nothing_left_says_what_to_do(citizen: Client, directory: None) -> None:
    response = citizen.get("/leistungen/?buchstabe=X")
    assertContains(response, "Keine Dienstleistung passt zu diesen Filtern")


@pytest.mark.parametrize(
    "query",
    ["buchstabe=%00", "lage=%00", "page=99999", "page=x", "ebene=mond", "lage=" + "a" * 999],
)
def test_hostile_addresses_give_a_page(citizen: Client, directory: None, query: str) -> None:
    assert citizen.get(f"/leistungen/?{query}").status_code == 200


def test_queries_do_not_grow_with_the_list(
    citizen: Client,
    make_service: Callable[..., Service],
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries,
) -> None:
    monkeypatch.setattr("services.views.PER_PAGE", 5)
    for number in range(12):
        make_service(f"Leistung {number}")
    with django_assert_max_num_queries(4):
        citizen.get("/leistungen/?page=2")


def test_english_list_marks_german_titles(citizen: Client, directory: None) -> None:
    response = citizen.get("/en/leistungen/")
    assertContains(response, ">Apply for an identity card</a>")
    assertContains(response, '<span lang="de">Jagdschein beantragen</span>')
