"""Every address of guest registration refuses the outsider."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from guestreg.models import Code, DataRequest, Licence, Venue
from identity.models import User

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def addresses(licence: Licence, venue: Venue, code: Code, ask: Callable) -> dict[str, list]:
    asked = ask()
    return {
        "licence": [licence.pk],
        "licence-end": [licence.pk],
        "venue-create": [licence.pk],
        "venue": [venue.public_id],
        "venue-change": [venue.public_id],
        "venue-pause": [venue.public_id],
        "area-add": [venue.public_id],
        "code-open": [code.area_id],
        "code-close": [code.code],
        "poster": [code.code],
        "code-svg": [code.code],
        "request": [asked.public_id],
        "request-release": [asked.public_id],
        "request-refuse": [asked.public_id],
    }


OBJECTS = [
    "licence", "licence-end", "venue-create", "venue", "venue-change", "venue-pause", "area-add",
    "code-open", "code-close", "poster", "code-svg", "request", "request-release", "request-refuse",
]  # fmt: skip
STAFF = ["licences", "licence", "requests", "choose-venue", "make-request", "request", "deletions"]


def test_w14_rival_finds_nothing(addresses: dict, rival: User, login: Login) -> None:
    client = login(rival)
    for name in OBJECTS:
        url = reverse(f"guestreg:{name}", args=addresses[name])
        assert client.get(url).status_code in (404, 405), name
        assert client.post(url, {"reason": "x", "name": "x"}).status_code == 404, name


def test_anonymous_is_sent_to_sign_in(addresses: dict, citizen: Client) -> None:
    for name in OBJECTS:
        url = reverse(f"guestreg:{name}", args=addresses[name])
        assert citizen.post(url).status_code == 302, name


@pytest.mark.parametrize("role", ["editor", "health_officer", "licence_officer", "administrator"])
def test_staff_do_not_act_for_a_business(
    role: str, addresses: dict, request: pytest.FixtureRequest, login: Login
) -> None:
    client = login(request.getfixturevalue(role))
    for name in OBJECTS:
        url = reverse(f"guestreg:{name}", args=addresses[name])
        assert client.post(url).status_code == 403, name


def staff_url(name: str, licence: Licence, venue: Venue, asked: DataRequest) -> str:
    arguments = {
        "licence": [licence.pk],
        "make-request": [venue.public_id],
        "request": [asked.public_id],
    }
    return reverse(f"guestreg_staff:{name}", args=arguments.get(name, []))


ALLOWED = {
    "licence_officer": {"licences", "licence", "deletions"},
    "health_officer": {"requests", "choose-venue", "make-request", "request", "deletions"},
}


@pytest.fixture
def staff_urls(licence: Licence, venue: Venue, ask: Callable) -> dict[str, str]:
    asked = ask()
    return {name: staff_url(name, licence, venue, asked) for name in STAFF}


ROLES = ["editor", "digital_officer", "licence_officer", "health_officer", "administrator", "baker"]


@pytest.mark.parametrize("role", ROLES)
def test_w14_staff_section_opens_for_its_role_only(
    role: str, staff_urls: dict[str, str], request: pytest.FixtureRequest, login: Login
) -> None:
    client = login(request.getfixturevalue(role))
    opened = {name for name, url in staff_urls.items() if client.get(url).status_code == 200}
    assert opened == ALLOWED.get(role, set())


@pytest.mark.parametrize("role", ["licence_officer", "editor", "administrator", "baker"])
def test_only_the_health_office_takes(
    role: str, released: DataRequest, request: pytest.FixtureRequest, login: Login
) -> None:
    url = reverse("guestreg_staff:take", args=[released.public_id])
    response = login(request.getfixturevalue(role)).post(url)
    assert response.status_code == 302
    released.refresh_from_db()
    assert released.downloads == 0


def test_only_the_licence_officer_decides(
    submitted: Licence, health_officer: User, login: Login
) -> None:
    url = reverse("guestreg_staff:decide", kwargs={"pk": submitted.pk, "verb": "grant"})
    login(health_officer).post(url)
    submitted.refresh_from_db()
    assert submitted.state == Licence.State.SUBMITTED
