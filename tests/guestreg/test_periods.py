"""Deadlines and periods: reminders, monthly rehearsal, business data and requests, alarms."""

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from guestreg import handover, licences, retention, venues
from guestreg.errors import VenueError
from guestreg.example import keys as demo
from guestreg.keys import venue_key
from guestreg.models import DataRequest, Licence, Venue
from guestreg.sealing import PROTOCOL, open_layer
from guestreg.tasks import purge_expired, remind_venues
from identity.models import User
from portal.operations import metrics, readiness

pytestmark = pytest.mark.django_db


def after(**period: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**period), tick=False)


def test_venue_is_reminded_once_before_the_deadline(
    ask: Callable[..., DataRequest], django_capture_on_commit_callbacks: Callable
) -> None:
    ask()
    assert remind_venues() == "0 reminded"
    with after(hours=19), django_capture_on_commit_callbacks(execute=True):
        assert remind_venues() == "1 reminded"
        assert remind_venues() == "0 reminded"
    assert "erinnern Sie an eine Frist" in mail.outbox[-1].body


def test_answered_requests_are_not_reminded(released: DataRequest) -> None:
    with after(hours=23):
        assert remind_venues() == "0 reminded"


def test_w12_rehearsal_proves_that_the_key_is_at_hand(venue: Venue, baker: User) -> None:
    with after(days=40):
        key = venue_key(venue)
        assert key
        assert key.needs_rehearsal()
        dummy = venues.rehearsal(key)
        info = f"{PROTOCOL}|rehearsal|{key.kid}".encode()
        opened = open_layer(b64decode(dummy["sealed"]), demo.VENUE.private, info)
        venues.rehearse(actor=baker, venue=venue, token=dummy["token"], opened=opened)
        key.refresh_from_db()
        assert not key.needs_rehearsal()


def test_w12_rehearsal_with_another_key_fails(venue: Venue, baker: User) -> None:
    key = venue_key(venue)
    assert key
    token = venues.rehearsal(key)["token"]
    with pytest.raises(VenueError, match="Probebesuch"):
        venues.rehearse(actor=baker, venue=venue, token=token, opened=bytes(32))


def test_drafts_that_were_left_are_removed(baker: User, db: None) -> None:
    assert baker.business
    licences.start(actor=baker, account=baker.business)
    with after(days=91):
        assert "drafts: 1 removed" in purge_expired()
    assert not Licence.objects.exists()


def test_contact_persons_go_a_year_after_the_end(licence: Licence, baker: User) -> None:
    licences.end(actor=baker, licence=licence)
    with after(days=300):
        purge_expired()
    licence.refresh_from_db()
    assert licence.contact_phone
    with after(days=367):
        purge_expired()
    licence.refresh_from_db()
    assert {licence.contact_name, licence.contact_email, licence.deputy_phone} == {""}


def test_requests_go_after_their_period(released: DataRequest) -> None:
    with after(days=1096):
        purge_expired()
    assert not DataRequest.objects.exists()


def test_waiting_requests_stay(ask: Callable[..., DataRequest]) -> None:
    ask()
    with after(days=2000):
        purge_expired()
    assert DataRequest.objects.exists()


def test_missed_night_shows_in_readiness_and_metrics(visit_at: Callable) -> None:
    visit_at()
    with after(days=29):
        assert readiness.problems()["retention"] == []
    with after(days=31):
        assert readiness.problems()["retention"] == ["guest visits"]
        text = metrics.exposition().decode()
        assert "portal_guestreg_oldest_visit_days 31.0" in text
        assert "portal_guestreg_deletion_late 1.0" in text
        purge_expired()
        assert retention.alarms() == []


def test_officers_see_when_keys_run_out(office: None) -> None:
    from guestreg import office as verbs

    today = timezone.localdate()
    assert not verbs.ends_soon(today)
    assert verbs.ends_soon(today + timedelta(days=22))


def test_handover_reminder_is_audited(ask: Callable[..., DataRequest]) -> None:
    ask()
    handover.remind_due(timezone.now() + timedelta(hours=20))
    assert DataRequest.objects.get().reminded_at is not None
