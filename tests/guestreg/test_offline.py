"""A guest without network: sealed at once, sent when the network is back, once, and never lost
without a word."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Playwright, Route
from pytest_django.live_server_helper import LiveServer

from guestreg import checkin, places, rates, venues
from guestreg.example import keys as demo
from guestreg.models import Code, SealedBy, Visit
from tests.browser import find_chromium
from tests.guestreg.test_browser_sealing import enter, register

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAITING = "localStorage.getItem('guestreg.waiting')"


@pytest.fixture
def waiting(guest: Page) -> Page:
    """Somebody who registered without network."""
    enter(guest)
    guest.context.set_offline(True)
    register(guest)
    guest.get_by_role("heading", name="Kein Netz").wait_for()
    return guest


def registered(page: Page) -> None:
    page.get_by_role("heading", name="Sie sind registriert").wait_for()


def pause(place: Code, paused: bool) -> None:
    venues.set_paused(actor=None, venue=place.area.venue, paused=paused)
    places.forget()


def test_it_waits_sealed_and_is_sent_once(waiting: Page) -> None:
    assert "Unverwechselbar" not in waiting.evaluate("JSON.stringify(localStorage)")
    waiting.context.set_offline(False)
    registered(waiting)
    waiting.reload()
    assert Visit.objects.count() == 1


def test_a_key_that_changed_meanwhile_loses_nothing(waiting: Page, place: Code) -> None:
    next_key = demo.demo_key("next venue key")
    venues.adopt_key(actor=None, venue=place.area.venue, point=next_key.point)
    places.forget()
    waiting.context.set_offline(False)
    registered(waiting)
    assert Visit.objects.get().venue_kid == demo.VENUE.kid


def test_what_is_refused_is_told_and_entered_again_without_typing(
    waiting: Page, place: Code
) -> None:
    """Meanwhile the venue paused: the guest must not believe to be registered."""
    pause(place, True)
    waiting.context.set_offline(False)
    waiting.get_by_text("wartende Anmeldung wurde nicht angenommen").wait_for()
    assert waiting.evaluate(WAITING) == "[]"
    assert waiting.get_by_label("Nachname").input_value() == "Unverwechselbar"
    assert not Visit.objects.exists()
    pause(place, False)
    register(waiting)
    registered(waiting)
    assert Visit.objects.get().sealed_by == SealedBy.BROWSER


def test_it_is_sent_from_the_page_of_receipts_too(waiting: Page, live_server: LiveServer) -> None:
    waiting.route("**/c/*", lambda route: route.abort())
    waiting.context.set_offline(False)
    waiting.goto("about:blank")
    waiting.unroute("**/c/*")
    waiting.goto(f"{live_server.url}/c/quittung")
    waiting.get_by_text("wartende Anmeldung ist jetzt gespeichert").wait_for()
    waiting.get_by_role("button", name="Café Beispiel").wait_for()
    assert Visit.objects.count() == 1


@pytest.fixture
def phone_with_memory(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[], Page]]:
    """Opens the browser of one phone, which remembers what it kept when it was closed."""
    opened: list[BrowserContext] = []

    def open_browser() -> Page:
        for context in opened:
            context.close()
        opened[:] = [find_chromium().remember(playwright, tmp_path)]
        return opened[0].pages[0]

    yield open_browser
    for context in opened:
        context.close()


def test_the_browser_may_be_closed_between_sealing_and_sending(
    phone_with_memory: Callable[[], Page], place: Code, live_server: LiveServer
) -> None:
    """What waits is kept sealed on the device, and goes with the next page of /c/, once."""
    page = phone_with_memory()
    page.goto(live_server.url + place.get_absolute_url())
    enter(page)
    page.context.set_offline(True)
    register(page)
    page.get_by_text("Sie dürfen den Browser schließen").wait_for()
    page = phone_with_memory()
    page.goto(f"{live_server.url}/c/quittung")
    page.get_by_text("wartende Anmeldung ist jetzt gespeichert").wait_for()
    page = phone_with_memory()
    page.goto(f"{live_server.url}/c/quittung")
    page.get_by_role("button", name="Café Beispiel").wait_for()
    assert page.locator("#waiting-note").is_hidden()
    assert Visit.objects.count() == 1


def test_a_closed_place_says_what_became_of_it(
    waiting: Page, place: Code, live_server: LiveServer
) -> None:
    """Nobody is left with the belief to be registered, and the way back is one link."""
    pause(place, True)
    waiting.context.set_offline(False)
    waiting.get_by_text("wartende Anmeldung wurde nicht angenommen").wait_for()
    waiting.evaluate("(kept) => localStorage.setItem('guestreg.waiting', kept)", kept_entry(place))
    waiting.goto(live_server.url + place.get_absolute_url())
    note = waiting.locator("#waiting-note")
    note.get_by_text("wurde nicht angenommen").wait_for()
    assert note.get_by_role("link").get_attribute("href") == place.get_absolute_url()


def kept_entry(place: Code) -> str:
    """What a phone keeps that opened this place's page."""
    message = {"token": checkin.issue_token(place.code), "day": "x", "office": "x", "venue": "x"}
    entry = {"url": place.get_absolute_url(), "place": "Café", "at": 0}
    return json.dumps([entry | {"message": message | {"sealed": ["AAAA"]}}])


def test_too_many_at_once_keep_it_waiting(waiting: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the network comes back to a whole room, nobody is turned away for good."""
    monkeypatch.setattr(rates, "PER_CODE", rates.Limit(0, per_seconds=3600))
    with waiting.expect_response("**/c/*") as refused:
        waiting.context.set_offline(False)
    assert refused.value.status == 429
    monkeypatch.undo()
    assert len(waiting.evaluate(f"JSON.parse({WAITING})")) == 1
    waiting.evaluate("dispatchEvent(new Event('online'))")
    registered(waiting)


def test_a_server_that_is_away_is_asked_again(guest: Page) -> None:
    """No change of the network tells the page when a server is back."""
    guest.clock.install()
    answers = [503, 502]

    def fail(route: Route) -> None:
        if answers and route.request.method == "POST":
            route.fulfill(status=answers.pop())
        else:
            route.fallback()

    guest.route("**/c/*", fail)
    enter(guest)
    register(guest)
    guest.get_by_role("heading", name="Kein Netz").wait_for()
    for _time in range(2):
        guest.clock.run_for(31_000)
    registered(guest)
    assert Visit.objects.count() == 1


def test_a_page_open_for_too_long_fetches_the_keys_of_now(guest: Page, place: Code) -> None:
    """Without a word, and without typing anything again."""
    with time_machine.travel(timezone.now() - timedelta(hours=25), tick=False):
        old = checkin.issue_token(place.code)
    guest.evaluate("(token) => { document.getElementById('check-in').dataset.token = token; }", old)
    enter(guest)
    register(guest)
    registered(guest)
    assert Visit.objects.count() == 1
