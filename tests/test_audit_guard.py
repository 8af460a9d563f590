"""The audit log refuses to be changed, also by raw SQL."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from identity.models import User

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
