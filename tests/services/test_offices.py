"""Office pages."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains

pytestmark = pytest.mark.django_db


def test_list_is_grouped_by_who_runs_it(citizen: Client, directory: None) -> None:
    response = citizen.get("/aemter/")
    assertContains(response, "Kfz-Zulassungsstelle")
    assertContains(response, "Landkreis</h2>", count=1)
    assertContains(response, "Stadt</h2>", count=1)


def test_office_shows_address_hours_and_services(citizen: Client, directory: None) -> None:
    response = citizen.get("/aemter/buergerservice/")
    for text in ("Markt 1", "04600 Altenburg", "8:00 bis 18:00 Uhr", "Personalausweis beantragen"):
        assertContains(response, text)


def test_hours_are_on_every_service_of_the_office(citizen: Client, directory: None) -> None:
    response = citizen.get("/leistungen/reisepass-beantragen/")
    assertContains(response, "(nur in der 1. und 3. Woche des Monats)")


def test_unknown_office(citizen: Client, directory: None) -> None:
    assert citizen.get("/aemter/gibt-es-nicht/").status_code == 404


def test_list_needs_one_query(citizen: Client, directory: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        citizen.get("/aemter/")
