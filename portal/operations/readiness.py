"""Whether the portal can do its work: what it depends on, and what should have happened.

Each check returns nothing when all is well, or the names of what is wrong. Names only: the
answer is public, so it says no address, version or message of a system behind the portal.
"""

from collections.abc import Callable
from functools import cache

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from guestreg import retention
from identity.saml import expiry, refresh
from portal.operations import schedules

BROKER_SECONDS = 2


class NotReady(Exception):
    """Migrations are missing; an exception, so that only the good answer is remembered."""


def problems() -> dict[str, list[str]]:
    """What is wrong, by check; empty lists where all is well."""
    found = {"database": database()}
    later: dict[str, Callable[[], list[str]]] = {
        "migrations": migrations,
        "broker": broker,
        "schedules": overdue_schedules,
        "certificates": expiry.alarms,
        "retention": retention.alarms,
    }
    for name, check in later.items():
        found[name] = check() if not found["database"] or name == "broker" else ["unknown"]
    return found


def warnings(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """What works today and will not for long; asked only where the database answers."""
    if found["database"] or found["migrations"]:
        return {}
    later = {"certificates": expiry.warnings(), "metadata": refresh.warnings()}
    return {name: wrong for name, wrong in later.items() if wrong}


def database() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return ["unreachable"]
    return []


def migrations() -> list[str]:
    try:
        _require_migrations()
    except NotReady:
        return ["missing"]
    return []


def broker() -> list[str]:
    """A queue that takes messages. Any error means the same here: it does not."""
    try:
        with current_app.connection_for_write(connect_timeout=BROKER_SECONDS) as queue:
            queue.connect()
            queue.default_channel.close()
    except Exception:
        return ["unreachable"]
    return []


def overdue_schedules() -> list[str]:
    return [entry.name for entry in schedules.overdue()]


@cache
def _require_migrations() -> None:
    """A process whose migrations were all applied once need not look again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady
