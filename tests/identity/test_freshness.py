"""Dangerous acts need somebody who has just signed in."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from identity.models import BusinessInvitation, User
from tests.identity.conftest import SignIn

pytestmark = pytest.mark.django_db
# Fixed, because every worker has to collect the same tests.
SOME = "00000000-0000-4000-8000-000000000000"
ADMIN = "administrator"
KEY_PAGE = f"/gast/ort/{SOME}/schluessel/"
BUSINESS_ACTS = [
    ("post", f"/gast/anforderung/{SOME}/freigeben/", f"/gast/anforderung/{SOME}/"),
    ("get", KEY_PAGE, KEY_PAGE),
    ("post", KEY_PAGE, KEY_PAGE),
    ("post", "/konto/unternehmen/einladen/", "/konto/unternehmen/"),
    ("post", "/konto/unternehmen/personen/1/", "/konto/unternehmen/"),
]
OFFICE_KEYS = "/verwaltung/gaestedaten/schluessel/"
BULK = "/verwaltung/bulk/identity/user/"
REQUEST = f"/verwaltung/gaestedaten/{SOME}/"
STAFF_ACTS = [
    ("health_officer", "post", f"{REQUEST}approve/", REQUEST),
    ("health_officer", "post", f"{REQUEST}paket/", REQUEST),
    ("health_officer", "get", f"{OFFICE_KEYS}stapel/", f"{OFFICE_KEYS}stapel/"),
    ("administrator", "get", "/verwaltung/users/", "/verwaltung/users/"),
    ("administrator", "post", "/verwaltung/users/new/", "/verwaltung/users/new/"),
    ("administrator", "get", "/verwaltung/groups/new/", "/verwaltung/groups/new/"),
    ("administrator", "post", f"{BULK}assign_role/", f"{BULK}assign_role/"),
    ("administrator", "post", f"{BULK}set_active_state/", f"{BULK}set_active_state/"),
    ("administrator", "post", "/verwaltung/konten/bundid/bestaetigen/", "/verwaltung/konten/"),
]


def grow_old(client: Client) -> Client:
    """As if the sign-in were long ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = 0
    session.save()
    return client


@pytest.mark.parametrize(("method", "address", "back"), BUSINESS_ACTS)
def test_a_company_signs_in_once_more(
    baker: User, login: Callable[[User], Client], method: str, address: str, back: str
) -> None:
    answer = getattr(grow_old(login(baker)), method)(address)
    assert answer["Location"] == f"/konto/anmelden/bestaetigen/?next={back.replace('/', '%2F')}"


@pytest.mark.parametrize("act", STAFF_ACTS, ids=[each[2] for each in STAFF_ACTS])
def test_staff_confirm(
    staff: Callable[[str], User], login: Callable[[User], Client], act: tuple[str, ...]
) -> None:
    role, method, address, back = act
    answer = getattr(grow_old(login(staff(role))), method)(address)
    assert answer["Location"] == f"/konto/bestaetigen/?next={back.replace('/', '%2F')}"


@pytest.mark.parametrize(("method", "address", "_back"), BUSINESS_ACTS[:3])
def test_who_has_just_signed_in_gets_there(
    baker: User, login: Callable[[User], Client], method: str, address: str, _back: str
) -> None:
    assert getattr(login(baker), method)(address).status_code == 404


def test_signing_in_at_the_state_account_again_opens_the_way(
    client: Client, sign_in: SignIn
) -> None:
    sign_in(client, "baeckerei")
    page = client.get(grow_old(client).post("/konto/unternehmen/einladen/")["Location"])
    assert "bestätigen Sie" in page.content.decode()
    assert "noch nicht ausgeführt" in page.content.decode()
    assert not BusinessInvitation.objects.exists()
    back = sign_in(client, "baeckerei", target="/konto/unternehmen/")
    assert back["Location"] == "/konto/unternehmen/"
    client.post("/konto/unternehmen/einladen/", {"role": "staff"})
    assert BusinessInvitation.objects.count() == 1


def test_the_password_opens_the_way_for_staff(
    administrator: User, login: Callable[[User], Client]
) -> None:
    client = grow_old(login(administrator))
    address = client.get("/verwaltung/users/new/")["Location"]
    assert "Bitte bestätigen Sie" in client.get(address).content.decode()
    wrong = {"password": "falsch", "next": "/verwaltung/users/new/"}
    assert client.post(address, wrong).status_code == 200
    right = wrong | {"password": "ein langes Kennwort"}
    assert client.post(address, right)["Location"] == "/verwaltung/users/new/"
    assert client.get("/verwaltung/users/new/").status_code == 200


def test_nobody_gets_a_role_without_confirming(
    administrator: User, editor: User, login: Callable[[User], Client]
) -> None:
    form = {"username": "editor", "is_active": "on", "groups": [Group.objects.get(name=ADMIN).pk]}
    grow_old(login(administrator)).post(f"/verwaltung/users/edit/{editor.pk}/", form)
    assert not editor.groups.filter(name=ADMIN).exists()


def test_a_foreign_address_is_no_way_back(baker: User, login: Callable[[User], Client]) -> None:
    page = login(baker).get("/konto/anmelden/bestaetigen/?next=https://evil.example.org/")
    assert "evil" not in page.content.decode() + page.get("Location", "")
