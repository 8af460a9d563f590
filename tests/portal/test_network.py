"""Which network a request comes from, and what of it is kept."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import RequestFactory
from pytest_django import Settings

from portal.network import client_address, network_of, pseudonym


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.77", "198.51.100.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:198.51.100.77", "198.51.100.0/24"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_network_of(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", ""),
    ],
)
def test_only_our_proxies_are_believed(
    settings: Settings, proxies: int, forwarded: str, found: str
) -> None:
    settings.PORTAL_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded}
    )
    assert client_address(request) == found


def test_pseudonym_changes_with_day_and_purpose() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as clock:
        today = pseudonym(request, purpose="api")
        assert pseudonym(request, purpose="api") == today
        assert pseudonym(request, purpose="search") != today
        clock.shift(86_400)
        assert pseudonym(request, purpose="api") != today
