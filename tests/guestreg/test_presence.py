"""The staff page: counts without names, checking out, false visits, the code of the day."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guestreg import arrival, handover, places, presence, rates
from guestreg.checkin import Refusal, issue_token, situation
from guestreg.errors import CheckInError
from guestreg.models import Code, DataRequest, SealedBy, Venue, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_page(baker: User, venue: Venue, login: Callable[[User], Client]) -> Callable[[], str]:
    url = reverse("guestreg:staff", args=[venue.public_id])
    client = login(baker)

    def look() -> str:
        return client.get(url).content.decode()

    return look


def test_w9_venue_sees_counts_and_nobody(visit_at: Callable, staff_page: Callable) -> None:
    visit_at()
    visit_at()
    page = staff_page()
    assert "2 Gäste sind angemeldet" in page
    assert not any(value in page for value in GUEST.values())


def test_checking_out_an_area_leaves_the_other(
    visit_at: Callable, venue: Venue, baker: User
) -> None:
    inside, terrace = Code.objects.filter(area__venue=venue)
    visit_at(inside)
    visit_at(terrace)
    assert presence.check_out(actor=baker, area=inside.area) == 1
    assert [one.present for one in presence.areas(venue)] == [0, 1]


def test_w5_visit_marked_absent_is_not_handed_over(
    visit_at: Callable, ask: Callable[..., DataRequest], venue: Venue, baker: User
) -> None:
    done = visit_at()
    visit_at()
    presence.mark_absent(actor=baker, venue=venue, mark=done.mark)
    assert len(handover.matching(ask())) == 1


def test_mark_of_another_venue_finds_nothing(visit_at: Callable, rival: User) -> None:
    done = visit_at()
    elsewhere = Venue(pk=10**6)
    with pytest.raises(presence.VenueError):
        presence.mark_absent(actor=rival, venue=elsewhere, mark=done.mark)


def test_w5_more_guests_than_places_raise_the_alarm(
    visit_at: Callable, venue: Venue, staff_page: Callable
) -> None:
    venue.areas.update(capacity=1)
    visit_at()
    assert "Mehr Anmeldungen als Plätze" not in staff_page()
    visit_at()
    assert "Mehr Anmeldungen als Plätze" in staff_page()


class TestDoorCode:
    @pytest.fixture
    def guarded(self, venue: Venue, baker: User) -> Venue:
        places.forget()
        return presence.set_door_code(actor=baker, venue=venue, wanted=True)

    def send(self, citizen: Client, code: Code, door: str) -> None:
        data = GUEST | {"token": issue_token(code.code), "door": door}
        citizen.post(code.get_absolute_url(), data)

    def test_w5_a_photo_of_the_poster_is_not_enough(
        self, guarded: Venue, citizen: Client, code: Code
    ) -> None:
        right = presence.door_code(guarded, timezone.localdate())
        self.send(citizen, code, f"{(int(right) + 1) % 10_000:04d}")
        self.send(citizen, code, "")
        assert not Visit.objects.exists()
        self.send(citizen, code, right)
        assert Visit.objects.count() == 1

    def test_w5_sealed_visits_need_it_too(
        self,
        guarded: Venue,
        code: Code,
        message: Callable[..., dict[str, Any]],
    ) -> None:
        right = presence.door_code(guarded, timezone.localdate())
        with pytest.raises(CheckInError, match="Code von heute"):
            arrival.receive(code.code, json.dumps(message(door="x")).encode())
        arrival.receive(code.code, json.dumps(message(door=right)).encode())
        assert Visit.objects.count() == 1

    def test_guessing_locks_out_the_guesser_only(
        self, guarded: Venue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rates, "WRONG_DOOR_CODES", rates.Limit(3, per_seconds=3600))
        for _try in range(3):
            with pytest.raises(CheckInError):
                rates.check_door("1234", "0000", "guesser")
        with pytest.raises(CheckInError):
            rates.check_door("1234", "1234", "guesser")
        for _guest in range(100):
            rates.check_door("1234", "1234", "guest")

    def test_tomorrow_it_is_another(self, guarded: Venue) -> None:
        today = timezone.localdate()
        codes = {presence.door_code(guarded, today + timedelta(days=n)) for n in range(20)}
        assert len(codes) > 10


def test_w5_nobody_checks_in_when_it_is_closed(venue: Venue, code: Code) -> None:
    Venue.objects.filter(pk=venue.pk).update(opens_at="09:00", closes_at="18:00")
    found = Code.objects.with_place().get(pk=code.pk)
    day = timezone.localtime().replace(hour=10, minute=0)
    assert situation(found, day).refusal is None
    assert situation(found, day.replace(hour=20)).refusal == Refusal.CLOSED_NOW


def test_open_past_midnight(venue: Venue) -> None:
    venue.opens_at = venue.opens_at.replace(hour=20)
    venue.closes_at = venue.opens_at.replace(hour=2)
    noon = timezone.localtime().replace(hour=12, minute=0)
    hours = {hour: venue.is_open(noon.replace(hour=hour)) for hour in (1, 3, 12, 21)}
    assert hours == {1: True, 3: False, 12: False, 21: True}


def test_doors_open_by_the_towns_clocks_wherever_the_reader_is(venue: Venue) -> None:
    venue.opens_at, venue.closes_at = (
        venue.opens_at.replace(hour=9),
        venue.closes_at.replace(hour=18),
    )
    morning = timezone.localtime().replace(hour=10, minute=0)
    with timezone.override("America/New_York"):
        assert venue.is_open(morning)
        assert venue.closing_after(morning).hour == 18


def test_w5_one_network_cannot_fill_a_venue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "PER_NETWORK", rates.Limit(3, per_seconds=3600))
    neighbour, other = {"REMOTE_ADDR": "198.51.100.7"}, {"REMOTE_ADDR": "203.0.113.9"}
    for number in range(3):
        rates.admit(f"C{number}", neighbour)
    with pytest.raises(CheckInError, match="sehr viele"):
        rates.admit("C9", {"REMOTE_ADDR": "198.51.100.200"})
    rates.admit("C9", other)


def test_w5_many_networks_at_many_codes_meet_a_limit_too(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town = rates.Limit(3, per_seconds=3600, warning="too many")
    monkeypatch.setattr(rates, "PER_TOWN", town)
    for number in range(3):
        rates.admit(f"C{number}", {"REMOTE_ADDR": f"198.51.{number}.7"})
    for number in range(3, 6):
        with pytest.raises(CheckInError, match="sehr viele"):
            rates.admit(f"C{number}", {"REMOTE_ADDR": f"198.51.{number}.7"})
    assert caplog.messages == ["too many"]


def test_w5_one_network_uses_up_neither_a_code_nor_the_town(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, most in (("PER_NETWORK", 1), ("PER_CODE", 2), ("PER_TOWN", 3)):
        monkeypatch.setattr(rates, name, rates.Limit(most, per_seconds=3600))
    flood, guest, other = ({"REMOTE_ADDR": f"198.51.{n}.7"} for n in range(3))
    rates.admit("C1", flood)
    for _time in range(9):
        with pytest.raises(CheckInError):
            rates.admit("C1", flood)
    rates.admit("C1", guest)
    rates.admit("C2", other)


def test_too_many_without_javascript_hear_why(
    citizen: Client, code: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "PER_CODE", rates.Limit(0, per_seconds=3600))
    answer = citizen.post(code.get_absolute_url(), GUEST | {"token": issue_token(code.code)})
    assert answer.status_code == 429
    assert not any(value in answer.content.decode() for value in GUEST.values())


def test_w3_limits_keep_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = rates.Limit(9, per_seconds=3600)
    monkeypatch.setattr(rates, "PER_NETWORK", fresh)
    rates.admit("C", {"REMOTE_ADDR": "198.51.100.7"})
    assert "198.51" not in str(fresh.__dict__)


def test_entry_at_the_counter_is_flagged(
    code: Code,
    message: Callable[..., dict[str, Any]],
) -> None:
    places.forget()
    arrival.receive(code.code, json.dumps(message(by="venue")).encode())
    assert Visit.objects.get().sealed_by == SealedBy.VENUE


def test_old_visits_are_not_listed(visit_at: Callable, venue: Venue) -> None:
    visit_at()
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        assert presence.arrivals(venue) == []
