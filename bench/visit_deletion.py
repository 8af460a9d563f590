"""Deleting a day with a million visits, against DROP of an equal bare table.

The portal's side is the whole job of that day: count for the log, copies, DROP, log line and
shredding of the day's key, in its transactions.
"""

import time
from datetime import timedelta

from django.utils import timezone

from bench.checkin import BARE
from bench.database import raw_connection
from bench.ratio import Ratio

VISITS = 1_000_000
FILL = """
INSERT INTO bench_visit SELECT current_date - 1, sha256(int8send(n)), current_date - 29,
    1, 1, 1, date_trunc('hour', now()) - interval '29 days',
    date_trunc('hour', now()) - interval '29 days', false, 'office', 'venue', 'browser',
    decode(repeat(md5(n::text), 42) || 'abcd', 'hex')
FROM generate_series(1, %s) n
"""
COPY = """
INSERT INTO guestreg_visit (expires_on, receipt_hash, day, venue_id, area_id, basis_id,
    arrived_at, leaves_by, was_absent, office_kid, venue_kid, sealed_by, sealed)
SELECT * FROM bench_visit
"""


def run() -> list[Ratio]:
    _fill()
    bare = _bare_drop()
    name = f"delete a day with {VISITS:,} visits / DROP of a bare table"
    return [Ratio(name, _purge(), bare, "s", lower_is_better=True)]


def _fill() -> None:
    """The same rows in the portal's partition and in a bare table; only the rule that refuses
    visits without a licence is switched off, for these visits are invented."""
    from guestreg import partitions

    partitions.ensure([timezone.localdate() - timedelta(days=1)])
    with raw_connection() as session:
        session.execute(BARE)
        session.execute(FILL, [VISITS])
        session.execute("SET session_replication_role = replica")
        session.execute(COPY)
        session.execute("CHECKPOINT")


def _bare_drop() -> float:
    with raw_connection() as session:
        start = time.perf_counter()
        session.execute("DROP TABLE bench_visit")
        return time.perf_counter() - start


def _purge() -> float:
    from guestreg import retention

    start = time.perf_counter()
    done = retention.purge(timezone.localdate())
    seconds = time.perf_counter() - start
    if done.visits != VISITS:
        raise RuntimeError(f"{done.visits} visits were removed instead of {VISITS}.")
    return seconds
