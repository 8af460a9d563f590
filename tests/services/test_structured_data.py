"""schema.org on service and office pages: the same facts as on the page, and nothing executes."""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from services.models import Fee, Office, OpeningException, OpeningRule, Service

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
PERSO = "/leistungen/personalausweis-beantragen/"
MONDAY = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)


def read(client: Client, address: str) -> dict[str, Any]:
    (block,) = BLOCK.findall(client.get(address).content.decode())
    found = json.loads(block)
    assert found["@context"] == "https://schema.org"
    return found


def test_a_service_with_its_office(citizen: Client, directory: None) -> None:
    data = read(citizen, PERSO)
    assert data["@type"] == "GovernmentService"
    assert data["name"] == "Personalausweis beantragen"
    (office,) = data["provider"]
    assert office["@type"] == "GovernmentOffice"
    assert office["address"]["streetAddress"] == "Markt 1"
    assert office["@id"].endswith("/aemter/buergerservice/")
    assert data["disambiguatingDescription"] == "Beispieldaten"


def test_fees_are_money_in_text(citizen: Client, directory: None) -> None:
    prices = [offer["price"] for offer in read(citizen, PERSO)["offers"]]
    assert prices == ["37.00", "22.80", "10.00"]


def test_a_range_and_a_basis(citizen: Client, make_service: Callable[..., Service]) -> None:
    service = make_service("Baum fällen")
    Fee.objects.create(service=service, kind="range", amount=10, amount_max=20)
    Fee.objects.create(service=service, kind="basis", basis="Stammumfang")
    (offer,) = read(citizen, service.get_absolute_url())["offers"]
    assert offer["priceSpecification"]["maxPrice"] == "20.00"


def test_online_channels_that_run(citizen: Client, directory: None) -> None:
    (channel,) = read(citizen, "/leistungen/wohngeld-beantragen/")["availableChannel"]
    assert channel["serviceUrl"] == "https://wohngeld.efa.example.org/"
    assert channel["availableLanguage"] == ["de"]
    assert "availableChannel" not in read(citizen, "/leistungen/bewohnerparkausweis-beantragen/")


def test_weekly_hours_leave_out_what_needs_an_appointment(citizen: Client, directory: None) -> None:
    hours = read(citizen, "/aemter/standesamt/")["openingHoursSpecification"]
    assert {(h["dayOfWeek"], h["opens"], h["closes"]) for h in hours} == {
        ("Tuesday", "09:00", "12:00"),
        ("Tuesday", "13:00", "18:00"),
        ("Thursday", "09:00", "12:00"),
        ("Thursday", "13:00", "16:00"),
    }


def test_by_appointment_only_is_no_open_door(citizen: Client, directory: None) -> None:
    assert "openingHoursSpecification" not in read(citizen, "/aemter/auslaenderbehoerde/")


@time_machine.travel(MONDAY, tick=False)
def test_exceptions_holidays_and_saturdays_of_some_weeks_by_date(
    citizen: Client, make_office: Callable[..., Office]
) -> None:
    office = make_office((0, "09:00", "12:00"), (4, "09:00", "12:00"))
    OpeningRule.objects.create(office=office, weekday=5, opens="10:00", closes="11:00", weeks=[1])
    day = datetime.date(2026, 11, 30)
    OpeningException.objects.create(
        office=office, first_day=day, last_day=day, opens="10:00", closes="11:00", reason="Fest"
    )
    closed = datetime.date(2026, 12, 14)
    OpeningException.objects.create(
        office=office, first_day=closed, last_day=closed, reason="Inventur"
    )
    special = read(citizen, office.get_absolute_url())["specialOpeningHoursSpecification"]
    assert [(s["validFrom"], s["opens"], s["closes"]) for s in special] == [
        ("2026-11-30", "10:00", "11:00"),
        ("2026-12-05", "10:00", "11:00"),
        ("2026-12-14", "00:00", "00:00"),
    ]


@time_machine.travel(datetime.datetime(2026, 12, 20, 9, tzinfo=datetime.UTC), tick=False)
def test_a_public_holiday_is_closed(citizen: Client, make_office: Callable[..., Office]) -> None:
    office = make_office((4, "09:00", "12:00"))
    special = read(citizen, office.get_absolute_url())["specialOpeningHoursSpecification"]
    assert [s["validFrom"] for s in special] == ["2026-12-25", "2027-01-01"]


def test_no_text_can_leave_the_block(citizen: Client, make_service: Callable[..., Service]) -> None:
    hostile = "</script><script>alert(1)</script> & \u2028 <!--"
    service = make_service(hostile)
    assert read(citizen, service.get_absolute_url())["name"] == hostile
    assert "<script>alert" not in citizen.get(service.get_absolute_url()).content.decode()


def test_english(citizen: Client, directory: None) -> None:
    assert read(citizen, "/en" + PERSO)["provider"][0]["name"] == "Citizens' service"
