"""Logs without anything personal: no address, no query, no code of a place, no quoted values.

Addresses of pages may carry the code of a place, so the route stands for them. Texts of
exceptions may quote what somebody typed or a row of the database, so only their kinds are
written, with the lines of code that they came through.
"""

import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

logger = logging.getLogger("portal.requests")

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Formatter(logging.Formatter):
    """One line for the message; below it the way of an exception, without its text."""

    def formatException(self, ei: ExceptionInfo) -> str:
        error = ei[1]
        return "\n".join(_told(error)) if error else ""


def _told(error: BaseException) -> list[str]:
    """The cause first, as Python prints it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = _told(before) if before else []
    frames = traceback.format_list(traceback.extract_tb(error.__traceback__))
    kind = type(error)
    return [*earlier, *(frame.rstrip() for frame in frames), f"{kind.__module__}.{kind.__name__}"]


class RouteInsteadOfPath(logging.Filter):
    """Django writes the path of a failed request; the route says as much to an operator."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            record.args = tuple(
                route_of(request) if value == request.path else value for value in record.args
            )
        return True


class RequestLogMiddleware:
    """One line per request that reached Django: method, route, status, milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        response = self.get_response(request)
        spent = (time.perf_counter() - begin) * 1000
        method, status = request.method, response.status_code
        logger.info("%s %s %d %.0fms", method, route_of(request), status, spent)
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern that the address matched, such as ``c/<str:code>/``."""
    match = request.resolver_match
    try:
        return (match or resolve(request.path_info)).route
    except Resolver404:
        return "(no route)"
