"""Ports that are taken are named, and nobody waits for what will not come."""

import socket
from collections.abc import Iterator

import pytest

from portal.demo import network
from portal.demo.errors import DemoError
from portal.demo.network import demand_free, serves, wait_for


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens and never answers."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_free_port_is_fine(free: int) -> None:
    demand_free(free, "PORT")


def test_a_taken_port_is_refused_with_a_way_out(taken: int) -> None:
    with pytest.raises(DemoError, match=rf"uses port {taken}\. End it, or choose .* PORT=8100"):
        demand_free(taken, "PORT")


def test_nobody_serves_on_a_free_port(free: int) -> None:
    assert not serves(free, "/")


def test_waiting_ends_when_there_is_nothing_to_wait_for(free: int) -> None:
    def dead() -> None:
        raise DemoError("The process 'web' has ended")

    with pytest.raises(DemoError, match="has ended"):
        wait_for(free, "/", dead)


def test_waiting_ends_some_day(free: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "READY_SECONDS", 0.1)
    with pytest.raises(DemoError, match="did not answer"):
        wait_for(free, "/", lambda: None)
