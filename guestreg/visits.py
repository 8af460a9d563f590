"""The one statement that stores a visit. It refuses what the place does not permit."""

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction
from psycopg import Cursor
from psycopg.errors import CheckViolation

from guestreg import partitions

STEP = timedelta(minutes=5)

# One statement for one visit or many, all of them or none. As JSON they are a single parameter,
# which costs a fraction of twelve parameters a row, or of twelve arrays.
INSERT = """
INSERT INTO guestreg_visit (expires_on, receipt_hash, day, venue_id, area_id, basis_id,
    arrived_at, leaves_by, was_absent, office_kid, venue_kid, sealed_by, sealed)
SELECT expires_on, receipt_hash, day, venue, area, basis, arrived_at, leaves_by,
    false, office_kid, venue_kid, sealed_by, sealed
FROM json_to_recordset(%s) AS new (expires_on date, receipt_hash bytea, day date,
    venue bigint, area bigint, basis bigint, arrived_at timestamptz, leaves_by timestamptz,
    office_kid text, venue_kid text, sealed_by text, sealed bytea)
ON CONFLICT (expires_on, receipt_hash) DO NOTHING
"""


class SealedVisit(NamedTuple):
    """What is known of a visit besides its sealed content. Nothing of it names a person."""

    expires_on: date
    receipt_hash: bytes
    day: date
    venue: int
    area: int
    basis: int
    arrived_at: datetime
    leaves_by: datetime
    office_kid: str
    venue_kid: str
    sealed_by: str
    sealed: bytes


MARK_LENGTH = 4


def mark_of(receipt_hash: bytes) -> str:
    """Four characters by which guest and staff recognise a visit; nobody is named by them."""
    return base64.b32encode(receipt_hash[:5]).decode()[:MARK_LENGTH]


def round_down(moment: datetime) -> datetime:
    """To five minutes: exact enough for the office, too coarse for a movement profile."""
    return moment - (moment - moment.replace(minute=0, second=0, microsecond=0)) % STEP


def round_up(moment: datetime) -> datetime:
    rounded = round_down(moment)
    return rounded if rounded == moment else rounded + STEP


def store(visit: SealedVisit) -> bool:
    """Write the visit. False when this receipt is stored already: sent twice, stored once."""
    try:
        return _insert(visit)
    except IntegrityError as error:
        if not _partition_missing(error):
            raise
    partitions.ensure([visit.expires_on])
    return _insert(visit)


def _partition_missing(error: IntegrityError) -> bool:
    """PostgreSQL reports it as a check violation that names no constraint."""
    cause = error.__cause__
    return isinstance(cause, CheckViolation) and cause.diag.constraint_name is None


def _insert(visit: SealedVisit) -> bool:
    with transaction.atomic():
        return write([visit]) == 1


def write(some: Sequence[SealedVisit]) -> int:
    """Store all of them or none; gives how many were new."""
    rows = json.dumps([_row(visit) for visit in some])
    connection.ensure_connection()
    # Django's own cursors bind on the client; only this kind has the server prepare the statement.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(INSERT, [rows], prepare=True)
        return cursor.rowcount


def _row(visit: SealedVisit) -> dict[str, Any]:
    """As PostgreSQL reads it; bytes have their hex format."""
    return {
        "expires_on": visit.expires_on.isoformat(),
        "receipt_hash": f"\\x{visit.receipt_hash.hex()}",
        "day": visit.day.isoformat(),
        "venue": visit.venue,
        "area": visit.area,
        "basis": visit.basis,
        "arrived_at": visit.arrived_at.isoformat(),
        "leaves_by": visit.leaves_by.isoformat(),
        "office_kid": visit.office_kid,
        "venue_kid": visit.venue_kid,
        "sealed_by": visit.sealed_by,
        "sealed": f"\\x{visit.sealed.hex()}",
    }
