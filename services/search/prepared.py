"""Statements that PostgreSQL plans once per connection instead of at each question."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

# The stubs describe it without psycopg's own constructor.
SERVER_BINDING: Any = ServerBindingCursor


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """A cursor of Django's, counted and logged like any other, that prepares what it executes.

    Cursors of other code bind parameters themselves and prepare nothing, so they stay as they are.
    """
    connection.ensure_connection()
    session = connection.connection
    threshold = session.prepare_threshold
    # None where the operator has switched it off (PORTAL_PREPARED_STATEMENTS).
    session.prepare_threshold = None if threshold is None else 0
    raw = SERVER_BINDING(session)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    try:
        with wrap(raw) as cursor:
            yield cursor
    finally:
        session.prepare_threshold = threshold
