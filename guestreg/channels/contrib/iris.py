"""IRIS connect: ``createDataRequest`` comes in through our own EPS, ``submitGuestList`` goes out
from the officer's browser to the office's proxy (iris-documentation, app_onboarding, v0.2.0)."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guestreg.channels.base import MessageError, PublishedVenue, Wanted
from guestreg.channels.contrib import iris_search

PROXY_PORT = 32325
MOST_BYTES, LONGEST_MARK, LONGEST_HOST = 20_000, 200, 253
ZULU = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}", re.ASCII)
# JSON-RPC 2.0, section 5.1.
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602


class Iris:
    key: ClassVar[str] = "iris"
    label: ClassVar[Promise] = gettext_lazy("IRIS connect")

    def admits(self, request: HttpRequest) -> bool:
        if not _is_on():
            return False
        expected = f"Bearer {settings.GUESTREG_IRIS_SECRET}"
        return constant_time_compare(request.headers.get("Authorization", ""), expected)

    def open(self, body: bytes) -> tuple[Any, object]:
        message = _message(body)
        return message, message["id"]

    def read(self, content: Any) -> Wanted:
        if content["method"].rpartition(".")[2] != "createDataRequest":
            raise MessageError("Only createDataRequest is known here.", NO_METHOD)
        try:
            params = content["params"]
            return _wanted(params["dataRequest"], params["_client"])
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            raise MessageError("The data request is not complete.") from None

    def accepted(self, mark: object) -> dict[str, Any]:
        return {"jsonrpc": "2.0", "id": mark, "result": {"_": "OK"}}

    def refused(self, error: MessageError, mark: object) -> dict[str, Any]:
        problem = {"code": error.code or INVALID_PARAMS, "message": str(error)}
        return {"jsonrpc": "2.0", "id": mark, "error": problem}

    def publish(self, venues: Sequence[PublishedVenue]) -> bool:
        # Who could not ask us should not find the venues either.
        if not (_is_on() and settings.GUESTREG_IRIS_EPS):
            return False
        iris_search.keep(venues)
        return True

    def delivery(self, token: UUID, endpoint: str) -> dict[str, str] | None:
        if not _is_known_proxy(endpoint):
            return None
        origin = f"https://{endpoint}:{PROXY_PORT}"
        return {
            "origin": origin,
            "url": f"{origin}/",
            "client": settings.GUESTREG_IRIS_NAME,
            "token": str(token),
        }


def _is_on() -> bool:
    named = settings.GUESTREG_IRIS_PROXIES and settings.GUESTREG_IRIS_NAME
    return bool(settings.GUESTREG_IRIS_SECRET and named)


def _message(body: bytes) -> dict[str, Any]:
    """The envelope of JSON-RPC; calls in batches are not part of IRIS."""
    if len(body) > MOST_BYTES:
        raise MessageError("The message is too long.", INVALID_REQUEST)
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise MessageError("The message is no JSON.", PARSE_ERROR) from None
    known = isinstance(message, dict) and message.get("jsonrpc") == "2.0"
    if not known or not isinstance(message.get("method"), str) or not _is_mark(message.get("id")):
        raise MessageError("The message is no JSON-RPC 2.0 call.", INVALID_REQUEST)
    return message


def _is_mark(mark: object) -> bool:
    return (isinstance(mark, str) and len(mark) <= LONGEST_MARK) or type(mark) is int


def _wanted(asked: dict[str, Any], client: dict[str, Any]) -> Wanted:
    start, end, endpoint = _moment(asked["start"]), _moment(asked["end"]), asked["proxyEndpoint"]
    details = asked.get("requestDetails")
    if end <= start or not _is_known_proxy(endpoint):
        raise ValueError
    return Wanted(
        token=UUID(asked["dataAuthorizationToken"]),
        venue=UUID(asked["locationId"]),
        start=start,
        end=end,
        details=_text("" if details is None else details, 500),
        client=_text(client["name"], 100, least=1),
        endpoint=endpoint,
    )


def _is_known_proxy(endpoint: str) -> bool:
    """Guests go to proxies below the names that the operator trusts, and nowhere else."""
    below = tuple(f".{name}" for name in settings.GUESTREG_IRIS_PROXIES)
    return (
        len(endpoint) <= LONGEST_HOST
        and bool(HOST.fullmatch(endpoint))
        and endpoint.endswith(below)
    )


def _moment(text: str) -> datetime:
    if not ZULU.fullmatch(text):
        raise ValueError
    return datetime.fromisoformat(text).astimezone(UTC)


def _text(value: str, most: int, least: int = 0) -> str:
    if not least <= len(value.strip()) <= most or "\x00" in value:
        raise ValueError
    return value.strip()
