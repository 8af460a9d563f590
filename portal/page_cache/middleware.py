"""Which answers are the same for everybody: marked here, kept by ``portal.page_cache.wsgi``."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

KEEP = "portal.page_cache.keep"
Handler = Callable[[HttpRequest], HttpResponseBase]


class PublicPageMiddleware:
    """Outside of sessions and messages, so that it sees every cookie they set."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_public_view(request) and not response.has_header("Cache-Control"):
            # Browsers may keep a page but ask each time; sign-in changes it, so it varies.
            response["Cache-Control"] = "no-cache"
            patch_vary_headers(response, ["Cookie"])
            request.META[KEEP] = is_same_for_everybody(request, response)
        return response


def is_public_view(request: HttpRequest) -> bool:
    """Only views that are named: a new one must be thought about before it is kept."""
    match = request.resolver_match
    if match is None:
        return False
    return match.view_name in settings.PORTAL_PUBLIC_VIEWS or bool(
        set(match.namespaces[:1]) & settings.PORTAL_PUBLIC_NAMESPACES
    )


def is_same_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Made without knowing who asks, and setting nothing. A CSRF form would set its cookie."""
    return (
        request.method == "GET"
        and not request.COOKIES
        and response.status_code == HTTPStatus.OK
        and isinstance(response, HttpResponse)
        and not response.cookies
        and "CSRF_COOKIE" not in request.META
        and "*" not in response.get("Vary", "")
    )
