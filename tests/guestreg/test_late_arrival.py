"""A visit sealed without network arrives after keys, hours or the day changed, and is kept."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from guestreg import office, places, venues
from guestreg.example import keys as demo
from guestreg.models import Code, LegalBasis, Venue, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, give, take

pytestmark = pytest.mark.django_db
NEXT = demo.demo_key("next venue key")
Send = Callable[[dict[str, Any]], Any]


@pytest.fixture
def at() -> Callable[[str], Any]:
    """Move to this time of the day, ``+1`` behind it for the following day."""

    def move(clock: str) -> Any:
        hour, minute = map(int, clock.removesuffix("+1").split(":"))
        day = timezone.localdate() + timedelta(days=clock.endswith("+1"))
        there = datetime.combine(day, time(hour, minute), timezone.get_default_timezone())
        return time_machine.travel(there, tick=False)

    return move


@pytest.fixture
def always_open(venue: Venue) -> None:
    Venue.objects.filter(pk=venue.pk).update(opens_at=None, closes_at=None)


def change_venue_key(venue: Venue) -> None:
    venues.adopt_key(actor=None, venue=venue, point=NEXT.point)


def change_root() -> None:
    """Another root, with keys of its own for the same days."""
    root = demo.demo_key("next root")
    office.adopt_root(actor=None, point=root.point)


@pytest.fixture
def read_by_office(ask: Callable, baker: User, health_officer: User) -> Callable[[], list]:
    """What the office reads in the end."""
    return lambda: take(give(ask(), baker), health_officer)


def test_sealed_before_the_venue_changed_its_key(
    send: Send, message: Callable, venue: Venue, read_by_office: Callable
) -> None:
    """Kept, and the venue opens it with the former file."""
    body = message()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        change_venue_key(venue)
        assert send(body | {"waited": 120}).status_code == 201
        (row,) = read_by_office()
    assert row.family_name == GUEST["family_name"]


def test_sealed_before_the_office_changed_its_root(send: Send, message: Callable) -> None:
    body = message()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        change_root()
        assert send(body | {"waited": 120}).status_code == 201


@pytest.mark.parametrize("waited", [0, 3_600, 10**12])
def test_an_old_time_that_somebody_claims_brings_no_old_key_back(
    waited: int, send: Send, message: Callable, venue: Venue
) -> None:
    """The page was opened after the change: what its sender says of the time counts nothing."""
    former = message()
    change_venue_key(venue)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        page = message()
        answer = send(
            page | {"venue": former["venue"], "sealed": former["sealed"], "waited": waited}
        )
    assert (answer.status_code, answer.json()["stale"]) == (422, True)
    assert not Visit.objects.exists()


def test_a_former_key_ends_with_the_pages_that_named_it(
    send: Send, message: Callable, venue: Venue
) -> None:
    body = message()
    change_venue_key(venue)
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        answer = send(body | {"waited": 86_000})
    assert (answer.status_code, answer.json()["stale"]) == (422, True)


def test_a_key_of_another_venue_is_no_former_key(
    send: Send, message: Callable, venue: Venue
) -> None:
    assert send(message(venue=demo.ROOT.kid)).status_code == 422


def test_a_new_key_counts_at_once_whatever_we_remember(
    citizen: Client, code: Code, message: Callable, venue: Venue
) -> None:
    def post(body: dict[str, Any]) -> int:
        url = code.get_absolute_url()
        return citizen.post(url, body, content_type="application/json").status_code

    places.forget()
    assert post(message()) == 201
    change_venue_key(venue)
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        assert post(message(venue=NEXT.kid)) == 201


def test_arrived_in_opening_hours_and_sent_after_them(
    send: Send, message: Callable, venue: Venue, at: Callable
) -> None:
    Venue.objects.filter(pk=venue.pk).update(opens_at="08:00", closes_at="18:00")
    with at("17:50"):
        body = message()
    with at("19:00"):
        assert send(body | {"waited": 4_200}).status_code == 201
        refused = send(message() | {"waited": 4_200})
    assert refused.status_code == 422
    assert timezone.localtime(Visit.objects.get().arrived_at).time() == time(17, 50)


@pytest.mark.parametrize(
    ("sent", "waited"), [("00:20+1", 600), ("03:00+1", 0), ("20:00+1", 72_000)]
)
@pytest.mark.usefixtures("always_open")
def test_a_page_of_the_evening_holds_past_midnight(
    sent: str, waited: int, send: Send, message: Callable, at: Callable
) -> None:
    """Sealed before or after midnight; it belongs to the day on which its page was opened."""
    with at("23:50"):
        body, today = message(), timezone.localdate()
    with at(sent):
        assert send(body | {"waited": waited}).status_code == 201
    visit = Visit.objects.get()
    assert (visit.day, visit.expires_on) == (today, today + timedelta(days=28))


@pytest.mark.usefixtures("always_open")
def test_a_page_of_yesterday_registers_nobody_in_the_morning(
    send: Send, message: Callable, at: Callable
) -> None:
    with at("20:00"):
        body = message()
    with at("08:00+1"):
        answer = send(body)
    assert (answer.status_code, answer.json()["stale"]) == (422, True)


@pytest.mark.usefixtures("always_open")
def test_nobody_is_registered_on_a_day_without_a_basis(
    send: Send, message: Callable, at: Callable
) -> None:
    LegalBasis.objects.update(valid_to=timezone.localdate())
    with at("23:50"):
        body = message()
    with at("00:20+1"):
        assert send(body).status_code == 422
        assert send(body | {"waited": 1_500}).status_code == 201  # of before midnight


def test_a_token_counts_for_one_day_only(send: Send, message: Callable) -> None:
    """Otherwise the same receipt would be stored once for each day."""
    tomorrow = date.fromisoformat(message()["day"]) + timedelta(days=1)
    assert send(message(day=tomorrow.isoformat())).status_code == 422


@pytest.mark.parametrize("waited", [10**40, -5, "1e999"])
def test_senseless_waiting_times_do_no_harm(
    waited: Any, citizen: Client, code: Code, message: Callable
) -> None:
    places.forget()
    body = json.dumps(message(waited="WAITED")).replace('"WAITED"', str(waited))
    answer = citizen.post(code.get_absolute_url(), body, content_type="application/json")
    assert answer.status_code in (201, 422)
