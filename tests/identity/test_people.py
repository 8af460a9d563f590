"""People of a company: inviting, roles, leaving."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from identity import people
from identity.models import BusinessInvitation, BusinessMembership, User
from identity.people import PeopleError
from tests.identity.conftest import SignIn, hidden, post

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def owner(client: Client, sign_in: SignIn) -> Client:
    sign_in(client, "baeckerei")
    return client


def invited_link(owner: Client, role: str = "staff") -> str:
    page = owner.post("/konto/unternehmen/einladen/", {"role": role}).content.decode()
    return re.search(r"http://[^/]+(/konto/einladung/[^<]+)", page).group(1)


def accept(simulator, link: str, persona: str) -> Client:
    client = Client()
    page = client.get(link).content.decode()
    start = unescape(re.search(r'href="(/saml/unternehmenskonto/anmelden[^"]+)"', page).group(1))
    request = hidden(client.get(start).content.decode(), "SAMLRequest")
    form = {"SAMLRequest": request, "choice": persona}
    reply = simulator.post("/unternehmenskonto/anmelden", form).body.decode()
    post(client, hidden(reply, "SAMLResponse"))
    return client


@pytest.mark.parametrize("role", ["staff", "owner"])
def test_an_invited_person_joins_with_the_role(owner: Client, simulator, role: str) -> None:
    joined = accept(simulator, invited_link(owner, role), "baeckerei-mitarbeit")
    assert joined.get("/konto/").status_code == 200
    assert BusinessMembership.objects.last().role == role


def test_an_invitation_works_once(owner: Client, simulator) -> None:
    link = invited_link(owner)
    accept(simulator, link, "baeckerei-mitarbeit")
    assert Client().get(link).status_code == 404


def test_an_invitation_ends_after_a_week(owner: Client) -> None:
    link = invited_link(owner)
    BusinessInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link).status_code == 404


def test_a_made_up_link_is_none() -> None:
    assert people.invitation_for("x:y:z") is None


def test_an_invitation_opens_no_other_company(owner: Client, simulator, rival: User) -> None:
    token = people.invite(actor=rival, role="owner")
    stranger = accept(simulator, f"/konto/einladung/{token}/", "baeckerei-mitarbeit")
    assert "_auth_user_id" not in stranger.session
    assert BusinessInvitation.objects.get(account=rival.business).accepted_at is None


def test_the_last_owner_cannot_leave(owner: Client) -> None:
    page = owner.post("/konto/unternehmen/verlassen/", follow=True).content.decode()
    assert "braucht mindestens" in page
    assert BusinessMembership.objects.count() == 1


def test_the_last_owner_cannot_be_made_staff(baker: User) -> None:
    with pytest.raises(PeopleError):
        people.set_role(actor=baker, membership=baker.business_membership, role="staff")


def test_who_leaves_is_signed_out_and_out(owner: Client, simulator) -> None:
    joined = accept(simulator, invited_link(owner), "baeckerei-mitarbeit")
    assert joined.post("/konto/unternehmen/verlassen/")["Location"] == "/konto/abgemeldet/"
    assert BusinessMembership.objects.count() == 1


def test_an_owner_removes_somebody(owner: Client, simulator) -> None:
    accept(simulator, invited_link(owner), "baeckerei-mitarbeit")
    membership = BusinessMembership.objects.get(role="staff")
    owner.post(f"/konto/unternehmen/personen/{membership.pk}/", {"action": "remove"})
    assert not BusinessMembership.objects.filter(pk=membership.pk).exists()


def test_staff_decide_nothing(owner: Client, simulator) -> None:
    joined = accept(simulator, invited_link(owner), "baeckerei-mitarbeit")
    boss = BusinessMembership.objects.get(role="owner")
    joined.post(f"/konto/unternehmen/personen/{boss.pk}/", {"action": "remove"})
    joined.post("/konto/unternehmen/einladen/", {"role": "owner"})
    assert BusinessMembership.objects.filter(pk=boss.pk).exists()
    assert not BusinessInvitation.objects.open_now().exists()


def test_another_company_is_out_of_reach(baker: User, rival: User, login: Login) -> None:
    membership = baker.business_membership
    address = f"/konto/unternehmen/personen/{membership.pk}/"
    assert login(rival).post(address, {"action": "remove"}).status_code == 404
    with pytest.raises(PeopleError):
        people.remove(actor=rival, membership=membership)
