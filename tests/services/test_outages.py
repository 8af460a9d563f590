"""Switching online channels off and on."""

import dataclasses
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from identity.models import User
from ozg_catalog.models import LeikaEntry
from ozg_catalog.outages import Outage, outages_of
from ozg_catalog.progress import Bucket
from ozg_catalog.status import Status
from services import outages
from services.models import OnlineChannel, Service, ServiceChannel

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> OnlineChannel:
    return OnlineChannel.objects.create(name="Kita online", url="https://kita.example.org/")


def test_report_says_since_when_and_why(channel: OnlineChannel, editor: User) -> None:
    outages.report(channel, actor=editor, reason=" Wartung ")
    channel.refresh_from_db()
    assert channel.out_of_order_reason == "Wartung"
    assert not channel.usable
    entry = ModelLogEntry.objects.get(action="services.channel.out_of_order")
    assert (entry.user, entry.data["reason"]) == (editor, "Wartung")


def test_resolve_puts_it_back(channel: OnlineChannel, editor: User) -> None:
    outages.report(channel, actor=editor, reason="Wartung")
    outages.resolve(channel, actor=editor)
    channel.refresh_from_db()
    assert channel.usable
    assert ModelLogEntry.objects.filter(action="services.channel.in_order").exists()


@pytest.mark.parametrize(
    "wrong", [{"reason": " "}, {"reason": "x", "until": datetime.date(2020, 1, 1)}]
)
def test_wrong_reports_are_refused(channel: OnlineChannel, editor: User, wrong: dict) -> None:
    with pytest.raises(outages.OutageError):
        outages.report(channel, actor=editor, **wrong)
    channel.refresh_from_db()
    assert channel.usable


def test_not_twice(channel: OnlineChannel, editor: User) -> None:
    outages.report(channel, actor=editor, reason="Wartung")
    with pytest.raises(outages.OutageError):
        outages.report(channel, actor=editor, reason="Wartung")
    outages.resolve(channel, actor=editor)
    with pytest.raises(outages.OutageError):
        outages.resolve(channel, actor=editor)


def test_the_database_keeps_date_and_reason_together(channel: OnlineChannel) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OnlineChannel.objects.filter(pk=channel.pk).update(out_of_order_reason="ohne Datum")


def test_a_channel_has_one_address(channel: OnlineChannel) -> None:
    channel.url_name = "guestreg:start"
    with pytest.raises(ValidationError, match="entweder"):
        channel.full_clean()


def test_an_own_address_must_exist() -> None:
    channel = OnlineChannel(name="x", url_name="gibt:es-nicht")
    assert channel.address == ""
    with pytest.raises(ValidationError, match="gibt es im Portal nicht"):
        channel.full_clean()


def test_editor_switches_in_the_staff_section(channel: OnlineChannel, editor: User, login) -> None:
    address = reverse("services_outage", args=[channel.pk])
    client = login(editor)
    client.post(address, {"reason": "Wartung"})
    channel.refresh_from_db()
    assert channel.is_out_of_order
    client.post(address)
    channel.refresh_from_db()
    assert not channel.is_out_of_order


def test_without_reason_nothing_changes(channel: OnlineChannel, editor: User, login) -> None:
    response = login(editor).post(reverse("services_outage", args=[channel.pk]), {"reason": ""})
    assert response.status_code == 200
    channel.refresh_from_db()
    assert channel.usable


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_other_roles_must_not(channel: OnlineChannel, staff, login, role: str) -> None:
    address = reverse("services_outage", args=[channel.pk])
    response = login(staff(role)).post(address, {"reason": "Wartung"})
    assert response.status_code in {302, 403}
    channel.refresh_from_db()
    assert channel.usable


def test_strangers_must_not(channel: OnlineChannel, citizen: Client) -> None:
    citizen.post(reverse("services_outage", args=[channel.pk]), {"reason": "Wartung"})
    channel.refresh_from_db()
    assert channel.usable


@pytest.fixture
def parking(channel: OnlineChannel, make_service, catalogue: None) -> Service:
    """A service of the example catalogue that is online there, offered by the channel."""
    entry = LeikaEntry.objects.exclude(key=None).exclude(services=None).earliest("pk")
    ozg_id = entry.services.earliest("pk").ozg_id
    service = make_service("Kita anmelden", leika_keys=[entry.key], ozg_ids=[ozg_id])
    ServiceChannel.objects.create(service=service, channel=channel)
    return service


def test_page_and_ozg_status_say_why_and_since_when(
    channel: OnlineChannel, parking: Service, editor: User, citizen: Client
) -> None:
    today = date_format(timezone.localdate(), "j. F Y")
    pages = [
        parking.get_absolute_url(),
        reverse("ozg_catalog:service", args=[parking.ozg_ids[0]]),
    ]
    for page in pages:
        assert "Wartung" not in citizen.get(page).content.decode()
    outages.report(channel, actor=editor, reason="Wartung")
    for page in pages:
        html = citizen.get(page).content.decode()
        assert f"Kita online ist seit {today} gestört" in html
        assert "Wartung" in html
    outages.resolve(channel, actor=editor)
    assert "Wartung" not in citizen.get(pages[1]).content.decode()


def test_an_online_status_does_not_promise_what_is_out_of_order() -> None:
    since = datetime.date(2026, 11, 2)
    fields = dict.fromkeys(f.name for f in dataclasses.fields(Status))
    running = Status(**{**fields, "state": Bucket.ONLINE, "outages": ()})
    stopped = dataclasses.replace(running, outages=(Outage("Kita", "Wartung", since),))
    assert "gestört" not in running.label
    assert stopped.label == "online, seit 02.11.2026 gestört"
    with translation.override("en"):
        assert "2 November 2026" in stopped.label


def test_the_outage_of_an_unpublished_service_is_not_told(
    channel: OnlineChannel, parking: Service, editor: User
) -> None:
    outages.report(channel, actor=editor, reason="Wartung")
    Service.objects.update(live=False)
    assert outages_of(parking.leika_keys) == []
