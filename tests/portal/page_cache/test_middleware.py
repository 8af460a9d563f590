"""Which answers count as the same for everybody."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import resolve

from portal.page_cache.middleware import KEEP, PublicPageMiddleware

Answer = Callable[[HttpRequest], HttpResponse]


def kept(answer: Answer, path: str = "/digitalisierung/", **environ: str) -> bool | None:
    request = RequestFactory().get(path, **environ)

    def respond(request: HttpRequest) -> HttpResponse:
        request.resolver_match = resolve(request.path)
        return answer(request)

    PublicPageMiddleware(respond)(request)
    return request.META.get(KEEP)


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def with_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_cookie(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse("page")
    response.set_cookie("a", "b")
    return response


def missing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("none", status=404)


def private(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("mine", headers={"Cache-Control": "private"})


@pytest.mark.parametrize("path", ["/digitalisierung/", "/en/digitalisierung/", "/impressum/"])
def test_a_public_page_is_kept(path: str) -> None:
    assert kept(page, path) is True


@pytest.mark.parametrize("answer", [with_form, with_cookie, missing])
def test_personal_or_failed_answers_are_not(answer: Answer) -> None:
    assert kept(answer) is False


def test_who_brings_a_cookie_gets_a_page_of_his_own() -> None:
    assert kept(page, HTTP_COOKIE="sessionid=1") is False


def test_a_view_that_says_private_stays_private() -> None:
    assert kept(private) is None


@pytest.mark.parametrize("path", ["/konto/", "/gast/", "/api/v1/", "/healthz", "/c/abc"])
def test_views_that_are_not_named_are_left_alone(path: str) -> None:
    assert kept(page, path) is None


@pytest.mark.django_db
def test_public_pages_ask_browsers_to_check(citizen: Client) -> None:
    response = citizen.get("/digitalisierung/")
    assert response["Cache-Control"] == "no-cache"
    assert "Cookie" in response["Vary"]
