"""Deletes what is older than its legal basis permits, and proves it.

Idempotent: what a missed run left over goes with the next one. Visits, copies, key and
proof of one expiry day go in one transaction; a crash leaves all of them or none.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from guestreg import keys, partitions, records
from guestreg.models import Deletion, LegalBasis, ReleasedVisit, Visit


@dataclass
class Purge:
    """What one run removed."""

    deletions: list[Deletion] = field(default_factory=list)
    keys_destroyed: list[date] = field(default_factory=list)
    records: dict[str, int] = field(default_factory=dict)

    @property
    def visits(self) -> int:
        return sum(deletion.visits for deletion in self.deletions)


def purge(today: date) -> Purge:
    """Drop every partition whose last day is over, then make those of the days to come."""
    done = Purge()
    for expires_on in partitions.existing():
        if expires_on < today:
            done.deletions += _purge_day(expires_on)
    done.deletions += _purge_copies(today)
    done.keys_destroyed = keys.destroy_expired(today)
    done.records = records.purge(today)
    _prepare(today)
    return done


@transaction.atomic
def _purge_day(expires_on: date) -> list[Deletion]:
    visits = _count(expires_on)
    copies = _delete_copies(expires_on)
    partitions.drop(expires_on)
    return [
        _write_down(day, expires_on, visits[day], copies[day]) for day in sorted(visits | copies)
    ]


@transaction.atomic
def _purge_copies(today: date) -> list[Deletion]:
    """Released copies whose visits went earlier, for whatever reason."""
    late = set(
        ReleasedVisit.objects.filter(expires_on__lt=today).values_list("expires_on", flat=True)
    )
    return [
        _write_down(day, expires_on, 0, count)
        for expires_on in sorted(late)
        for day, count in _delete_copies(expires_on).items()
    ]


def _count(expires_on: date) -> Counter[date]:
    table = sql.Identifier(partitions.name_for(expires_on))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT day, count(*) FROM {} GROUP BY day").format(table))
        return Counter(dict(cursor.fetchall()))


def _delete_copies(expires_on: date) -> Counter[date]:
    copies = ReleasedVisit.objects.filter(expires_on=expires_on)
    days = Counter(copies.values_list("day", flat=True))
    copies.delete()
    return days


def _write_down(day: date, expires_on: date, visits: int, released: int) -> Deletion:
    return Deletion.objects.create(
        day=day, expired_on=expires_on, deleted_at=timezone.now(), visits=visits, released=released
    )


def _prepare(today: date) -> None:
    bases = LegalBasis.objects.in_force(today)
    partitions.ensure_ahead(today, bases.values_list("retention_days", flat=True))


def lines(purge: Purge) -> list[str]:
    """The run in words, for the command and the schedule's record."""
    removed = [
        f"{deletion.day}: {deletion.visits} visits, {deletion.released} released copies"
        for deletion in purge.deletions
    ]
    destroyed = [f"{day}: day key destroyed" for day in purge.keys_destroyed]
    others = [f"{kind}: {count} removed" for kind, count in purge.records.items() if count]
    return [*removed, *destroyed, *others] or ["nothing was due"]


def oldest_visit() -> date | None:
    """Day of the oldest visit still stored; the proof that deletion keeps up."""
    return Visit.objects.order_by("day").values_list("day", flat=True).first()


def age_days(today: date) -> int:
    """Age of the oldest visit stored; 0 where there is none."""
    oldest = oldest_visit()
    return (today - oldest).days if oldest else 0


def alarms() -> list[str]:
    """For the readiness check: whether the nightly job missed a night."""
    return ["guest visits"] if is_late(timezone.localdate() - timedelta(days=1)) else []


def is_late(today: date) -> bool:
    """Whether something is stored that should be gone."""
    return any(expires_on < today for expires_on in partitions.existing())
