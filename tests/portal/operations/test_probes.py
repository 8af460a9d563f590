"""/healthz, /readyz and /metrics, for machines."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.operations import readiness
from portal.operations.models import Schedule, ScheduleRun
from portal.operations.tasks import heartbeat

pytestmark = pytest.mark.django_db
TOKEN = "a-token-for-tests-of-32-characters"


@pytest.fixture
def all_ran(just_announced: None) -> None:
    heartbeat.apply()


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", refuse)


def test_healthz_needs_no_database(citizen: Client, no_database: None) -> None:
    assert citizen.get("/healthz").content == b"ok\n"


def test_ready_when_nothing_is_wrong(citizen: Client, all_ran: None) -> None:
    response = citizen.get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"ready": True, "problems": {}, "warnings": {}},
    )


def test_overdue_schedule_is_named(citizen: Client) -> None:
    Schedule.objects.update(announced_at=timezone.now() - timedelta(minutes=10))
    response = citizen.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"] == {"schedules": ["heartbeat"]}


def test_broken_database_says_no_address(citizen: Client, no_database: None) -> None:
    response = citizen.get("/readyz")
    assert response.status_code == 503
    assert response.json()["problems"]["database"] == ["unreachable"]
    assert b"10.0.0.7" not in response.content


def test_broker_that_is_away_is_named(citizen: Client, settings: Settings) -> None:
    from celery import current_app

    before = current_app.conf.broker_url
    current_app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        assert readiness.broker() == ["unreachable"]
    finally:
        current_app.conf.broker_url = before


def test_missing_migration_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    readiness._require_migrations.cache_clear()
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("services", "0002")])
    assert readiness.migrations() == ["missing"]


def test_missing_migration_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    test_missing_migration_is_named(monkeypatch)
    monkeypatch.undo()
    assert readiness.migrations() == []


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_set_no_cookie_and_are_not_stored(citizen: Client, address: str) -> None:
    response = citizen.get(address)
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_are_read_only(citizen: Client, address: str) -> None:
    assert citizen.post(address).status_code == 405


def test_metrics_name_the_schedule(citizen: Client, all_ran: None) -> None:
    text = citizen.get("/metrics").content.decode()
    assert 'portal_schedule_overdue{schedule="heartbeat"} 0.0' in text
    assert 'portal_ready{check="database"} 1.0' in text


def test_metrics_count_failures(citizen: Client) -> None:
    schedule, _created = Schedule.objects.get_or_create(name="heartbeat")
    run = ScheduleRun.objects.create(schedule=schedule, task_id="x", started_at=timezone.now())
    run.finish(ScheduleRun.Outcome.FAILED, "ValueError")
    assert b'portal_schedule_failures{schedule="heartbeat"} 1.0' in citizen.get("/metrics").content


@pytest.mark.parametrize("address", ["203.0.113.9", "10.0.0.2", "::ffff:10.0.0.2", "", "unix:"])
def test_metrics_are_closed_to_other_machines(citizen: Client, address: str) -> None:
    assert citizen.get("/metrics", REMOTE_ADDR=address).status_code == 403


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1"])
def test_metrics_are_open_to_this_machine(citizen: Client, address: str) -> None:
    assert citizen.get("/metrics", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_a_header_never_makes_a_stranger_local(citizen: Client, header: str) -> None:
    headers = {header: "127.0.0.1"}
    assert citizen.get("/metrics", REMOTE_ADDR="203.0.113.9", headers=headers).status_code == 403


def test_what_a_local_proxy_brings_is_not_local(citizen: Client) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9"}
    assert citizen.get("/metrics", REMOTE_ADDR="127.0.0.1", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 403),
        (f"Basic {TOKEN}", 403),
        ("Bearer ", 403),
        ("Bearer ü", 403),
    ],
)
def test_metrics_by_token(
    citizen: Client, settings: Settings, authorization: str, status: int
) -> None:
    settings.PORTAL_METRICS_TOKEN = TOKEN
    response = citizen.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION=authorization)
    assert response.status_code == status


def test_without_a_token_an_empty_one_opens_nothing(citizen: Client) -> None:
    response = citizen.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ")
    assert response.status_code == 403
