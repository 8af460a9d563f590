"""A licensed bakery with two areas, and an outsider, for every guest registration test."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from guestreg import checkin, example, handover, keys, licences, places, venues
from guestreg.checkin import Confirmation, check_in, issue_token, receipt_of, situation
from guestreg.example import keys as demo
from guestreg.exports.base import GuestRow
from guestreg.keyfile import HeldKey
from guestreg.models import (
    Code,
    DataRequest,
    DayKeyShare,
    LegalBasis,
    Licence,
    Terms,
    Venue,
    Visit,
)
from guestreg.release import open_package, share_info
from guestreg.sealing import (
    Envelope,
    SealingError,
    open_inner,
    open_layer,
    open_outer,
    public_key,
    seal,
)
from identity.models import User

IRIS_SECRET = "a secret of more than thirty-two signs"
GUEST = {"given_name": "Erna", "family_name": "Zöllner-Ünverwechselbar", "phone": "030 23125 777"}


def opened_by_venue(asked: DataRequest) -> dict[bytes, bytes]:
    """What the venue's browser makes of the sealed visits with its key."""
    found = {}
    for visit in handover.matching(asked):
        where = Envelope(visit.office_kid, visit.venue_kid, visit.area_id, visit.day.isoformat())
        with suppress(SealingError):
            inner = open_outer(bytes(visit.sealed), where, demo.VENUE.private)
            found[bytes(visit.receipt_hash)] = inner
    return found


def opened_by_the_sheet(visit: Visit) -> dict[str, str]:
    """A visit of the example venue, opened with both halves: the venue's key and the paper key."""
    where = Envelope(visit.office_kid, visit.venue_kid, visit.area_id, visit.day.isoformat())
    inner = open_outer(bytes(visit.sealed), where, demo.VENUE.private)
    share = DayKeyShare.objects.get(
        day_key__kid=visit.office_kid, recipient__kid=demo.PAPER.kid
    ).sealed
    info = share_info(visit.office_kid, demo.PAPER.kid)
    secret = open_layer(bytes(share), demo.PAPER.private, info)
    return open_inner(inner, where, HeldKey.from_secret(secret).private)


def give(asked: DataRequest, owner: User) -> DataRequest:
    """The venue releases."""
    return handover.release(actor=owner, request=asked, opened=opened_by_venue(asked))


def take(asked: DataRequest, officer: User) -> list[GuestRow]:
    """The office takes the package and opens it with the sheet from its safe."""
    package = json.dumps(handover.take(actor=officer, request=asked))
    return open_package(package, demo.PAPER)[1]


@pytest.fixture
def colleague(health_officer: User) -> User:
    """A second officer of the health office."""
    made = User.objects.create_user("colleague", "colleague@stadt.example.org")
    made.groups.set(health_officer.groups.all())
    return made


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
def office(db: None) -> None:
    """A health office with a root, a recovery sheet and signed day keys, as its browser makes."""
    demo.load_office()


@pytest.fixture
def venue(licence: Licence, baker: User, office: None) -> Venue:
    made = venues.create(actor=baker, licence=licence, details={})
    demo.load_venue_key(made)
    return Venue.objects.get(pk=made.pk)


@pytest.fixture
def code(venue: Venue) -> Code:
    return Code.objects.with_place().filter(area__venue=venue).earliest("pk")


@pytest.fixture
def visit_at(code: Code) -> Callable[..., Confirmation]:
    """Check a guest in, by default now at the first area."""

    def make(at: Code | None = None, **details: str) -> Confirmation:
        now = timezone.now()
        if keys.day_key(timezone.localdate(now)) is None:
            demo.add_batch([timezone.localdate(now)])
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
        made = handover.request(actor=health_officer, **(values | changes))
        colleague, _new = User.objects.get_or_create(username="colleague")
        return handover.approve(actor=colleague, request=made)

    return make


@pytest.fixture
def released(
    ask: Callable[..., DataRequest], visit_at: Callable[..., Confirmation], baker: User
) -> DataRequest:
    """A request that the bakery answered, with one guest in it."""
    visit_at()
    return give(ask(), baker)


@pytest.fixture
def message(code: Code) -> Callable[..., dict[str, Any]]:
    """What a browser sends."""

    def make(*persons: dict[str, str], **changes: Any) -> dict[str, Any]:
        where = checkin.situation(Code.objects.with_place().get(pk=code.pk), timezone.now())
        to = checkin.recipients(where, timezone.now())
        points = {
            name: public_key(base64.b64decode(to[f"{name}_key"])) for name in ("office", "venue")
        }
        envelope = Envelope(to["office"], to["venue"], code.area_id, to["day"])
        sealed = [
            base64.b64encode(seal(person, envelope, **points)).decode()
            for person in persons or [GUEST]
        ]
        values = {"token": checkin.issue_token(code.code), "sealed": sealed, "waited": 0}
        return values | {name: to[name] for name in ("day", "office", "venue")} | changes

    return make


@pytest.fixture
def send(citizen: Client, code: Code) -> Callable[[dict[str, Any]], Any]:
    def post(body: dict[str, Any]) -> Any:
        places.forget()
        return citizen.post(code.get_absolute_url(), body, content_type="application/json")

    return post


@pytest.fixture
def place(live_server: LiveServer) -> Code:
    places.forget()
    example.load()
    return Code.objects.with_place().earliest("pk")


@pytest.fixture
def guest(page: Page, live_server: LiveServer, place: Code) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + place.get_absolute_url())
    return page


@pytest.fixture
def iris(settings) -> None:
    """The channel to IRIS connect is set up."""
    settings.GUESTREG_IRIS_SECRET = IRIS_SECRET
    settings.GUESTREG_IRIS_PROXIES = ["proxy.office.example.org"]
    settings.GUESTREG_IRIS_NAME = "altenburg"
