"""Alarms reach the people whose work it is, once a day for each cause."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail
from django.utils import timezone

from guestreg import mails, records
from guestreg.models import AlarmMail, DataRequest, DayKey, Venue
from guestreg.tasks import send_alarms
from identity.models import User
from portal.operations import metrics

pytestmark = pytest.mark.django_db
OPERATOR = "betrieb@stadt.example.org"


def after(**period: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**period), tick=False)


def told() -> list[tuple[str, str]]:
    """Who got which subject, of the mails since the last look."""
    found = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return found


@pytest.fixture(autouse=True)
def _nothing_told(db: None) -> None:
    mail.outbox.clear()


def test_where_all_is_well_nobody_is_told(venue: Venue, health_officer: User) -> None:
    assert send_alarms() == "0 mailed"


def test_late_deletion_reaches_administrator_and_operator_once_a_day(
    visit_at: Callable, administrator: User, settings: LazySettings
) -> None:
    settings.GUESTREG_ALARM_MAIL = [OPERATOR]
    visit_at()
    told()
    with after(days=31):
        assert send_alarms() == "2 mailed"  # the office's keys have ended by then, too
        late = [to for to, subject in told() if "fristgerecht gelöscht" in subject]
        assert late == [administrator.email, OPERATOR]
        assert send_alarms() == "0 mailed"
    with after(days=32):
        assert send_alarms() == "2 mailed"


def test_overdue_request_reaches_the_office(
    ask: Callable[..., DataRequest], health_officer: User
) -> None:
    asked = ask()
    told()
    with after(hours=25):
        send_alarms()
        assert str(asked.public_id) in mail.outbox[-1].body
        assert told() == [
            (health_officer.email, "Ein Betrieb hat nicht fristgerecht geantwortet"),
        ]
        assert b"portal_guestreg_overdue_requests 1.0" in metrics.exposition()


def test_more_guests_than_places_reach_the_venue(visit_at: Callable, venue: Venue) -> None:
    Venue.objects.filter(pk=venue.pk).update(capacity=1)
    visit_at()
    assert send_alarms() == "0 mailed"
    visit_at()
    told()
    send_alarms()
    assert told() == [(venue.licence.contact_email, f"Mehr Anmeldungen als Plätze: {venue}")]


def test_a_full_area_is_enough(visit_at: Callable, venue: Venue) -> None:
    venue.areas.update(capacity=0)
    visit_at()
    assert send_alarms() == "1 mailed"


def test_used_up_licences_reach_the_licence_office(
    venue: Venue, licence_officer: User, settings: LazySettings
) -> None:
    settings.GUESTREG_LICENCE_LIMIT = 1
    send_alarms()
    assert [to for to, _subject in told()] == [licence_officer.email]


def test_ending_keys_reach_the_office(venue: Venue, health_officer: User) -> None:
    DayKey.objects.filter(day__gt=timezone.localdate() + timedelta(days=5)).delete()
    send_alarms()
    assert told() == [(health_officer.email, "Die Tagesschlüssel gehen zu Ende")]


def test_a_mail_that_failed_is_tried_again(
    ask: Callable[..., DataRequest], health_officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask()

    def fail(*_args: object, **_more: object) -> None:
        raise SMTPException

    with after(hours=25):
        with monkeypatch.context() as broken:
            broken.setattr(mails, "send_mail", fail)
            assert send_alarms() == "0 mailed"
        assert send_alarms() == "1 mailed"


def test_record_of_mails_ends(db: None) -> None:
    today = timezone.localdate()
    AlarmMail.objects.create(cause="deletion", day=today - timedelta(days=29))
    assert records.purge(today)["alarms"] == 1
