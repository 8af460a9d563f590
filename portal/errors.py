"""Error pages. They use the normal look but no database, so that they work when it does not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django refused a form without a valid token: mostly a page left open for too long."""
    return _page(request, 403, "errors/form_expired.html")


def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """The address decides the language: an error may come before any middleware chose one."""
    language = translation.get_language_from_path(request.path_info) or "de"
    with translation.override(language):
        return render(request, template or f"errors/{status}.html", status=status)
