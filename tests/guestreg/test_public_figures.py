"""The public figures: requests, releases and deletions, for everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page
from pytest_django.live_server_helper import LiveServer

from guestreg import handover, retention
from guestreg.models import DataRequest
from identity.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_public_figures_tell_requests_releases_and_deletions(
    page: Page,
    live_server: LiveServer,
    released: DataRequest,
    ask: Callable[..., DataRequest],
    health_officer: User,
) -> None:
    """For everybody, without an account, as counts that name nobody."""
    handover.refuse(actor=health_officer, request=ask(), reason="Beispiel")
    withdrawn = handover.request(
        actor=health_officer, venue=released.venue, areas=[], case_number="GA-9",
        window_start=timezone.now() - timedelta(hours=1), window_end=timezone.now(),
        basis=released.basis,
    )  # fmt: skip
    handover.withdraw(actor=health_officer, request=withdrawn)  # never reached the venue
    page.goto(f"{live_server.url}/gast/")
    figures = page.locator("section[aria-labelledby=figures]")
    assert shown(figures, "zurzeit gespeicherte Besuche") == "1"
    assert shown(figures, "Anforderungen des Gesundheitsamts") == "2"
    assert shown(figures, "davon von Betrieben freigegeben") == "1"
    assert shown(figures, "gelöschte Besuche nach Ablauf der Frist") == "0"
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        retention.purge(timezone.localdate())
    page.set_viewport_size({"width": 320, "height": 800})
    page.reload()
    assert shown(figures, "zurzeit gespeicherte Besuche") == "0"
    assert shown(figures, "gelöschte Besuche nach Ablauf der Frist") == "1"
    assert released.case_number not in page.content()
    assert released.venue.name not in page.content()


def shown(figures: Locator, label: str) -> str:
    """The number beside this label."""
    return figures.locator(".stat", has_text=label).locator(".stat__value").inner_text()


def test_figures_of_the_page_are_those_of_the_open_data(
    citizen: Client, released: DataRequest, live_server: LiveServer
) -> None:
    page = citizen.get("/gast/").context["figures"]
    data = citizen.get("/api/v1/guestreg/statistics").json()
    assert page["requests"] == data["requests"]
    assert page["deletions"] == data["deletions"]
