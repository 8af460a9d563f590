"""OZG progress as open data."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from ozg_catalog.models import Municipality, OzgService, Snapshot
from ozg_catalog.progress import Bucket

pytestmark = pytest.mark.django_db
PROGRESS = "/api/v1/ozg/progress"
SERVICES = "/api/v1/ozg/services"


@pytest.fixture
def snapshot(catalogue: None) -> Snapshot:
    current = Snapshot.objects.current(Municipality.objects.home())
    assert current
    return current


def test_a_town_without_data_says_so(citizen: Client, settings: Settings) -> None:
    settings.PORTAL_ARS = "160000000000"
    response = citizen.get(PROGRESS)
    assert response.status_code == 404
    assert "noch keine Daten" in response.json()["detail"]


def test_figures_are_those_of_the_snapshot(citizen: Client, snapshot: Snapshot) -> None:
    answer = citizen.get(PROGRESS).json()
    assert answer["entries"] == snapshot.figures["entries"]
    assert (answer["on"], answer["digest"]) == (f"{snapshot.on}", snapshot.digest)


def test_every_entry_is_in_one_bucket(citizen: Client, snapshot: Snapshot) -> None:
    counts = citizen.get(PROGRESS).json()["entries"]
    assert sum(counts[bucket] for bucket in Bucket.values) == counts["total"]


def test_figures_name_source_day_and_what_they_count(citizen: Client, snapshot: Snapshot) -> None:
    answer = citizen.get(PROGRESS).json()
    assert answer["source"]
    assert answer["counts"]
    assert answer["model"]
    assert answer["is_example"] is True


def test_a_past_day_has_the_figures_of_then(citizen: Client, snapshot: Snapshot) -> None:
    day_before = snapshot.on - timedelta(days=1)
    former = Snapshot.objects.as_of(snapshot.municipality, day_before)
    assert former
    assert citizen.get(f"{PROGRESS}?on={day_before}").json()["digest"] == former.digest


def test_before_the_first_snapshot_there_is_none(citizen: Client, snapshot: Snapshot) -> None:
    response = citizen.get(f"{PROGRESS}?on=2000-01-01")
    assert response.status_code == 404
    assert response.json()["detail"] == "Für diesen Tag ist noch kein Stand festgehalten."


def test_a_wrong_date_names_field_reason_and_way_out(citizen: Client) -> None:
    (fault,) = citizen.get(f"{PROGRESS}?on=gestern").json()["errors"]
    assert fault["field"] == "on"
    assert fault["reason"]
    assert fault["way_out"]


def test_services_come_in_pages(citizen: Client, catalogue: None) -> None:
    answer = citizen.get(f"{SERVICES}?limit=2&offset=2").json()
    expected = OzgService.objects.order_by("ozg_id").values_list("ozg_id", flat=True)[2:4]
    assert [item["ozg_id"] for item in answer["items"]] == list(expected)
    assert answer["count"] == OzgService.objects.count()
    assert answer["next"].endswith("?limit=2&offset=4")
    assert answer["previous"].endswith("?limit=2&offset=0")


def test_the_last_page_has_no_next(citizen: Client, catalogue: None) -> None:
    last = OzgService.objects.count() - 1
    assert citizen.get(f"{SERVICES}?offset={last}").json()["next"] is None


def test_pages_meet_without_gap_or_double(citizen: Client, catalogue: None) -> None:
    found, address = [], f"{SERVICES}?limit=7"
    while address:
        answer = citizen.get(address).json()
        found += [item["ozg_id"] for item in answer["items"]]
        address = answer["next"]
    assert found == list(OzgService.objects.order_by("ozg_id").values_list("ozg_id", flat=True))


def test_a_page_costs_few_queries(
    citizen: Client, catalogue: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        citizen.get(f"{SERVICES}?limit=500")


def test_filter_by_themenfeld(citizen: Client, catalogue: None) -> None:
    name = OzgService.objects.first().lage.themenfeld.name
    items = citizen.get(SERVICES, {"themenfeld": name}).json()["items"]
    assert {item["themenfeld"] for item in items} == {name}


@pytest.mark.parametrize(
    ("query", "way_out"),
    [
        ("limit=0", "Geben Sie für limit mindestens 1 an."),
        ("limit=501", "Geben Sie für limit höchstens 500 an."),
        ("offset=-1", "Geben Sie für offset mindestens 0 an."),
        ("limit=viele", "Geben Sie für limit eine ganze Zahl an."),
    ],
)
def test_wrong_paging_says_the_way_out(citizen: Client, query: str, way_out: str) -> None:
    response = citizen.get(f"{SERVICES}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["way_out"] == way_out
