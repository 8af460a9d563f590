"""Staff need a second factor."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from identity import example, second_factor
from identity.models import User
from identity.simulator import authenticator
from portal.example import staff

pytestmark = pytest.mark.django_db
SIGN_IN = "/konto/anmelden/verwaltung/"


@pytest.fixture
def equipped(editor: User) -> User:
    TOTP.activate(editor, authenticator.SECRET)
    return editor


def by_password(client: Client) -> str:
    form = {"login": "editor", "password": "ein langes Kennwort"}
    return client.post(SIGN_IN, form)["Location"]


def test_the_password_alone_opens_nothing(client: Client, editor: User) -> None:
    by_password(client)
    for address in ("/verwaltung/", "/verwaltung/pages/", "/verwaltung/account/"):
        assert client.get(address)["Location"] == "/konto/zweiter-faktor/noetig/"


def test_setting_one_up_opens_the_administration(
    client: Client, editor: User, django_capture_on_commit_callbacks: Callable
) -> None:
    by_password(client)
    assert "Authenticator" in client.get("/konto/zweiter-faktor/noetig/").content.decode()
    confirm = client.get("/konto/zweiter-faktor/totp/activate/")["Location"]
    client.post(confirm, {"password": "ein langes Kennwort"})
    client.get("/konto/zweiter-faktor/totp/activate/")
    code = authenticator.code(client.session["mfa.totp.secret"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/konto/zweiter-faktor/totp/activate/", {"code": code})
    assert second_factor.has_one(editor)
    assert client.get("/verwaltung/").status_code == 200


def test_who_has_one_is_asked_for_it(client: Client, equipped: User) -> None:
    assert by_password(client) == "/konto/zweiter-faktor/authenticate/"
    assert "_auth_user_id" not in client.session
    answer = client.post("/konto/zweiter-faktor/authenticate/", {"code": authenticator.code()})
    assert answer["Location"] == "/verwaltung/"
    assert client.get("/verwaltung/").status_code == 200


def test_a_wrong_code_opens_nothing(client: Client, equipped: User) -> None:
    by_password(client)
    wrong = f"{(int(authenticator.code()) + 1) % 1_000_000:06}"
    answer = client.post("/konto/zweiter-faktor/authenticate/", {"code": wrong})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("age", "opens"), [(29, True), (30, True), (59, True), (61, False)])
def test_a_code_that_runs_out_while_it_is_typed_still_opens(
    client: Client, equipped: User, age: int, opens: bool
) -> None:
    with time_machine.travel(datetime.fromtimestamp(1_800_000_000, UTC), tick=False) as clock:
        code = authenticator.code()
        clock.shift(age)
        by_password(client)
        client.post("/konto/zweiter-faktor/authenticate/", {"code": code})
    assert ("_auth_user_id" in client.session) is opens


@pytest.mark.parametrize("again", ["{0}{1}", "{0} {1}", "{0}-{1}"])
def test_a_used_code_stays_used_as_long_as_it_would_count(equipped: User, again: str) -> None:
    """However it is written: allauth takes it with blanks and dashes too."""
    with time_machine.travel(datetime.fromtimestamp(1_800_000_000, UTC), tick=False) as clock:
        code = authenticator.code()
        for typed in (code, again.format(code[:3], code[3:])):
            client = Client()
            by_password(client)
            client.post("/konto/zweiter-faktor/authenticate/", {"code": typed})
            clock.shift(45)
    assert "_auth_user_id" not in client.session


def test_a_code_works_once(client: Client, equipped: User) -> None:
    form = {"code": authenticator.code()}
    for _ in range(2):
        client = Client()
        by_password(client)
        answer = client.post("/konto/zweiter-faktor/authenticate/", form)
    assert answer.status_code == 200


def test_a_recovery_code_opens_once(client: Client, equipped: User) -> None:
    codes = RecoveryCodes.activate(equipped).get_unused_codes()
    for expected in (302, 200):
        client = Client()
        by_password(client)
        form = {"code": codes[0]}
        assert client.post("/konto/zweiter-faktor/authenticate/", form).status_code == expected


def test_recovery_codes_are_shown_after_confirming(client: Client, equipped: User) -> None:
    by_password(client)
    client.post("/konto/zweiter-faktor/authenticate/", {"code": authenticator.code()})
    address = client.get("/konto/zweiter-faktor/recovery-codes/generate/")["Location"]
    assert address.startswith("/konto/bestaetigen/")
    client.post(address, {"password": "ein langes Kennwort"})
    client.post("/konto/zweiter-faktor/recovery-codes/generate/")
    page = client.get("/konto/zweiter-faktor/recovery-codes/").content.decode()
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert all(code in page for code in codes)


def test_a_session_older_than_the_factor_signs_in_again(client: Client, editor: User) -> None:
    by_password(client)
    TOTP.activate(editor, authenticator.SECRET)
    assert client.get("/verwaltung/")["Location"] == f"{SIGN_IN}?next=/verwaltung/"
    assert "_auth_user_id" not in client.session


def test_the_last_factor_stays(equipped: User) -> None:
    assert not second_factor.may_remove(Authenticator.objects.get())


def test_companies_need_none(baker: User, client: Client) -> None:
    client.force_login(baker, backend="identity.backends.RoleBackend")
    assert client.get("/konto/").status_code == 200


def guess(client: Client, name: str, times: int) -> str:
    for _ in range(times):
        page = client.post(SIGN_IN, {"login": name, "password": "falsch"})
    return page.content.decode()


def test_guessing_stops(client: Client, editor: User) -> None:
    assert "Zu viele" in guess(client, "editor", 11)
    answer = client.post(SIGN_IN, {"login": "editor", "password": "ein langes Kennwort"})
    assert answer.status_code == 200


def test_guessing_locks_nobody_out_elsewhere(client: Client, editor: User) -> None:
    guess(client, "editor", 11)
    assert by_password(Client(REMOTE_ADDR="10.1.2.3")) == "/verwaltung/"


def test_guessing_locks_no_colleague_out_at_the_same_address(client: Client, editor: User) -> None:
    guess(client, "licence_officer", 11)
    assert by_password(Client()) == "/verwaltung/"


def test_behind_a_proxy_people_still_have_their_own_address(
    client: Client, editor: User, settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    guess(Client(headers={"x-forwarded-for": "10.9.9.9"}), "editor", 11)
    assert by_password(Client(headers={"x-forwarded-for": "10.1.2.3"})) == "/verwaltung/"


@pytest.mark.parametrize("moment", [0, 59, 1_111_111_109, 2_000_000_000])
def test_the_simulated_app_computes_what_real_ones_do(moment: int) -> None:
    expected = format_hotp_value(hotp_value(authenticator.SECRET, moment // 30))
    assert authenticator.code(moment=moment) == expected


def test_the_example_accounts_work_with_the_simulated_app(client: Client) -> None:
    staff.load()
    staff.load()
    client.post(SIGN_IN, {"login": "licence_officer", "password": staff.PASSWORD})
    client.post("/konto/zweiter-faktor/authenticate/", {"code": authenticator.code()})
    assert client.get("/verwaltung/").status_code == 200


def test_production_has_no_published_factor(settings, editor: User) -> None:
    settings.PORTAL_PRODUCTION = True
    with pytest.raises(ImproperlyConfigured):
        example.equip(editor)


def test_the_demonstration_says_where_the_codes_are(simulator) -> None:
    described = example.describe()
    assert described["addresses"]["second_factor_codes"] == "http://localhost:8001/codes"
    assert authenticator.code() in simulator.get("/codes").body.decode()
