"""The nightly deletion of a day with a million visits, against DROP of an equal bare table.

Filling goes around the triggers that every check-in passes: the table is filled alone and then
attached as the partition it would have become.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from bench.database import raw_connection
from bench.ratio import Ratio

VISITS = 1_000_000
SEALED_BYTES = 674
BARE = "bench_bare_day"


def run() -> list[Ratio]:
    from guestreg import partitions
    from guestreg.retention import purge

    today = timezone.localdate()
    over = today - timedelta(days=1)
    _fill(BARE, over)
    dropping = _seconds(lambda: _execute(f"DROP TABLE {BARE}"))
    _fill(BARE, over)
    deleting = _seconds(lambda: _execute(f"DELETE FROM {BARE}", f"VACUUM {BARE}"))
    _execute(f"DROP TABLE {BARE}")
    day = partitions.name_for(over)
    _fill(day, over)
    _execute(f"ALTER TABLE guestreg_visit ATTACH PARTITION {day} FOR VALUES IN ('{over}')")
    measured = _seconds(lambda: purge(today))
    if over in partitions.existing():
        raise RuntimeError("The day is still there.")
    note = f"{VISITS:,} visits, counted and written down as deleted"
    return [
        Ratio("deletion of a day : DROP of an equal table", measured, dropping, "s", 2, True, note),
        Ratio("deletion of a day : DELETE and VACUUM", measured, deleting, "s", 0.5, True),
    ]


def _fill(table: str, expires_on: date) -> None:
    """A table like that of the visits, with the rows of one day in it."""
    sealed = f"decode(repeat('ab', {SEALED_BYTES}), 'hex')"
    _execute(
        f"CREATE TABLE {table} (LIKE guestreg_visit INCLUDING ALL)",
        f"""INSERT INTO {table} (expires_on, receipt_hash, day, venue_id, area_id, basis_id,
                arrived_at, leaves_by, was_absent, office_kid, venue_kid, sealed_by, sealed)
            SELECT '{expires_on}', sha256(int8send(n)), '{expires_on}'::date - 28, n % 500,
                n % 1000, 1, date_bin('5 minutes', now(), '2021-01-01'),
                date_bin('5 minutes', now(), '2021-01-01'), false, 'office', 'venue', 'browser',
                {sealed}
            FROM generate_series(1, {VISITS}) AS n""",
        f"ANALYZE {table}",
    )


def _execute(*statements: str) -> None:
    with raw_connection() as session:
        for statement in statements:
            session.execute(statement)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
