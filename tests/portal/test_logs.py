"""What stands in the logs, and what never does."""

import logging
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings as configured
from django.core import mail
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from pytest_django import Settings

from portal.logs import Formatter, RouteInsteadOfPath
from portal.urls import urlpatterns as portal_addresses

NAME = "Erika Mustermann"


def broken(request: HttpRequest, code: str) -> HttpResponse:
    try:
        raise ValueError(f"Key (name)=({NAME})")
    except ValueError as error:
        raise RuntimeError(f"No place for {NAME}") from error


urlpatterns = [path("c/<str:code>/", broken), *portal_addresses]


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """The lines that the configured handler writes."""
    written: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Handler()
    handler.setFormatter(Formatter(configured.LOGGING["formatters"]["line"]["format"]))
    handler.addFilter(RouteInsteadOfPath())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_request_line_has_route_status_and_time(citizen: Client, lines: list[str]) -> None:
    citizen.get("/api/v1/ozg/services?ozg_id=10042", REMOTE_ADDR="198.51.100.7")
    (line,) = [line for line in lines if "portal.requests" in line]
    assert " GET api/v1/ozg/services 200 " in line
    assert "10042" not in line
    assert "198.51.100.7" not in line


@pytest.mark.urls("tests.portal.test_logs")
def test_failed_request_tells_the_way_but_no_value(citizen: Client, lines: list[str]) -> None:
    citizen.raise_request_exception = False
    citizen.get("/c/geheimer-code/?name=Mustermann")
    text = "\n".join(lines)
    assert "builtins.ValueError" in text
    assert "builtins.RuntimeError" in text
    assert "in broken" in text
    assert "c/<str:code>/" in text
    for secret in ("Mustermann", "geheimer-code"):
        assert secret not in text.replace('raise RuntimeError(f"No place for {NAME}")', "")


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.test_logs")
def test_unknown_address_is_not_written(citizen: Client, lines: list[str]) -> None:
    citizen.get("/mustermann/")
    assert lines
    assert "mustermann" not in "\n".join(lines)


@pytest.mark.urls("tests.portal.test_logs")
def test_no_mail_is_sent_about_errors(citizen: Client, settings: Settings) -> None:
    settings.ADMINS = [("A", "admin@stadt.example.org")]
    citizen.raise_request_exception = False
    citizen.get("/c/x/")
    assert mail.outbox == []


def test_formatter_without_an_exception_writes_nothing() -> None:
    assert Formatter().formatException(sys.exc_info()) == ""


def test_records_without_a_request_stay_as_they_are() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", ("/c/abc/",), None)
    assert RouteInsteadOfPath().filter(record)
    assert record.getMessage() == "/c/abc/"


def test_other_arguments_of_a_request_record_stay() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s: %s", ("Not Found", "/healthz"), None)
    record.request = RequestFactory().get("/healthz")
    RouteInsteadOfPath().filter(record)
    assert record.getMessage() == "Not Found: healthz"
