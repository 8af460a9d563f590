"""The one statement that stores a visit. It refuses what the place does not permit."""

import base64
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from psycopg.errors import CheckViolation

from guestreg import partitions

STEP = timedelta(minutes=5)

INSERT = """
INSERT INTO guestreg_visit (expires_on, receipt_hash, day, venue_id, area_id, basis_id,
    arrived_at, leaves_by, was_absent, office_kid, venue_kid, sealed_by, sealed)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, false, %s, %s, %s, %s)
ON CONFLICT (expires_on, receipt_hash) DO NOTHING
"""

# The same for several visits in one statement: all of them or none.
INSERT_MANY = """
INSERT INTO guestreg_visit (expires_on, receipt_hash, day, venue_id, area_id, basis_id,
    arrived_at, leaves_by, was_absent, office_kid, venue_kid, sealed_by, sealed)
SELECT expires_on, receipt_hash, day, venue_id, area_id, basis_id, arrived_at, leaves_by,
    false, office_kid, venue_kid, sealed_by, sealed
FROM unnest(%s::date[], %s::bytea[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint[],
    %s::timestamptz[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::bytea[])
  AS new (expires_on, receipt_hash, day, venue_id, area_id, basis_id, arrived_at, leaves_by,
    office_kid, venue_kid, sealed_by, sealed)
ON CONFLICT (expires_on, receipt_hash) DO NOTHING
"""


@dataclass(frozen=True)
class SealedVisit:
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

    def row(self) -> list[Any]:
        return list(self.__dict__.values())


MARK_LENGTH = 4


def mark_of(receipt_hash: bytes) -> str:
    """Four characters by which guest and staff recognise a visit; nobody is named by them."""
    return base64.b32encode(receipt_hash).decode()[:MARK_LENGTH]


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, visit.row())
        return cursor.rowcount == 1
