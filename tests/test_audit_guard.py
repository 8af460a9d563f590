"""The audit log refuses to be changed, also by raw SQL."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from identity.models import User
from portal.models import AuditPurge
from portal.operations.tasks import purge_audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(editor: User) -> ModelLogEntry:
    return log(editor, "wagtail.edit", user=editor)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE wagtailcore_modellogentry SET label = 'x'", "DELETE FROM wagtailcore_modellogentry"],
)
def test_raw_sql_is_refused(entry: ModelLogEntry, statement: str) -> None:
    with (
        pytest.raises((ProgrammingError, InternalError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_deleting_the_user_keeps_the_entry(entry: ModelLogEntry, editor: User) -> None:
    editor.delete()
    assert ModelLogEntry.objects.filter(pk=entry.pk).exists()


def aged(entry: ModelLogEntry, days: int) -> ModelLogEntry:
    """A copy of an entry, as if it had been written so long ago."""
    entry.pk, entry.timestamp = None, timezone.now() - timedelta(days=days)
    entry.uuid = uuid4()
    entry.save(force_insert=True)
    return entry


def left() -> int:
    return ModelLogEntry.objects.count()


def test_entries_go_after_their_period_and_leave_a_count(entry: ModelLogEntry) -> None:
    aged(entry, 1827)
    aged(entry, 1825)
    assert purge_audit() == {"removed": 1}
    assert purge_audit() == {"removed": 0}
    assert [purge.entries for purge in AuditPurge.objects.all()] == [1]


def test_pages_entries_go_too() -> None:
    PageLogEntry.objects.create(
        page=Page.get_first_root_node(),
        action="wagtail.edit",
        label="x",
        timestamp=timezone.now() - timedelta(days=1827),
    )
    assert purge_audit() == {"removed": 1}


@pytest.mark.parametrize("days", [0, -9999, 30])
def test_no_setting_removes_what_is_younger_than_three_years(
    entry: ModelLogEntry, days: int, settings
) -> None:
    aged(entry, 1094)
    before, settings.PORTAL_AUDIT_DAYS = left(), days
    assert purge_audit() == {"removed": 0}
    assert left() == before


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM wagtailcore_modellogentry",
        "SET LOCAL portal.audit_purge = 'on'; DELETE FROM wagtailcore_modellogentry",
        "SELECT portal_purge_audit(1095); DELETE FROM wagtailcore_modellogentry",
        "SELECT set_config('portal.audit_purge', txid_current()::text, true);"
        " DELETE FROM wagtailcore_modellogentry",
        "UPDATE wagtailcore_modellogentry SET timestamp = '2000-01-01'",
        "SELECT portal_purge_audit(1095); UPDATE portal_auditpurge SET entries = 0",
        "SELECT portal_purge_audit(1095); DELETE FROM portal_auditpurge",
    ],
)
def test_no_way_around_the_guard(entry: ModelLogEntry, statement: str) -> None:
    """A young entry stays, whatever is tried; the count of removed ones stays too."""
    aged(entry, 1)
    aged(entry, 4000)
    with (
        pytest.raises((ProgrammingError, InternalError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_job_is_scheduled(settings) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["purge-audit"]["task"] == purge_audit.name
