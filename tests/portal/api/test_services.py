"""The service directory as open data."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from services import example
from services.models import Service

pytestmark = pytest.mark.django_db
SERVICES = "/api/v1/services"


@pytest.fixture
def services(db: None) -> None:
    example.load()


def test_empty_directory_is_an_empty_list(citizen: Client) -> None:
    assert citizen.get(SERVICES).json() == {
        "count": 0,
        "next": None,
        "previous": None,
        "items": [],
    }


def test_list_answers_its_questions(
    citizen: Client, services: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """One load of the starter content for several facts: loading is the slow part."""
    with django_assert_max_num_queries(4):
        answer = citizen.get(f"{SERVICES}?limit=500").json()
    assert answer["count"] == Service.objects.public().count() == len(answer["items"])
    keys = {len(key) for item in answer["items"] for key in item["leika_keys"]}
    assert keys == {14}
    ids = {item["slug"]: item["ozg_ids"] for item in answer["items"]}
    slug, ozg_ids = next((slug, found) for slug, found in ids.items() if found)
    by_id = citizen.get(f"{SERVICES}?ozg_id={ozg_ids[0]}").json()["items"]
    assert slug in [item["slug"] for item in by_id]
    online = citizen.get(f"{SERVICES}?online=true").json()["count"]
    assert 0 < online < answer["count"]


def test_drafts_are_not_listed(citizen: Client, services: None) -> None:
    Service.objects.update(live=False)
    assert citizen.get(SERVICES).json()["count"] == 0


def test_one_service_has_everything(
    citizen: Client, services: None, django_assert_max_num_queries: DjangoAssertNumQueries
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
