"""Signing in with the simulated accounts, message by real message."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from identity.models import (
    ArrivedMessage,
    BusinessAccount,
    BusinessMembership,
    CitizenAccount,
    SignInTally,
    User,
)
from identity.saml import identity_providers
from tests.identity.conftest import SignIn, hidden, post

pytestmark = pytest.mark.django_db


def test_a_baker_signs_in_and_comes_back_to_where_she_was(client: Client, sign_in: SignIn) -> None:
    response = sign_in(client, "baeckerei", target="/gast/antrag/")
    assert response["Location"] == "/gast/antrag/"
    business = client.get("/konto/").wsgi_request.user.business
    assert (business.name, business.street, business.city) == (
        "Bäckerei Beispiel",
        "Beispielmarkt",
        "Altenburg",
    )


def test_the_first_person_owns_the_account(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "baeckerei")
    assert BusinessMembership.objects.get().role == "owner"


def test_a_second_person_of_the_company_needs_an_invitation(
    client: Client, sign_in: SignIn
) -> None:
    sign_in(client, "baeckerei")
    stranger = Client()
    response = sign_in(stranger, "baeckerei-mitarbeit")
    assert "um eine Einladung" in response.content.decode()
    assert "_auth_user_id" not in stranger.session
    assert (BusinessAccount.objects.count(), User.objects.count()) == (1, 1)


def test_signing_in_again_makes_nothing_new(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "baeckerei")
    sign_in(Client(), "baeckerei")
    assert BusinessMembership.objects.count() == 1


def test_a_citizen_signs_in(client: Client, sign_in: SignIn) -> None:
    assert sign_in(client, "erika", "bundid")["Location"] == "/konto/"
    citizen = CitizenAccount.objects.get()
    assert (citizen.user.first_name, citizen.level) == ("Erika", "high")


def test_a_temporary_account_is_explained_not_kept(client: Client, sign_in: SignIn) -> None:
    response = sign_in(client, "einmalig", "bundid")
    assert response.status_code == 400
    assert "kein Kennzeichen" in response.content.decode()
    assert not CitizenAccount.objects.exists()


def test_cancelling_leads_back(client: Client, answer: Callable[..., str]) -> None:
    response = post(client, answer(client, "cancel", target="/gast/"))
    assert 'href="/gast/"' in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("choice", ["deny", "ohne-nachnamen"])
def test_a_missing_attribute_is_explained(client: Client, sign_in: SignIn, choice: str) -> None:
    page = sign_in(client, choice, "bundid")
    assert "Nachname oder Kennzeichen" in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert SignInTally.objects.get().outcome == "missing-attribute"


def test_a_company_without_its_pseudonym_is_explained_not_kept(
    client: Client, sign_in: SignIn
) -> None:
    page = sign_in(client, "ohne-kennzeichen")
    assert "kein Kennzeichen" in page.content.decode()
    assert not BusinessAccount.objects.exists()


def test_a_test_account_is_refused_in_production(
    client: Client, answer: Callable[..., str], settings, monkeypatch
) -> None:
    message = answer(client, "testkonto")
    settings.PORTAL_PRODUCTION = True
    monkeypatch.setattr(identity_providers, "is_real", lambda *_: True)
    assert "mit einem Testkonto angemeldet" in post(client, message).content.decode()
    assert not BusinessAccount.objects.exists()


def test_an_answer_to_an_old_request_says_so(client: Client, answer: Callable[..., str]) -> None:
    message = answer(client, "baeckerei")
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=31)):
        page = Client().post("/saml/unternehmenskonto/acs", {"SAMLResponse": message})
    assert "zu viel Zeit" in page.content.decode()


def test_a_citizen_below_the_level_is_led_on_not_away(client: Client, simulator) -> None:
    page = client.get("/saml/bundid/anmelden?niveau=substantial&next=/antrag/").content.decode()
    form = {"SAMLRequest": hidden(page, "SAMLRequest"), "choice": "low"}
    reply = simulator.post("/bundid/anmelden", form).body.decode()
    landed = post(client, hidden(reply, "SAMLResponse"), "bundid")
    assert landed["Location"].startswith("/konto/anmelden/sicherer/")


def test_a_late_answer_says_so(client: Client, sign_in: SignIn) -> None:
    response = sign_in(client, "baeckerei", late="1")
    assert "zu viel Zeit" in response.content.decode()


def test_the_same_message_is_taken_once(client: Client, answer: Callable[..., str]) -> None:
    message = answer(client, "baeckerei")
    assert post(client, message)["Location"] == "/konto/"
    assert post(Client(), message).status_code == 400


def test_another_browser_cannot_use_the_message(client: Client, answer: Callable[..., str]) -> None:
    message = answer(client, "baeckerei")
    stranger = Client()
    assert post(stranger, message).status_code == 400
    assert "_auth_user_id" not in stranger.session


def test_going_back_after_signing_in_leads_to_the_account(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "baeckerei")
    assert client.get("/saml/unternehmenskonto/weiter")["Location"] == "/konto/"


def test_a_second_click_ends_where_the_first_one_did(
    client: Client, answer: Callable[..., str]
) -> None:
    message = answer(client, "baeckerei", target="/gast/")
    for _click in range(2):
        assert post(client, message)["Location"] == "/gast/"


def test_who_is_not_signed_in_by_a_used_message_is_told(
    client: Client, answer: Callable[..., str]
) -> None:
    message = answer(client, "baeckerei")
    post(client, message)
    assert "schon verwendet" in post(Client(), message).content.decode()
    assert SignInTally.objects.get(outcome="replayed").count == 1


def test_two_open_requests_of_one_browser_both_work(
    client: Client, answer: Callable[..., str], ask: Callable[..., str]
) -> None:
    first = answer(client, "baeckerei", target="/gast/")
    ask(client)
    assert post(client, first)["Location"] == "/gast/"


def test_the_message_is_gone_after_use(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "baeckerei")
    assert ArrivedMessage.objects.get().message == ""


def test_sign_out_says_that_the_state_account_may_be_open(client: Client, sign_in: SignIn) -> None:
    sign_in(client, "baeckerei")
    response = client.post("/konto/abmelden/", follow=True)
    assert "kann noch offen sein" in response.content.decode()


@pytest.mark.parametrize("path", ["sls", "slo", "logout"])
def test_there_is_no_single_logout(client: Client, path: str) -> None:
    assert client.get(f"/saml/unternehmenskonto/{path}", follow=True).status_code == 404


def test_english_pages_stay_english(client: Client, sign_in: SignIn) -> None:
    assert sign_in(client, "baeckerei", target="/en/konto/")["Location"] == "/en/konto/"
