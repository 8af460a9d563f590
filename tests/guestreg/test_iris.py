"""IRIS connect: the office's system asks, an officer takes over, the browser hands over."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer
from wagtail.models import ModelLogEntry

from guestreg import example, incoming, records
from guestreg.errors import RequestError
from guestreg.example import keys as demo
from guestreg.models import DataRequest, IncomingRequest, LegalBasis, Venue
from identity.models import User
from tests.guestreg.conftest import IRIS_SECRET as SECRET
from tests.guestreg.iris_stand_in import StandIn, serve
from tests.guestreg.test_exports import shared
from tests.guestreg.test_office_keys import hand_over_hostile_visits, officer  # noqa: F401

PROXY = "one.proxy.office.example.org"
URL = "/gast/kanal/iris/"
NAMES = st.sampled_from(["_client", "name", "dataRequest", "start"])
LEAVES = st.none() | st.integers() | st.text()
ANYTHING = st.recursive(LEAVES, lambda part: st.lists(part) | st.dictionaries(NAMES, part))


def question(venue: Venue, **changes: Any) -> dict[str, Any]:
    now = timezone.now()
    asked = {
        "dataAuthorizationToken": str(uuid4()),
        "locationId": str(venue.public_id),
        "start": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M:%S.000Z}",
        "end": f"{now + timedelta(minutes=5):%Y-%m-%dT%H:%M:%S.000Z}",
        "requestDetails": "Ausbruch 17",
        "proxyEndpoint": PROXY,
    }
    params = {"_client": {"name": "hd-1"}, "dataRequest": asked | changes}
    return {"jsonrpc": "2.0", "method": "createDataRequest", "id": "1", "params": params}


def send(message: Any, secret: str = SECRET) -> HttpResponse:
    headers = {"Authorization": f"Bearer {secret}"}
    return Client().post(URL, message, content_type="application/json", headers=headers)


@pytest.mark.django_db
class TestQuestion:
    @pytest.fixture(autouse=True)
    def _on(self, iris: None) -> None: ...

    def test_is_accepted_and_waits_for_an_officer(
        self, venue: Venue, health_officer: User, login: Callable[[User], Client]
    ) -> None:
        assert send(question(venue)).json() == {"jsonrpc": "2.0", "id": "1", "result": {"_": "OK"}}
        page = login(health_officer).get("/verwaltung/gaestedaten/").content.decode()
        assert "Ausbruch 17" in page
        assert not DataRequest.objects.exists()

    @pytest.mark.shared
    def test_in_the_documented_shape_is_understood(self, venue: Venue) -> None:
        sample = json.loads(shared("iris/createDataRequest.sample.json"))
        sample["params"]["dataRequest"] |= {
            "locationId": str(venue.public_id), "proxyEndpoint": PROXY,
        }  # fmt: skip
        assert send(sample).json()["result"] == {"_": "OK"}

    def test_sent_twice_waits_once(self, venue: Venue) -> None:
        message = question(venue)
        assert send(message).json() == send(message).json()
        assert IncomingRequest.objects.count() == 1

    def test_with_a_token_of_another_question_is_refused(self, venue: Venue) -> None:
        message = question(venue)
        send(message)
        message["params"]["dataRequest"]["proxyEndpoint"] = f"two.{PROXY}"
        assert send(message).json()["error"]["code"] == -32602

    @pytest.mark.parametrize(
        "changes",
        [
            {"proxyEndpoint": "proxy.evil.example.com"},
            {"proxyEndpoint": "evilproxy.office.example.org"},
            {"proxyEndpoint": f"evil.example.com/?.{PROXY}"},
            {"proxyEndpoint": f"{PROXY}; script-src *"},
            {"dataAuthorizationToken": "x"},
            {"locationId": str(uuid4())},
            {"start": "2100-01-01T00:00:00.000Z"},
            {"end": "now"},
            {"requestDetails": "x" * 501},
            {"requestDetails": {}},
            {"requestDetails": "\x00"},
        ],
    )
    def test_that_does_not_fit_is_refused(self, venue: Venue, changes: dict[str, Any]) -> None:
        error = send(question(venue, **changes)).json()
        assert (error["id"], error["error"]["code"]) == ("1", -32602)
        assert not IncomingRequest.objects.exists()

    @pytest.mark.parametrize(
        ("body", "code"), [("{", -32700), ("[]", -32600), ('"x"', -32600), ("[" * 9999, -32700)]
    )
    def test_that_is_no_call_is_refused(self, body: str, code: int) -> None:
        assert send(body).json()["error"]["code"] == code

    def test_of_another_method_is_refused(self, venue: Venue) -> None:
        assert send(question(venue) | {"method": "submitGuestList"}).json()["error"][
            "code"
        ] == -32601  # fmt: skip

    @pytest.mark.parametrize("secret", ["", "wrong", "wröng"])
    def test_of_a_stranger_finds_nothing(self, venue: Venue, secret: str) -> None:
        assert send(question(venue), secret).status_code == 404

    def test_finds_nothing_where_it_is_off(self, venue: Venue, settings) -> None:
        settings.GUESTREG_IRIS_SECRET = ""
        assert send(question(venue), "").status_code == 404

    @given(ANYTHING)
    @effort(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_of_any_content_gets_an_answer(self, params: Any) -> None:
        message = {"jsonrpc": "2.0", "method": "createDataRequest", "id": 1, "params": params}
        assert send(message).json()["error"]["code"] == -32602

    def test_is_taken_over_by_an_officer(
        self, venue: Venue, basis: LegalBasis, health_officer: User, login: Callable[[User], Client]
    ) -> None:
        send(question(venue))
        found = IncomingRequest.objects.get()
        address = f"/verwaltung/gaestedaten/neu/{venue.public_id}/?eingang={found.pk}"
        client = login(health_officer)
        assert "Ausbruch 17" in client.get(address).content.decode()
        start, end = (timezone.localtime(m) for m in (found.window_start, found.window_end))
        data = {
            "case_number": "GA-9", "basis": basis.pk,
            "window_start": f"{start:%Y-%m-%dT%H:%M}",
            "window_end": f"{end:%Y-%m-%dT%H:%M}",
        }  # fmt: skip
        client.post(address, data)
        found.refresh_from_db()
        assert found.request
        assert found.request.case_number == "GA-9"
        assert client.get(address).status_code == 404

    def test_that_nobody_takes_over_goes_after_four_weeks(self, venue: Venue) -> None:
        send(question(venue))
        with time_machine.travel(timezone.now() + timedelta(days=28)):
            assert records.purge(timezone.localdate())["questions"] == 0
        with time_machine.travel(timezone.now() + timedelta(days=29, hours=1)):
            assert records.purge(timezone.localdate())["questions"] == 1

    def test_leaves_no_token_in_the_audit_log(self, venue: Venue) -> None:
        send(question(venue))
        entry = ModelLogEntry.objects.get(action="guestreg.incoming.receive")
        assert str(IncomingRequest.objects.get().token) not in f"{entry.label}{entry.data}"

    def test_of_a_proxy_no_longer_trusted_gets_no_list(
        self, venue: Venue, released: DataRequest, settings
    ) -> None:
        send(question(venue))
        IncomingRequest.objects.update(request=released)
        assert incoming.delivery(released)
        settings.GUESTREG_IRIS_PROXIES = ["elsewhere.example.org"]
        assert incoming.delivery(released) is None

    def test_cannot_be_widened(self, venue: Venue, ask: Callable[..., DataRequest]) -> None:
        send(question(venue))
        found = IncomingRequest.objects.get()
        with pytest.raises(RequestError, match="hinaus"):
            ask(incoming=found, window_start=found.window_start - timedelta(hours=2))
        assert not DataRequest.objects.exists()


@pytest.mark.django_db
def test_nothing_can_be_confirmed_without_a_channel(
    released: DataRequest, health_officer: User
) -> None:
    with pytest.raises(RequestError, match="keine Übergabe"):
        incoming.confirm_delivery(actor=health_officer, request=released)


@pytest.fixture
def stand_in() -> Iterator[tuple[StandIn, str]]:
    office = StandIn(json.loads(shared("iris/iris_guestlist.schema.json")), "altenburg")
    with serve(office) as address:
        yield office, f"{address}/"


def asked_by_iris(asked: DataRequest, office: StandIn) -> IncomingRequest:
    """The request as if it had come through the channel."""
    token = uuid4()
    office.tokens.add(str(token))
    return IncomingRequest.objects.create(
        channel="iris", token=token, venue=asked.venue, window_start=asked.window_start,
        window_end=asked.window_end, client="hd-1", endpoint=PROXY, request=asked,
    )  # fmt: skip


def forward(route: Route, address: str) -> None:
    """What the office's name and certificate would lead to."""
    request = urllib.request.Request(address, route.request.post_data_buffer, method="POST")
    with urllib.request.urlopen(request) as answer:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "application/json"}
        route.fulfill(status=200, headers=headers, body=answer.read())


@pytest.mark.shared
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("iris")
def test_hostile_guests_are_handed_over_from_the_browser_and_only_there(
    officer: Page,  # noqa: F811
    live_server: LiveServer,
    tmp_path: Path,
    health_officer: User,
    stand_in: tuple[StandIn, str],
) -> None:
    office, address = stand_in
    example.load(officer=health_officer)
    asked, _package = hand_over_hostile_visits(health_officer)
    found = asked_by_iris(asked, office)
    page, sent = officer, []
    page.route("https://*:32325/**", lambda route: forward(route, address))
    page.on("request", lambda one: sent.append((one.url, one.post_data_buffer or b"")))
    open_in_browser(page, live_server, asked, tmp_path / "demo.json")
    page.get_by_role("button", name="Gästeliste an das Fachverfahren übergeben").click()
    page.get_by_text("Die Gästeliste ist übergeben.").wait_for()
    (guests,) = [received["guests"] for received in office.received]
    assert "Ünal 名" in [guest["firstName"] for guest in guests]
    assert {guest["phone"] for guest in guests} == {"+49 170 555"}
    ours = b"".join(body for url, body in sent if url.startswith(live_server.url))
    assert "Ünal".encode() not in ours
    assert b"170 555" not in ours
    found.refresh_from_db()
    assert found.delivered_at
    again(page, live_server, asked, tmp_path / "demo.json")


def open_in_browser(page: Page, live_server: LiveServer, asked: DataRequest, file: Path) -> None:
    if not file.exists():
        with page.expect_download() as download:
            page.goto(f"{live_server.url}/verwaltung/gaestedaten/schluessel/")
            page.get_by_role("link", name="Schlüsseldatei der Demonstration").click()
        download.value.save_as(file)
    page.goto(f"{live_server.url}/verwaltung/gaestedaten/{asked.public_id}/")
    page.get_by_label("Ihre Schlüsseldatei").set_input_files(file)
    page.get_by_label("Passwortsatz der Datei").fill(demo.PASSPHRASE)
    page.get_by_role("button", name="Besuche in diesem Browser öffnen").click()
    page.get_by_role("heading", name="Geöffnete Besuche").wait_for()


def again(page: Page, live_server: LiveServer, asked: DataRequest, file: Path) -> None:
    """The office takes one answer for each token; the page says so."""
    open_in_browser(page, live_server, asked, file)
    page.get_by_role("button", name="Gästeliste an das Fachverfahren übergeben").click()
    page.get_by_text("hat die Liste nicht angenommen").wait_for()
