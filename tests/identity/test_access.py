"""Who may open a view for companies."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from identity.access import BusinessRequest, business_required
from identity.models import User


@business_required
def company_name(request: BusinessRequest) -> HttpResponse:
    return HttpResponse(request.business.name)


def request_by(user: User) -> HttpRequest:
    request = RequestFactory().get("/gast/antrag/?schritt=2")
    request.user = user
    return request


def test_a_company_gets_in(baker: User) -> None:
    assert company_name(request_by(baker)).content.decode() == "Bäckerei Beispiel"


def test_staff_are_kept_out(administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        company_name(request_by(administrator))


def test_nobody_is_sent_to_the_sign_in_page_and_back() -> None:
    from django.contrib.auth.models import AnonymousUser

    response = company_name(request_by(AnonymousUser()))
    assert response["Location"] == "/konto/anmelden/?next=/gast/antrag/%3Fschritt%3D2"


def test_the_administration_has_no_sign_in_of_its_own(client: Client, db: None) -> None:
    response = client.get("/verwaltung/login/?next=/verwaltung/")
    assert response["Location"] == "/konto/anmelden/verwaltung/?next=/verwaltung/"
    assert client.get("/verwaltung/")["Location"].startswith("/konto/anmelden/verwaltung/")


def test_staff_sign_in_by_password(client: Client, editor: User) -> None:
    response = client.post(
        "/konto/anmelden/verwaltung/", {"login": "editor", "password": "ein langes Kennwort"}
    )
    assert response["Location"] == "/verwaltung/"


def test_a_company_cannot_sign_in_by_password(client: Client, baker: User) -> None:
    response = client.post("/konto/anmelden/verwaltung/", {"login": "baker", "password": ""})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["signup/", "registrieren/", "3rdparty/", "email/"])
def test_nobody_signs_up(client: Client, db: None, path: str) -> None:
    assert client.get(f"/konto/{path}").status_code == 404


def test_sign_in_leads_back_only_to_own_pages(client: Client, db: None) -> None:
    page = client.get("/konto/anmelden/?next=https://evil.example.org/").content.decode()
    assert "evil" not in page


def test_account_page_names_the_company(baker: User, login: Callable[[User], Client]) -> None:
    assert "Bäckerei Beispiel" in login(baker).get("/konto/").content.decode()


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_account_page_of_staff_leads_to_the_administration(
    role: str, staff: Callable[[str], User], login: Callable[[User], Client]
) -> None:
    assert "/verwaltung/" in login(staff(role)).get("/konto/").content.decode()


def test_sign_out_asks_first(baker: User, login: Callable[[User], Client]) -> None:
    client = login(baker)
    assert client.get("/konto/abmelden/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/konto/abmelden/")["Location"] == "/konto/abgemeldet/"
    assert "_auth_user_id" not in client.session
