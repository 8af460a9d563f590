"""Visits sealed on a guest's device: what is accepted, and what is not."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from guestreg import arrival, gateway, licences, places
from guestreg.gateway import CheckInGateway
from guestreg.models import Code, DataRequest, Licence, SealedBy, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, give, take

pytestmark = pytest.mark.django_db


def test_sealed_visit_is_stored(send: Callable, message: Callable) -> None:
    answer = send(message())
    assert answer.status_code == 201
    assert Visit.objects.get().sealed_by == SealedBy.BROWSER


def test_office_reads_it_in_the_end(
    send: Callable, message: Callable, ask: Callable, baker: User, health_officer: User
) -> None:
    send(message())
    asked: DataRequest = give(ask(), baker)
    (row,) = take(asked, health_officer)
    assert row.family_name == GUEST["family_name"]


def test_a_group_is_stored_as_single_visits(send: Callable, message: Callable) -> None:
    assert send(message(GUEST, GUEST, GUEST)).json()["persons"] == 3
    assert Visit.objects.count() == 3


def test_same_message_twice_is_stored_once(send: Callable, message: Callable) -> None:
    body = message(GUEST, GUEST)
    assert send(body).status_code == send(body).status_code == 201
    assert Visit.objects.count() == 2


def test_the_database_plans_the_statement_once_per_session(
    send: Callable, message: Callable
) -> None:
    """Parsing and planning it anew costs PostgreSQL more than storing the visit."""
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # what earlier tests left in this session
        send(message())
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        assert any("INSERT INTO guestreg_visit" in statement for (statement,) in cursor)


@pytest.mark.parametrize(
    "changes",
    [
        {"token": "x"},
        {"day": "2020-01-01"},
        {"office": "other"},
        {"venue": "other"},
        {"sealed": []},
        {"sealed": ["AAAA"]},
        {"sealed": ["not base64!"]},
        {"sealed": [base64.b64encode(b'{"given_name":"Erna"}'.ljust(512)).decode()]},
        {"sealed": "x"},
        {"waited": "soon"},
    ],
)
def test_wrong_messages_are_refused(send: Callable, message: Callable, changes: dict) -> None:
    answer = send(message() | changes)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    "body", [b"[" * 19_000, b"[]", b"{", b"null", b'{"sealed": null}', b"\xff" * 30_000]
)
def test_garbage_is_refused(citizen: Client, code: Code, body: bytes) -> None:
    answer = citizen.post(code.get_absolute_url(), body, content_type="application/json")
    assert answer.status_code == 422


def test_too_many_persons_are_refused(send: Callable, message: Callable) -> None:
    body = message()
    assert send(body | {"sealed": body["sealed"] * 11}).status_code == 422


def test_visit_sent_late_keeps_its_time(send: Callable, message: Callable) -> None:
    body = message()
    start = timezone.now()
    with time_machine.travel(start + timedelta(minutes=50)):
        assert send(body | {"waited": 3000}).status_code == 201
    assert abs(Visit.objects.get().arrived_at - start) <= timedelta(minutes=5)


def test_nobody_was_there_before_the_page_was_opened(send: Callable, message: Callable) -> None:
    send(message(waited=100_000))
    assert timezone.now() - Visit.objects.get().arrived_at < timedelta(minutes=6)


def test_suspended_licence_refuses_sealed_visits(
    send: Callable, message: Callable, licence: Licence
) -> None:
    body = message()
    licences.suspend(actor=None, licence=licence, reason="Prüfung")
    assert send(body).status_code == 422


def test_database_refuses_what_the_memory_still_permits(
    message: Callable, code: Code, licence: Licence
) -> None:
    """Between two looks at the licence the database's own rule decides."""
    places.forget()
    body = json.dumps(message()).encode()
    arrival.receive(code.code, json.dumps(message()).encode())
    Licence.objects.filter(pk=licence.pk).update(state=Licence.State.SUSPENDED)
    with pytest.raises(Exception, match="licence"):
        arrival.receive(code.code, body)


def test_gateway_answers_without_django(message: Callable, code: Code) -> None:
    import io

    places.forget()
    body = json.dumps(message()).encode()
    started: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json",
        "PATH_INFO": code.get_absolute_url(), "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }  # fmt: skip
    gateway = CheckInGateway(lambda environ, start: [b"django"])
    answer = b"".join(gateway(environ, lambda *head: started.append(head)))
    assert json.loads(answer)["persons"] == 1
    status, headers = started[0]
    assert status == "201 Created"
    assert "Set-Cookie" not in dict(headers)


def test_gateway_takes_a_code_in_small_letters(message: Callable, code: Code) -> None:
    environ = {"PATH_INFO": code.get_absolute_url().lower()}
    assert gateway._code(environ) == code.code


@pytest.mark.parametrize(
    "changes",
    [{"REQUEST_METHOD": "GET"}, {"CONTENT_TYPE": "text/plain"}, {"PATH_INFO": "/gast/"}],
)
def test_gateway_lets_everything_else_through(changes: dict) -> None:
    environ = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": "application/json", "PATH_INFO": "/c/X"}
    gateway = CheckInGateway(lambda environ, start: [b"django"])
    assert list(gateway(environ | changes, lambda *head: None)) == [b"django"]
