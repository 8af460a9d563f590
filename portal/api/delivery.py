"""How open data is delivered: to every origin, rarely twice, never too fast, errors as JSON."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control

from portal.api import problems, rates

PREFIX = "/api/v1/"
# Everything but the documentation page; a problem is no data.
DATA = (
    "application/json",
    "application/csvm+json",
    "application/rdf+xml",
    "application/schema+json",
    "application/zip",
    "text/csv",
    "text/turtle",
)
READING = {"GET", "HEAD"}
FRESH_SECONDS = 60
ERRORS: dict[int, Callable[[HttpRequest], HttpResponse]] = {
    301: problems.not_found,  # Django tries an unknown address once more with a slash
    404: problems.not_found,
    405: problems.method_not_allowed,
    500: problems.server_error,
}
Handler = Callable[[HttpRequest], HttpResponseBase]


class OpenDataMiddleware:
    """Stands before sessions and sign-in: open data knows no visitor and sets no cookie."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        return _shared(self._answer(request))

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(status=204)
        if request.method not in READING:
            return problems.method_not_allowed(request)
        if seconds := rates.seconds_to_wait(request):
            return problems.too_many(request, seconds)
        response = self.get_response(request)
        if response.status_code in ERRORS and _is_page(response):
            return ERRORS[response.status_code](request)
        return _conditional(request, response)


def _is_page(response: HttpResponseBase) -> bool:
    """An error that Django answered itself; people get the documentation page as HTML."""
    return not response.get("Content-Type", "").startswith(problems.CONTENT_TYPE)


def _is_data(response: HttpResponseBase) -> bool:
    return (
        response.status_code == HTTPStatus.OK
        and isinstance(response, HttpResponse)
        and response["Content-Type"].startswith(DATA)
    )


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The ETag is that of the content: equal data, equal tag, whichever process answered."""
    if not _is_data(response):
        return response
    assert isinstance(response, HttpResponse)
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    found = get_conditional_response(request, etag=tag, response=response)
    assert found is not None
    return found


def _shared(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    response["Access-Control-Allow-Headers"] = "If-None-Match, Accept, Accept-Language"
    response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    response["Access-Control-Max-Age"] = "86400"
    return response
