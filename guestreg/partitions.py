"""Partitions of the visit table, one for each day on which visits expire.

Dropping a partition removes all of its rows at once and leaves nothing behind that a
vacuum would still have to clear (docs/decisions/0050).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from psycopg import sql

PREFIX = "guestreg_visit_"
AHEAD = 7
LOCK = 0x67756573  # "gues"


def name_for(expires_on: date) -> str:
    return f"{PREFIX}{expires_on:%Y%m%d}"


def ensure(days: Iterable[date]) -> None:
    """Make the partitions for these expiry days, where missing."""
    missing = set(days) - set(existing())
    if not missing:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        for day in sorted(missing):
            cursor.execute(_create(day))


def _create(day: date) -> sql.Composed:
    return sql.SQL(
        "CREATE TABLE IF NOT EXISTS {} PARTITION OF guestreg_visit FOR VALUES IN ({})"
    ).format(sql.Identifier(name_for(day)), sql.Literal(day.isoformat()))


def ensure_ahead(today: date, retention_days: Iterable[int]) -> None:
    """Partitions for visits of today and the days to come under each retention period."""
    ensure(
        today + timedelta(days=ahead + retention)
        for retention in set(retention_days)
        for ahead in range(AHEAD + 1)
    )


def existing() -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'guestreg_visit'::regclass ORDER BY 1"
        )
        return [_day_of(name) for (name,) in cursor.fetchall()]


def _day_of(name: str) -> date:
    digits = name.removeprefix(PREFIX)
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def drop(expires_on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name_for(expires_on))))
