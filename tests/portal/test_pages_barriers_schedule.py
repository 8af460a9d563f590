"""The privacy page promises that addresses of answered reports go; a schedule keeps it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from portal.barriers.models import BarrierReport
from portal.barriers.reports import CONTACT_KEPT
from portal.barriers.tasks import forget_contacts

pytestmark = pytest.mark.django_db


def report(age: timedelta) -> BarrierReport:
    return BarrierReport.objects.create(
        email="gast@beispiel.example.org",
        answered_at=timezone.now() - age,
        due_on=timezone.localdate(),
    )


def test_an_old_address_is_removed() -> None:
    old = report(CONTACT_KEPT + timedelta(days=1))
    forget_contacts()
    old.refresh_from_db()
    assert old.email == ""


def test_a_recent_address_stays() -> None:
    recent = report(CONTACT_KEPT - timedelta(days=1))
    forget_contacts()
    recent.refresh_from_db()
    assert recent.email


def test_it_is_scheduled() -> None:
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget_contacts.name in tasks
