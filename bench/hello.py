"""The least a WSGI server can be asked to do: the limit of everything that is served."""

from collections.abc import Callable, Iterable
from typing import Any

BODY = b"hello"


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(BODY)))])
    return [BODY]
