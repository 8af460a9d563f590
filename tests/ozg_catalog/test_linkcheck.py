"""The check of online addresses: safe, polite, patient; against a server of the test's own."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from ozg_catalog.directory_fetch import fetch
from ozg_catalog.figures import figures_at
from ozg_catalog.linkcheck import checking, public_fetch
from ozg_catalog.linkcheck.public_fetch import RefusedError, UnreachableError, get
from ozg_catalog.linkcheck.visiting import Outcome, Visitor
from ozg_catalog.models import (
    Assessment,
    CatalogueEdition,
    ChannelAddress,
    ChannelState,
    LeikaEntry,
    Municipality,
)
from ozg_catalog.status import statuses_for_keys
from services.models import OnlineChannel

State = ChannelAddress.State
Observe = Callable[..., Assessment]


class Server(ThreadingHTTPServer):
    """Answers what the test wrote down; remembers who asked for what."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.asked: list[tuple[str, str]] = []

    def url(self, path: str = "/") -> str:
        return f"http://localhost:{self.server_address[1]}{path}"

    def answer(self, path: str, status: int = 200, body: bytes = b"", **headers: str) -> str:
        self.pages[path] = (status, headers, body)
        return self.url(path)


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.LINKCHECK_ALLOW_LOOPBACK = True
    running = Server()
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def visit(url: str) -> Outcome:
    return Visitor(pause=0).visit(url)


class TestWhereItMayGo:
    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://0.0.0.0/",
            "http://10.0.0.1/",
            "http://172.16.0.1/",
            "http://192.168.1.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://168.63.129.16/",
            "http://100.100.100.200/",
            "http://[fe80::1]/",
            "http://[fd00:ec2::254]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::a00:1]/",
            "http://[2002:a00:1::]/",
            "http://[fec0::1]/",
            "http://224.0.0.1/",
            "ftp://www.thueringen.de/",
            "file:///etc/passwd",
            "gopher://10.0.0.1/",
            "http://user:secret@8.8.8.8/",
            "http://8.8.8.8:22/",
            "http:///nobody",
            "http://[broken/",
            "http://8.8.8.8/\r\nX: y",
        ],
    )
    def test_is_refused(self, url: str) -> None:
        with pytest.raises(RefusedError):
            get(url)

    def test_one_private_address_of_several_is_enough(self, monkeypatch: Any) -> None:
        rows = [(2, 1, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
        monkeypatch.setattr(public_fetch.socket, "getaddrinfo", lambda *a, **k: rows)
        with pytest.raises(RefusedError):
            get("http://amt.de/")

    def test_the_checked_address_is_the_one_connected_to(self, monkeypatch: Any) -> None:
        """A name server that answers differently the second time is not asked a second time."""
        answers = iter([[(2, 1, 6, "", ("8.8.8.8", 80))]])
        monkeypatch.setattr(public_fetch.socket, "getaddrinfo", lambda *a, **k: next(answers))
        connected: list[Any] = []

        def connect(address: Any, *_args: Any) -> Any:
            connected.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr(public_fetch.socket, "create_connection", connect)
        with pytest.raises(UnreachableError, match="abgelehnt"):
            get("http://amt.de/")
        assert connected == [("8.8.8.8", 80)]

    def test_redirect_into_the_house_is_refused(self, server: Server) -> None:
        url = server.answer("/", 302, Location="http://169.254.169.254/")
        outcome = visit(url)
        assert (outcome.state, outcome.is_failure) == (State.CAUTION, False)
        assert "öffentliche" in outcome.detail


class TestVisit:
    def test_ok(self, server: Server) -> None:
        assert visit(server.answer("/antrag")).state == State.OK

    def test_redirected(self, server: Server) -> None:
        server.answer("/neu")
        outcome = visit(server.answer("/alt", 301, Location="/neu"))
        assert (outcome.state, outcome.final_url) == (State.REDIRECTED, server.url("/neu"))

    @pytest.mark.parametrize("status", [401, 403, 429])
    def test_an_answer_not_for_machines_is_unclear(self, server: Server, status: int) -> None:
        outcome = visit(server.answer("/", status))
        assert (outcome.state, outcome.is_failure) == (State.CAUTION, False)

    @pytest.mark.parametrize("status", [404, 410, 500, 503])
    def test_failure(self, server: Server, status: int) -> None:
        assert visit(server.answer("/", status)).is_failure

    def test_endless_redirects(self, server: Server) -> None:
        assert "zu viele" in visit(server.answer("/", 302, Location="/")).detail

    def test_robots_are_respected(self, server: Server) -> None:
        server.answer("/robots.txt", body=b"User-agent: *\nDisallow: /antrag")
        outcome = visit(server.answer("/antrag"))
        assert "robots.txt" in outcome.detail
        assert [path for path, _agent in server.asked] == ["/robots.txt"]

    @pytest.mark.parametrize(
        ("rules", "may"),
        [
            ("Disallow: /\nAllow: /antrag/", True),  # the longer one, wherever it stands
            ("Allow: /\nDisallow: /antrag/", False),
            ("Disallow: /*?sid=\nDisallow: /*.pdf$", True),
            ("Disallow: /*/haus", False),
            ("Disallow: /antrag/haus\nAllow: /antrag/haus", True),  # as long: may
        ],
    )
    def test_the_longest_rule_decides(self, server: Server, rules: str, may: bool) -> None:
        server.answer("/robots.txt", body=f"User-agent: *\n{rules}".encode())
        url = server.answer("/antrag/haus")
        assert (Visitor(0).visit(url).state == State.OK) is may

    def test_rules_for_us_alone_count_before_those_for_all(self, server: Server) -> None:
        body = b"User-agent: *\nDisallow: /\n\nUser-agent: stadtportal-linkpruefung\nDisallow: /a"
        server.answer("/robots.txt", body=body)
        assert Visitor(0).visit(server.answer("/b")).state == State.OK

    def test_robots_in_trouble_allow_nothing(self, server: Server) -> None:
        server.answer("/robots.txt", 503)
        assert "robots.txt" in visit(server.answer("/antrag")).detail

    def test_says_who_asks(self, server: Server) -> None:
        visit(server.answer("/"))
        assert all("Linkpruefung" in agent and "http" in agent for _path, agent in server.asked)

    def test_waits_between_two_requests_to_a_host(self, server: Server, monkeypatch: Any) -> None:
        waited: list[float] = []
        monkeypatch.setattr("ozg_catalog.linkcheck.visiting.time.sleep", waited.append)
        Visitor(pause=2).visit(server.answer("/"))
        assert len(waited) == 1
        assert 1 < waited[0] <= 2

    def test_size_is_limited(self, server: Server) -> None:
        url = server.answer("/", body=b"x" * 3_000_000)
        assert len(get(url).body) == public_fetch.MOST_BYTES

    def test_time_is_limited(self, server: Server, monkeypatch: Any) -> None:
        monkeypatch.setattr(public_fetch, "SECONDS", 0.2)
        release = threading.Event()
        monkeypatch.setattr(Handler, "do_GET", lambda _self: release.wait(5))
        with pytest.raises(UnreachableError):
            get(server.url())
        release.set()

    def test_a_silent_name_server_is_not_waited_for(self, monkeypatch: Any) -> None:
        never = threading.Event()
        monkeypatch.setattr(public_fetch.socket, "getaddrinfo", lambda *_a, **_k: never.wait(30))
        monkeypatch.setattr(public_fetch, "SECONDS", 0.2)
        with pytest.raises(UnreachableError, match="nicht auflösbar"):
            get("https://amt.stadt.de/")
        never.set()

    def test_examples_are_not_visited(self) -> None:
        assert visit("https://antrag.example.org/").state == State.PENDING


@pytest.mark.django_db
class TestVerdict:
    @pytest.fixture
    def address(self, home: Municipality) -> ChannelAddress:
        return ChannelAddress.objects.create(url="https://amt.de/")

    def fail(self, address: ChannelAddress, *days: int) -> str:
        outcome = Outcome(State.CAUTION, "Antwort 404", 404, is_failure=True)
        for day in days:
            state = checking.record(address, outcome, date(2026, 3, day))
        return state

    def test_three_failures_on_one_day_are_one(self, address: ChannelAddress) -> None:
        assert self.fail(address, 1, 1, 1) == State.CAUTION

    def test_third_day_is_broken_since_the_first(self, address: ChannelAddress) -> None:
        assert self.fail(address, 1, 2, 5) == State.BROKEN
        assert address.since == date(2026, 3, 1)

    def test_an_answer_between_starts_anew(self, address: ChannelAddress) -> None:
        self.fail(address, 1, 2)
        checking.record(address, Outcome(State.OK), date(2026, 3, 3))
        assert self.fail(address, 4, 5) == State.CAUTION

    def test_it_can_recover(self, address: ChannelAddress) -> None:
        self.fail(address, 1, 2, 3)
        assert checking.record(address, Outcome(State.OK), date(2026, 3, 4)) == State.OK

    @pytest.mark.parametrize("verb", ["UPDATE {} SET state = 'ok'", "DELETE FROM {}"])
    def test_history_is_append_only(self, address: ChannelAddress, verb: str) -> None:
        self.fail(address, 1)
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(verb.format(ChannelState._meta.db_table))


@pytest.mark.django_db
class TestRound:
    @pytest.fixture
    def channel(self, server: Server, home: Municipality) -> OnlineChannel:
        return OnlineChannel.objects.create(name="Antrag", url=server.answer("/antrag"))

    def test_visits_the_channels_of_the_directory(self, channel: OnlineChannel) -> None:
        assert checking.check_due(Visitor(pause=0)) == {State.OK: 1}
        address = ChannelAddress.objects.get()
        assert (address.labels, address.state) == (["Antrag"], State.OK)

    def test_visits_the_addresses_of_assessments(
        self, server: Server, ours: LeikaEntry, observe: Observe
    ) -> None:
        observe(3, date(2026, 1, 1), channel_url=server.answer("/antrag"))
        assert checking.check_due(Visitor(pause=0)) == {State.OK: 1}

    def test_the_same_day_it_is_left_alone(self, channel: OnlineChannel) -> None:
        checking.check_due(Visitor(pause=0))
        assert checking.check_due(Visitor(pause=0)) == {}

    def test_a_dropped_channel_is_no_longer_visited(self, channel: OnlineChannel) -> None:
        checking.check_due(Visitor(pause=0))
        channel.delete()
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            assert checking.check_due(Visitor(pause=0)) == {}

    def test_silence_everywhere_is_our_own_fault(self, home: Municipality, settings: Any) -> None:
        settings.LINKCHECK_ALLOW_LOOPBACK = True
        for number in range(3):
            OnlineChannel.objects.create(name=f"{number}", url=f"http://localhost:1/{number}")
        assert checking.check_due(Visitor(pause=0)) == {"no_connection": 3}
        assert not ChannelState.objects.exists()


@pytest.mark.django_db
class TestFigures:
    @pytest.fixture
    def broken(self, ours: LeikaEntry, observe: Observe) -> ChannelAddress:
        observe(3, date(2026, 1, 1), channel_url="https://amt.de/")
        address = ChannelAddress.objects.create(url="https://amt.de/")
        TestVerdict().fail(address, 1, 2, 3)
        return address

    def test_a_broken_address_is_counted_and_dated(
        self, home: Municipality, broken: ChannelAddress
    ) -> None:
        data = figures_at(home, date(2026, 3, 3))
        assert data["figures"]["links"]["broken"] == 1
        (entry,) = data["entries"]
        assert (entry["link"]["state"], entry["link"]["since"]) == ("broken", "2026-03-01")

    def test_the_past_stays_as_it_was(self, home: Municipality, broken: ChannelAddress) -> None:
        links = figures_at(home, date(2026, 3, 2))["figures"]["links"]
        assert (links["broken"], links["caution"]) == (0, 1)

    def test_online_without_address_is_missing(
        self, home: Municipality, ours: LeikaEntry, observe: Observe
    ) -> None:
        observe(2, date(2026, 1, 1))
        assert figures_at(home, date(2026, 3, 2))["figures"]["links"]["missing"] == 1

    def test_the_service_says_so(self, home: Municipality, broken: ChannelAddress) -> None:
        (status,) = statuses_for_keys(["99008001012000"], municipality=home).values()
        assert status.label == "online, Link defekt seit 01.03.2026"

    def test_the_list_says_so(
        self, citizen: Client, home: Municipality, broken: ChannelAddress
    ) -> None:
        page = citizen.get("/digitalisierung/leistungen/?link=broken").content.decode()
        assert "online, Link defekt seit 01.03.2026" in page


@pytest.mark.django_db
class TestFetch:
    HEADER = b"leika_key;ars;url;online_status\n"

    def row(self, number: int) -> bytes:
        return f"9900800101{number:04};160770001001;https://a.de/;ok\n".encode()

    def test_whole_export_waits_for_confirmation(
        self, server: Server, home: Municipality, settings: Any
    ) -> None:
        settings.DASHBOARD_URL = server.url("/dash")
        path = "/dash/160770001001/export?filetype=csv&includeAbove=true"
        server.answer(path, body=self.HEADER + self.row(1))
        assert fetch() == "1 rows wait for confirmation"
        assert CatalogueEdition.objects.waiting().get().area == "160770001001"

    def test_too_large_comes_in_pages(
        self, server: Server, home: Municipality, settings: Any, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("ozg_catalog.directory_fetch.PAGE_SIZE", 2)
        settings.DASHBOARD_URL = server.url("/dash")
        path = "/dash/160770001001/export?filetype=csv&includeAbove=true"
        server.answer(path, 413)
        for page, numbers in enumerate([(1, 2), (3,)]):
            body = self.HEADER + b"".join(self.row(number) for number in numbers)
            server.answer(f"{path}&page={page}&size=2", body=body)
        assert fetch() == "3 rows wait for confirmation"

    def test_a_silent_server_changes_nothing(
        self, server: Server, home: Municipality, settings: Any
    ) -> None:
        settings.DASHBOARD_URL = server.url("/dash")
        assert fetch().startswith("not fetched")
        assert not CatalogueEdition.objects.exists()
