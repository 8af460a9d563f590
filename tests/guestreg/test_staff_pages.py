"""The sections of licence officer and health office."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guestreg.models import DataRequest, LegalBasis, Licence, Venue
from identity.models import User
from tests.guestreg.conftest import GUEST

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def test_officer_sees_waiting_applications(
    submitted: Licence, licence_officer: User, login: Login
) -> None:
    response = login(licence_officer).get(reverse("guestreg_staff:licences"))
    assert list(response.context["waiting"]) == [submitted]


def test_officer_grants(submitted: Licence, licence_officer: User, login: Login) -> None:
    url = reverse("guestreg_staff:decide", kwargs={"pk": submitted.pk, "verb": "grant"})
    page = login(licence_officer).post(url, follow=True).content.decode()
    submitted.refresh_from_db()
    assert submitted.is_active
    assert "Stand ist jetzt: Erteilt" in page


def test_refusal_without_reason_says_why_not(
    submitted: Licence, licence_officer: User, login: Login
) -> None:
    url = reverse("guestreg_staff:decide", kwargs={"pk": submitted.pk, "verb": "refuse"})
    assert "Grund" in login(licence_officer).post(url, follow=True).content.decode()


def test_drafts_are_not_the_officers_business(
    application: dict, baker: User, licence_officer: User, login: Login
) -> None:
    draft = Licence.objects.create(account=baker.business, **application)
    url = reverse("guestreg_staff:licence", args=[draft.pk])
    assert login(licence_officer).get(url).status_code == 404


def test_officer_enters_a_legal_basis(licence_officer: User, login: Login) -> None:
    data = {
        "title": "Verordnung", "profile": "contact_tracing", "text": "Text", "source": "Fundstelle",
        "valid_from": "2026-01-01", "venue_kinds": ["gastronomy"], "retention_days": "28",
        "prescribed_fields": ["given_name", "family_name", "phone_or_address"],
        "requester": "Gesundheitsamt",
    }  # fmt: skip
    response = login(licence_officer).post(reverse("rechtsgrundlagen:add"), data)
    assert response.status_code == 302, response.context["form"].errors
    assert LegalBasis.objects.get().prescribed_fields[-1] == "phone_or_address"


def test_office_asks_for_a_venue_found_by_name(
    venue: Venue, basis: LegalBasis, health_officer: User, login: Login
) -> None:
    client = login(health_officer)
    page = client.get(reverse("guestreg_staff:choose-venue"), {"q": "bäckerei"})
    assert list(page.context["venues"]) == [venue]
    now = timezone.localtime()
    data = {
        "case_number": "GA-1", "basis": basis.pk,
        "window_start": f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "window_end": f"{now:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    client.post(reverse("guestreg_staff:make-request", args=[venue.public_id]), data)
    assert DataRequest.objects.get().state == DataRequest.State.PREPARED


def test_office_takes_the_package_sealed(
    released: DataRequest, health_officer: User, login: Login
) -> None:
    url = reverse("guestreg_staff:take", args=[released.public_id])
    response = login(health_officer).post(url)
    assert "no-store" in response["Cache-Control"]
    assert len(response.json()["visits"]) == 1
    assert not any(value in response.content.decode() for value in GUEST.values())


def test_taking_is_no_link(released: DataRequest, health_officer: User, login: Login) -> None:
    url = reverse("guestreg_staff:take", args=[released.public_id])
    assert login(health_officer).get(url).status_code == 405


def test_business_sees_what_is_asked_and_releases(
    ask: Callable, visit_at: Callable, baker: User, login: Login
) -> None:
    visit_at()
    asked = ask()
    client = login(baker)
    page = client.get(reverse("guestreg:request", args=[asked.public_id])).content.decode()
    assert "GA-2026-17" in page
    client.post(reverse("guestreg:request-release", args=[asked.public_id]))
    asked.refresh_from_db()
    assert (asked.visit_count, asked.unreadable_count) == (0, 1)
