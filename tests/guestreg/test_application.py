"""A business applies for a licence, step by step."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from guestreg.models import LegalBasis, Licence, Terms
from identity.models import User

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]

STEPS = {
    "ort": {
        "name": "Bäckerei Beispiel", "street": "Beispielmarkt", "house_number": "1",
        "postcode": "04600", "city": "Altenburg",
    },
    "bereiche": {
        "areas_wanted": "Laden\nCafé", "open_days": ["0", "5"], "opens_at": "06:00",
        "closes_at": "18:00", "capacity": "20",
    },
    "kontakt": {
        "contact_name": "Leitung", "contact_phone": "030 23125 001",
        "contact_email": "laden@baeckerei.example.org", "deputy_name": "Theke",
        "deputy_phone": "030 23125 002",
    },
}  # fmt: skip


def step(slug: str) -> str:
    return reverse("guestreg:apply-step", args=[slug])


@pytest.fixture
def client(baker: User, login: Login) -> Client:
    return login(baker)


@pytest.fixture
def filled(client: Client, basis: LegalBasis, terms: Terms) -> Client:
    """All five steps done, not yet sent."""
    answers = {"art": {"kind": "gastronomy", "basis": basis.pk}, **STEPS}
    answers["bedingungen"] = {"version": "1", "accept_terms": "on", "accept_agreement": "on"}
    for slug, answer in answers.items():
        response = client.post(step(slug), answer)
        assert response.status_code == 302, response.context["form"].errors
    return client


def test_anonymous_visitors_are_sent_to_sign_in(citizen: Client) -> None:
    response = citizen.get(reverse("guestreg:apply"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("identity:sign-in"))


def test_first_step_shows_the_company(client: Client, basis: LegalBasis) -> None:
    page = client.get(reverse("guestreg:apply"), follow=True).content.decode()
    assert "Bäckerei Beispiel" in page
    assert "Beispielmarkt 1" in page


def test_looking_makes_no_draft(client: Client, basis: LegalBasis) -> None:
    client.get(step("art"))
    assert not Licence.objects.exists()


def test_place_is_filled_in_from_the_account(client: Client, basis: LegalBasis) -> None:
    assert client.get(step("ort")).context["form"]["street"].value() == "Beispielmarkt"


def test_place_outside_the_city_is_refused(client: Client) -> None:
    response = client.post(step("ort"), STEPS["ort"] | {"postcode": "04626", "city": "Schmölln"})
    assert "Altenburg" in response.context["form"].errors["postcode"][0]


def test_kind_must_be_covered_by_the_basis(client: Client, basis: LegalBasis) -> None:
    response = client.post(step("art"), {"kind": "sport", "basis": basis.pk})
    assert "kind" in response.context["form"].errors


def test_one_can_go_on_later(client: Client, basis: LegalBasis) -> None:
    client.post(step("art"), {"kind": "gastronomy", "basis": basis.pk})
    client.post(step("ort"), STEPS["ort"])
    assert client.get(reverse("guestreg:apply"))["Location"] == step("bereiche")


def test_sending_submits_and_confirms_by_mail(
    filled: Client, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        filled.post(reverse("guestreg:apply-review"))
    assert Licence.objects.get().state == Licence.State.SUBMITTED
    assert mail.outbox[0].to == ["laden@baeckerei.example.org"]


def test_incomplete_application_is_not_sent(client: Client, basis: LegalBasis) -> None:
    client.post(step("art"), {"kind": "gastronomy", "basis": basis.pk})
    client.post(reverse("guestreg:apply-review"))
    assert Licence.objects.get().state == Licence.State.DRAFT


def test_terms_need_both_consents(client: Client, basis: LegalBasis, terms: Terms) -> None:
    client.post(step("art"), {"kind": "gastronomy", "basis": basis.pk})
    response = client.post(step("bedingungen"), {"version": "1", "accept_terms": "on"})
    assert "accept_agreement" in response.context["form"].errors


def test_outdated_terms_are_not_accepted(client: Client, basis: LegalBasis, terms: Terms) -> None:
    client.post(step("art"), {"kind": "gastronomy", "basis": basis.pk})
    answer = {"version": "0", "accept_terms": "on", "accept_agreement": "on"}
    assert client.post(step("bedingungen"), answer).status_code == 200
    assert Licence.objects.get().terms is None


def test_same_address_cannot_be_applied_for_twice(
    filled: Client, basis: LegalBasis, terms: Terms
) -> None:
    filled.post(reverse("guestreg:apply-review"))
    filled.post(step("art"), {"kind": "gastronomy", "basis": basis.pk})
    for slug, answer in STEPS.items():
        filled.post(step(slug), answer)
    consent = {"version": "1", "accept_terms": "on", "accept_agreement": "on"}
    filled.post(step("bedingungen"), consent)
    page = filled.post(reverse("guestreg:apply-review"), follow=True).content.decode()
    assert "schon eine Lizenz" in page
    assert Licence.objects.filter(state="submitted").count() == 1
