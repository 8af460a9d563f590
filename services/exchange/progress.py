"""How far a running import is, for everybody to see before anything is committed.

PostgreSQL shows each session's application name to the others at once, and forgets it when the
session ends: so it tells as well whether the process is still alive.
"""

from dataclasses import dataclass

from django.db import connection

PREFIX = "services-import"


@dataclass(frozen=True)
class Progress:
    run: int
    file: str
    records: int


def report(run: int, file: str, records: int) -> None:
    _announce(f"{PREFIX}:{run}:{records}:{file}")


def finish() -> None:
    _announce("")


def _announce(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [name[:63]])


def running() -> dict[int, Progress]:
    """Imports that a living session is at, by run."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name LIKE %s",
            [f"{PREFIX}:%"],
        )
        rows = [name.split(":", 3) for (name,) in cursor.fetchall()]
    return {
        int(run): Progress(int(run), file, int(records)) for _prefix, run, records, file in rows
    }
