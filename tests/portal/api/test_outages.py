"""An online service that is out of order stands beside every OZG figure that calls it online."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from identity.models import User
from ozg_catalog.models import Municipality
from ozg_catalog.progress import AVAILABLE, EntryState, progress_at
from portal.council import figures
from services import outages
from services.models import OnlineChannel, Service, ServiceChannel, ServiceText

pytestmark = pytest.mark.django_db
PROGRESS = "/api/v1/ozg/progress"
SERVICES = "/api/v1/ozg/services"


@pytest.fixture
def online(catalogue: None) -> EntryState:
    """An entry of the example catalogue that is online there and has a key."""
    states = progress_at(Municipality.objects.home()).states
    return next(state for state in states if state.bucket in AVAILABLE and state.key)


@pytest.fixture
def service(online: EntryState) -> Service:
    service = Service(slug="kita", name="Kita", leika_keys=[online.key], ozg_ids=online.ozg_ids)
    service.texts = [ServiceText(language="de", title="Kita")]
    service.save()
    return service


@pytest.fixture
def channel(service: Service) -> OnlineChannel:
    channel = OnlineChannel.objects.create(name="Kita online", url="https://kita.example.org/")
    ServiceChannel.objects.create(service=service, channel=channel)
    return channel


@pytest.fixture
def stop(channel: OnlineChannel, editor: User) -> Callable[[], None]:
    until = datetime.date(2999, 1, 1)
    return lambda: outages.report(channel, actor=editor, reason="Wartung", until=until)


def test_the_figures_say_how_much_is_out_of_order_today(
    citizen: Client, stop: Callable[[], None]
) -> None:
    before = citizen.get(PROGRESS).json()
    assert (before["out_of_order"]["entries"], before["out_of_order"]["outages"]) == (0, [])
    stop()
    after = citizen.get(PROGRESS).json()
    assert after["out_of_order"]["entries"] == 1
    (outage,) = after["out_of_order"]["outages"]
    assert (outage["name"], outage["reason"]) == ("Kita online", "Wartung")
    assert (outage["since"], outage["until"]) == (after["out_of_order"]["on"], "2999-01-01")
    assert after["entries"] == before["entries"]


def test_a_past_stand_knows_no_outages(citizen: Client, stop: Callable[[], None]) -> None:
    stop()
    day = citizen.get(PROGRESS).json()["on"]
    assert citizen.get(f"{PROGRESS}?on={day}").json()["out_of_order"] is None


def test_the_state_of_a_service_names_its_outage(
    citizen: Client, stop: Callable[[], None], online: EntryState
) -> None:
    stop()
    items = citizen.get(f"{SERVICES}?limit=500").json()["items"]
    stopped = {item["ozg_id"]: item for item in items if item["outages"]}
    assert set(stopped) == set(online.ozg_ids)
    item = stopped[online.ozg_ids[0]]
    assert "gestört" in item["label"]
    assert item["outages"][0]["reason"] == "Wartung"


def test_an_outage_costs_no_query_more(
    citizen: Client, stop: Callable[[], None], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stop()
    with django_assert_max_num_queries(8):
        citizen.get(f"{SERVICES}?limit=500")


def test_a_draft_service_tells_nothing(
    citizen: Client, stop: Callable[[], None], service: Service
) -> None:
    stop()
    Service.objects.filter(pk=service.pk).update(live=False)
    assert citizen.get(PROGRESS).json()["out_of_order"]["outages"] == []


def test_the_directory_gives_reason_and_end(citizen: Client, stop: Callable[[], None]) -> None:
    stop()
    (channel,) = citizen.get("/api/v1/services/kita").json()["channels"]
    assert channel["usable"] is False
    assert channel["out_of_order_reason"] == "Wartung"
    assert channel["out_of_order_until"] == "2999-01-01"


def test_it_is_documented(citizen: Client) -> None:
    schemas = citizen.get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert schemas["Progress"]["properties"]["out_of_order"]["description"]
    assert schemas["OzgServiceState"]["properties"]["outages"]["description"]
    assert all(field["description"] for field in schemas["OutOfOrder"]["properties"].values())


def test_a_figure_for_the_council_says_it(stop: Callable[[], None]) -> None:
    running = figures.current("ozg.online")
    stop()
    stopped = figures.current("ozg.online")
    assert running is not None
    assert stopped is not None
    assert "gestört" not in running.label
    assert "bei 1 ist ein Online-Dienst gestört" in stopped.label
    assert stopped.value == running.value


def test_the_overview_says_it(citizen: Client, stop: Callable[[], None]) -> None:
    said = "ist heute ein Online-Dienst gestört"
    assert said not in citizen.get("/digitalisierung/").content.decode()
    stop()
    assert said in citizen.get("/digitalisierung/").content.decode()
