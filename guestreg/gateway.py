"""Takes sealed check-ins before Django's middleware: no session, no cookie, one statement.

Everything else goes on to the application behind it. Nothing here logs what a request holds.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import connection
from django.utils import translation

from guestreg.arrival import LARGEST_MESSAGE, receive
from guestreg.errors import BusyError, CheckInError, StalePageError
from guestreg.rates import admit

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]
PREFIX = "/c/"
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
logger = logging.getLogger(__name__)


class CheckInGateway:
    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if not _is_sealed_check_in(environ):
            return self.application(environ, start_response)
        status, body = answer(_code(environ), _body(environ), environ, language=_language(environ))
        content = json.dumps(body).encode()
        start_response(status, [*HEADERS, ("Content-Length", str(len(content)))])
        return [content]


def _language(environ: dict[str, Any]) -> str:
    return "en" if "lang=en" in environ.get("QUERY_STRING", "") else "de"


def _is_sealed_check_in(environ: dict[str, Any]) -> bool:
    return (
        environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_TYPE") == "application/json"
        and environ["PATH_INFO"].startswith(PREFIX)
    )


def _code(environ: dict[str, Any]) -> str:
    code: str = environ["PATH_INFO"].removeprefix(PREFIX)
    return code.upper()  # typed by hand from the poster it may be small


def _body(environ: dict[str, Any]) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(min(length, LARGEST_MESSAGE))
    return body


def answer(
    code: str, body: bytes, meta: Mapping[str, Any], *, language: str
) -> tuple[str, dict[str, Any]]:
    """Status line and JSON; the same for gateway and view."""
    try:
        network = admit(code, meta)
        return "201 Created", receive(code, body, network).as_json()
    except CheckInError as error:
        return _refusal(error, language)
    except Exception as error:
        # The message of a database error can hold values; its kind is enough to look further.
        logger.error("A sealed check-in failed: %s", type(error).__name__)
        # Django does this around its requests, which this one is not: after a restart of the
        # database this thread would keep its dead connection for ever.
        connection.close_if_unusable_or_obsolete()
        return "503 Service Unavailable", {"error": ""}


def _refusal(error: CheckInError, language: str) -> tuple[str, dict[str, Any]]:
    """``stale``: a page opened anew may do it. What waits on a phone is kept there after a 429."""
    busy = isinstance(error, BusyError)
    status = "429 Too Many Requests" if busy else "422 Unprocessable Content"
    with translation.override(language):
        return status, {"error": str(error), "stale": isinstance(error, StalePageError)}
