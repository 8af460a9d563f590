"""What is kept of sign-ins: for the person, for administrators, for the alarm."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from identity import sign_ins
from identity.models import SignIn, SignInTally, User
from identity.saml import expiry
from identity.saml.refusal import Reason
from portal.worklist import tasks_for
from tests.identity.conftest import SignIn as SignInStep
from tests.identity.conftest import post

pytestmark = pytest.mark.django_db


def test_a_person_sees_their_sign_ins(client: Client, sign_in: SignInStep) -> None:
    sign_in(client, "baeckerei")
    assert SignIn.objects.get().method == "unternehmenskonto"
    page = client.get("/konto/").content.decode()
    assert "Ihre letzten Anmeldungen" in page
    assert "(Mein Unternehmenskonto)" in page


def test_outcomes_are_counted_without_anybody_in_them(
    client: Client, sign_in: SignInStep, answer: Callable[..., str]
) -> None:
    sign_in(client, "baeckerei")
    sign_in(Client(), "baeckerei")
    post(Client(), answer(Client(), "cancel"))
    counted = dict(SignInTally.objects.values_list("outcome", "count"))
    assert counted == {"success": 2, "cancelled": 1}


@pytest.mark.parametrize("reason", sorted(sign_ins.CHEAP))
def test_noise_from_strangers_leaves_no_row(client: Client, reason: Reason) -> None:
    sign_ins.count("bundid", reason)
    assert not SignInTally.objects.exists()
    noise = rf'portal_sign_in_noise_total{{account="bundid",outcome="{reason.value}"}} [1-9]'
    assert re.search(noise, client.get("/metrics").content.decode())


def test_metrics_count_each_outcome(
    client: Client, editor: User, sign_in: SignInStep, answer: Callable[..., str]
) -> None:
    sign_in(client, "baeckerei")
    post(Client(), answer(Client(), "cancel"))
    for password in ("falsch", "ein langes Kennwort"):
        Client().post("/konto/anmelden/verwaltung/", {"login": "editor", "password": password})
    page = client.get("/metrics").content.decode()
    for account, outcome in (
        ("unternehmenskonto", "success"),
        ("unternehmenskonto", "cancelled"),
        ("staff", "wrong-password"),
        ("staff", "success"),
    ):
        assert f'portal_sign_ins_total{{account="{account}",outcome="{outcome}"}} 1.0' in page
    assert "Bäckerei" not in page


def test_metrics_count_the_days_of_certificates(client: Client, simulator) -> None:
    page = client.get("/metrics").content.decode()
    assert re.search(r'certificate_days\{account="bundid",place="provider"\} 109\d', page)


@pytest.mark.parametrize("ends", [(59, 60), (29, 30), (6, 7)])
def test_readyz_and_administrators_are_warned(
    simulator, client: Client, administrator: User, monkeypatch, ends: tuple[int, int]
) -> None:
    days, limit = ends
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(days=3 * 365 - days))
    report = client.get("/readyz").json()
    assert f"unternehmenskonto-current-{limit}-days" in report["warnings"]["certificates"]
    assert ("certificates" in report["problems"]) is (limit == 7)
    labels = [task.label for task in tasks_for(administrator)]
    assert "Zertifikate der Anmeldung, die bald enden" in labels


def test_old_records_go(editor: User) -> None:
    kept, gone = sign_ins.record(editor, ["password"]), sign_ins.record(editor, ["password"])
    SignIn.objects.filter(pk=gone.pk).update(at=timezone.now() - dt.timedelta(days=91))
    sign_ins.purge_expired()
    assert list(SignIn.objects.all()) == [kept]


def test_administrators_see_certificates_and_failures(
    administrator: User, login: Callable[[User], Client], client: Client, sign_in: SignInStep
) -> None:
    sign_in(client, "einmalig", "bundid")
    page = login(administrator).get("/verwaltung/konten/").content.decode()
    for expected in ("urn:simulated:bundid", "/saml/bundid/metadata", "nennt kein Kennzeichen"):
        assert expected in page


@pytest.mark.parametrize("role", ["editor", "licence_officer", "health_officer"])
def test_other_roles_do_not(
    role: str, staff: Callable[[str], User], login: Callable[[User], Client]
) -> None:
    assert login(staff(role)).get("/verwaltung/konten/").status_code in {302, 403}


def test_all_is_well_with_fresh_keys(simulator) -> None:
    assert expiry.alarms() == []


def test_a_week_before_the_end_it_is_an_alarm(simulator, monkeypatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + dt.timedelta(days=3 * 365 - 5))
    assert "unternehmenskonto-current" in expiry.alarms()
    assert "bundid-provider" in expiry.alarms()
