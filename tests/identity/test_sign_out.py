"""Signing out ends a person's sessions, by default on every device."""

from collections.abc import Callable

import pytest
from django.test import Client

from identity.models import User
from tests.identity.conftest import SignIn

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def is_signed_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def test_signing_out_ends_the_sessions_on_every_device(baker: User, login: Login) -> None:
    here, there = login(baker), login(baker)
    here.post("/konto/abmelden/")
    assert (is_signed_in(here), is_signed_in(there)) == (False, False)


def test_one_may_leave_this_device_only(baker: User, login: Login) -> None:
    here, there = login(baker), login(baker)
    page = here.post("/konto/abmelden/", {"wo": "hier"}, follow=True)
    assert "Auf anderen Geräten bleiben Sie angemeldet" in page.content.decode()
    assert (is_signed_in(here), is_signed_in(there)) == (False, True)


def test_nobody_else_is_signed_out(baker: User, rival: User, login: Login) -> None:
    other = login(rival)
    login(baker).post("/konto/abmelden/")
    assert is_signed_in(other)


def test_staff_leave_everywhere_too(administrator: User, login: Login) -> None:
    here, there = login(administrator), login(administrator)
    here.post("/verwaltung/logout/")
    assert there.get("/verwaltung/").status_code == 302


def test_the_page_asks_first_and_says_what_it_does(baker: User, login: Login) -> None:
    client = login(baker)
    assert "auf allen Geräten" in client.get("/konto/abmelden/").content.decode()
    assert is_signed_in(client)


def test_the_next_sign_in_is_a_new_session(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "baeckerei")
    former = client.session.session_key
    client.post("/konto/abmelden/")
    sign_in(client, "baeckerei")
    assert is_signed_in(client)
    assert client.session.session_key != former


def test_a_new_password_ends_all_sessions(administrator: User, login: Login) -> None:
    client = login(administrator)
    administrator.set_password("vier andere Wörter Mondsee")
    administrator.save()
    assert not is_signed_in(client)
