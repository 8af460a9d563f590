"""How open data is delivered: origins, ETag, limits, errors, no cookies."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from portal.api.models import RateWindow
from portal.api.rates import prune

pytestmark = pytest.mark.django_db
INDEX = "/api/v1/"


def test_every_origin_may_read(citizen: Client) -> None:
    assert citizen.get(INDEX)["Access-Control-Allow-Origin"] == "*"


def test_preflight_is_answered(citizen: Client) -> None:
    response = citizen.options(INDEX, headers={"Origin": "https://other.example.org"})
    assert response.status_code == 204
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


def test_errors_can_be_read_from_every_origin_too(citizen: Client) -> None:
    assert citizen.get("/api/v1/none")["Access-Control-Allow-Origin"] == "*"


def test_no_cookie_is_set(citizen: Client) -> None:
    assert not citizen.get(INDEX).cookies


def test_a_known_answer_is_not_sent_again(citizen: Client) -> None:
    tag = citizen.get(INDEX)["ETag"]
    response = citizen.get(INDEX, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


def test_an_unknown_tag_gets_the_answer(citizen: Client) -> None:
    assert citizen.get(INDEX, headers={"If-None-Match": '"old"'}).status_code == 200


def test_answers_may_be_stored_for_a_minute(citizen: Client) -> None:
    assert citizen.get(INDEX)["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_only(citizen: Client, method: str) -> None:
    response = getattr(citizen, method)(INDEX)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_unknown_address_is_a_problem_with_a_way_out(citizen: Client) -> None:
    response = citizen.get("/api/v1/none")
    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "http://testserver/api/v1/docs#fehler-404",
        "title": "Not Found",
        "status": 404,
        "detail": "Das gibt es hier nicht. Alle Adressen stehen unter /api/v1/docs.",
        "instance": "/api/v1/none",
    }


def test_over_the_limit_says_how_long_to_wait(citizen: Client, settings: Settings) -> None:
    settings.PORTAL_API_RATE = 2
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, 20, tzinfo=UTC), tick=False):
        statuses = [citizen.get(INDEX).status_code for _ in range(3)]
        refused = citizen.get(INDEX)
    assert statuses == [200, 200, 429]
    assert refused["Retry-After"] == "40"
    assert refused.json()["title"] == "Too Many Requests"


def test_the_next_minute_is_free_again(citizen: Client, settings: Settings) -> None:
    settings.PORTAL_API_RATE = 1
    with time_machine.travel(datetime(2026, 3, 2, 12, 0, 59, tzinfo=UTC), tick=False) as clock:
        citizen.get(INDEX)
        assert citizen.get(INDEX).status_code == 429
        clock.shift(1)
        assert citizen.get(INDEX).status_code == 200


def test_another_network_is_not_held_up(citizen: Client, settings: Settings) -> None:
    settings.PORTAL_API_RATE = 1
    citizen.get(INDEX, REMOTE_ADDR="198.51.100.1")
    assert citizen.get(INDEX, REMOTE_ADDR="198.51.100.200").status_code == 429
    assert citizen.get(INDEX, REMOTE_ADDR="203.0.113.1").status_code == 200


def test_pages_are_not_counted(citizen: Client) -> None:
    citizen.get("/healthz")
    assert not RateWindow.objects.exists()


def test_no_address_is_stored(citizen: Client) -> None:
    citizen.get(INDEX, REMOTE_ADDR="198.51.100.7")
    assert "198.51" not in RateWindow.objects.get().key


def test_old_counts_are_removed(citizen: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False) as clock:
        citizen.get(INDEX)
        assert prune() == 0
        clock.shift(61)
        assert prune() == 1
