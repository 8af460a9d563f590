"""A licensed bakery with two areas, and an outsider, for every guest registration test."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from guestreg import handover, licences, venues
from guestreg.checkin import Confirmation, check_in, issue_token, receipt_of, situation
from guestreg.models import Code, DataRequest, LegalBasis, Licence, Terms, Venue
from identity.models import User

GUEST = {"given_name": "Erna", "family_name": "Zöllner-Ünverwechselbar", "phone": "030 23125 777"}


@pytest.fixture
def basis(db: None) -> LegalBasis:
    today = timezone.localdate()
    return LegalBasis.objects.create(
        title="Probe", text="Probe", source="Probe", valid_from=today - timedelta(days=60),
        venue_kinds=["gastronomy", "event"], retention_days=28, requester="Gesundheitsamt",
        prescribed_fields=["given_name", "family_name", "phone"],
    )  # fmt: skip


@pytest.fixture
def terms(db: None) -> Terms:
    return Terms.objects.create(
        version="1", published_on=timezone.localdate(), terms="Text", agreement="Vertrag"
    )


@pytest.fixture
def application(basis: LegalBasis) -> dict[str, object]:
    return {
        "kind": "gastronomy",
        "basis": basis,
        "areas_wanted": "Gastraum\nTerrasse",
        "open_days": [0, 1, 2, 3, 4, 5, 6],
        "opens_at": "00:00",
        "closes_at": "23:59",
        "capacity": 40,
        "contact_name": "Leitung",
        "contact_phone": "030 23125 001",
        "contact_email": "leitung@baeckerei.example.org",
        "deputy_name": "Theke",
        "deputy_phone": "030 23125 002",
    }


@pytest.fixture
def submitted(baker: User, application: dict[str, object], terms: Terms) -> Licence:
    assert baker.business
    return licences.apply(actor=baker, account=baker.business, terms=terms, details=application)


@pytest.fixture
def licence(submitted: Licence) -> Licence:
    licences.grant(actor=None, licence=submitted)
    return Licence.objects.get(pk=submitted.pk)


@pytest.fixture
def venue(licence: Licence, baker: User) -> Venue:
    return Venue.objects.get(pk=venues.create(actor=baker, licence=licence, details={}).pk)


@pytest.fixture
def code(venue: Venue) -> Code:
    return Code.objects.with_place().filter(area__venue=venue).earliest("pk")


@pytest.fixture
def visit_at(code: Code) -> Callable[..., Confirmation]:
    """Check a guest in, by default now at the first area."""

    def make(at: Code | None = None, **details: str) -> Confirmation:
        now = timezone.now()
        where = situation(Code.objects.with_place().get(pk=(at or code).pk), now)
        receipt = receipt_of(issue_token(where.code.code), where.code.code)
        return check_in(where, GUEST | details, receipt=receipt, now=now)

    return make


@pytest.fixture
def ask(venue: Venue, basis: LegalBasis, health_officer: User) -> Callable[..., DataRequest]:
    """Request the visits of the last hour, as the health office does."""

    def make(**changes: object) -> DataRequest:
        now = timezone.now()
        values = {
            "venue": venue,
            "areas": [],
            "window_start": now - timedelta(hours=1),
            "window_end": now + timedelta(minutes=1),
            "case_number": "GA-2026-17",
            "basis": basis,
        }
        return handover.request(actor=health_officer, **(values | changes))

    return make


@pytest.fixture
def released(
    ask: Callable[..., DataRequest], visit_at: Callable[..., Confirmation], baker: User
) -> DataRequest:
    """A request that the bakery answered, with one guest in it."""
    visit_at()
    return handover.release(actor=baker, request=ask())
