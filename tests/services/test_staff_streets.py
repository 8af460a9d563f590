"""The lists under "Anschriften": who may open them, what they show, what they cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from identity.models import User
from services.models import Jurisdiction, Neighbour, Office, Street, StreetSection
from tests.services.edit_form import filled

pytestmark = pytest.mark.django_db
LISTS = ("street", "jurisdiction", "neighbour")
MOST_QUERIES = 30
MOST_OF_A_FORM = 16


def address(name: str, view: str = "list", *arguments: int) -> str:
    return reverse(f"wagtailsnippets_services_{name}:{view}", args=arguments)


@pytest.fixture
def streets(make_office: Callable[..., Office]) -> list[Street]:
    """Sixty streets: more than a page of the list."""
    split = Jurisdiction.objects.create(slug="soziales", name="Beratung")
    office = make_office()
    for number in range(60):
        street = Street(name=f"Beispielweg {number:02}", quarter="Kosma" if number % 2 else "")
        street.sections = [StreetSection(jurisdiction=split, office=office, first="1", last="9")]
        street.save()
        url = "https://ort.example.org/"
        Neighbour.objects.create(name=f"Ort {number:02}", authority="Verwaltung", url=url)
        Jurisdiction.objects.create(slug=f"s-{number}", name=f"Aufteilung {number}")
    return list(Street.objects.all())


@pytest.mark.parametrize("name", LISTS)
def test_a_long_list_costs_no_query_a_row(
    name: str,
    streets: list[Street],
    editor: User,
    login: Any,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = login(editor)
    client.get(address(name))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(address(name)).status_code == 200


def test_a_long_street_costs_no_query_a_section(
    streets: list[Street],
    editor: User,
    login: Any,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    section = streets[0].sections.get()
    for number in range(20, 40):
        section.pk, section.first, section.last = None, str(number), str(number)
        section.save()
    client, form = login(editor), address("street", "edit", streets[0].pk)
    client.get(form)
    with django_assert_max_num_queries(MOST_OF_A_FORM):
        assert client.get(form).status_code == 200


def test_a_street_is_found_by_name_and_part_of_town(
    streets: list[Street], editor: User, login: Any
) -> None:
    client = login(editor)
    by_name = client.get(address("street"), {"q": "Beispielweg 07"}).content.decode()
    assert "Beispielweg 07" in by_name
    assert "Beispielweg 08" not in by_name
    by_quarter = client.get(address("street"), {"q": "Kosma"}).content.decode()
    assert "Beispielweg 07" in by_quarter
    assert "Beispielweg 08" not in by_quarter


def test_yes_and_no_are_no_code(streets: list[Street], editor: User, login: Any) -> None:
    page = login(editor).get(address("neighbour")).content.decode()
    assert ">True<" not in page.replace("\n", "").replace(" ", "")


def test_an_editor_changes_which_houses_an_office_serves(
    streets: list[Street], editor: User, login: Any
) -> None:
    client, form = login(editor), address("street", "edit", streets[0].pk)
    client.post(form, filled(client, form) | {"sections-0-last": "12A"})
    assert streets[0].sections.get().last == "12a"


def test_a_wrong_house_number_is_refused_with_the_way_out(
    streets: list[Street], editor: User, login: Any
) -> None:
    client, form = login(editor), address("street", "edit", streets[0].pk)
    page = client.post(form, filled(client, form) | {"sections-0-last": "zwölf"})
    assert "12a" in page.content.decode(), "the field says how to write a number"
    assert streets[0].sections.get().last == "9"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_other_roles_must_not(name: str, role: str, staff: Any, login: Any) -> None:
    assert login(staff(role)).get(address(name)).status_code in {302, 403}


@pytest.mark.parametrize("name", LISTS)
def test_strangers_are_sent_to_the_sign_in(name: str, citizen: Client) -> None:
    assert citizen.get(address(name)).status_code == 302
