"""The service directory as open data."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from services.models import Service

pytestmark = pytest.mark.django_db
SERVICES = "/api/v1/services"


def test_list_has_every_public_service_in_few_queries(
    citizen: Client, directory: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        answer = citizen.get(f"{SERVICES}?limit=500").json()
    assert answer["count"] == Service.objects.public().count() == len(answer["items"])


def test_keys_are_text_of_14_digits(citizen: Client, directory: None) -> None:
    items = citizen.get(f"{SERVICES}?limit=500").json()["items"]
    assert {len(key) for item in items for key in item["leika_keys"]} == {14}


def test_filter_by_ozg_id(citizen: Client, directory: None) -> None:
    service = Service.objects.public().exclude(ozg_ids=[]).first()
    items = citizen.get(f"{SERVICES}?ozg_id={service.ozg_ids[0]}").json()["items"]
    assert service.slug in [item["slug"] for item in items]
    assert all(service.ozg_ids[0] in item["ozg_ids"] for item in items)


def test_filter_by_online(citizen: Client, directory: None) -> None:
    items = citizen.get(f"{SERVICES}?online=true&limit=500").json()["items"]
    online = set(Service.objects.public().online().values_list("slug", flat=True))
    assert {item["slug"] for item in items} == online != set()


def test_drafts_are_not_listed(citizen: Client, directory: None) -> None:
    Service.objects.update(live=False)
    empty = {"count": 0, "next": None, "previous": None, "items": []}
    assert citizen.get(SERVICES).json() == empty


def test_one_service_has_everything(
    citizen: Client, directory: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    slug = Service.objects.public().exclude(channels=None).exclude(fees=None).first().slug
    with django_assert_max_num_queries(9):
        answer = citizen.get(f"{SERVICES}/{slug}").json()
    assert answer["url"] == f"http://testserver/leistungen/{slug}/"
    assert answer["texts"]
    assert answer["fees"]
    assert answer["offices"]
    assert citizen.get(f"{SERVICES}/{slug}?language=en").json()["slug"] == slug


def test_unknown_service_says_where_to_look(citizen: Client) -> None:
    response = citizen.get(f"{SERVICES}/none")
    assert response.status_code == 404
    assert "/api/v1/services" in response.json()["detail"]


def test_unknown_choice_is_refused(citizen: Client) -> None:
    response = citizen.get(f"{SERVICES}?level=village")
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "level"
