"""What a guest can do with the receipt that only their own device holds: look up, leave, erase.

We keep a receipt's hash, so nobody can go the other way, from a visit to a receipt.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guestreg.checkin import receipt_hash
from guestreg.errors import CheckInError
from guestreg.models import ReleasedVisit, Visit
from guestreg.visits import round_up

LONGEST_STAY = timedelta(hours=24)


@dataclass(frozen=True)
class Lookup:
    """What we can tell about a visit without knowing whose it is."""

    venue: str
    area: str
    arrived_at: datetime
    left_at: datetime | None
    expires_on: date
    released: bool
    may_erase: bool


def look_up(receipt: str) -> Lookup:
    visit = _visit(receipt)
    return Lookup(
        venue=visit.venue.name,
        area=visit.area.name,
        arrived_at=visit.arrived_at,
        left_at=visit.left_at,
        expires_on=visit.expires_on,
        released=ReleasedVisit.objects.filter(receipt_hash=visit.receipt_hash).exists(),
        may_erase=_may_erase(visit),
    )


def leave(receipt: str) -> None:
    """Check out. The visit then ends now instead of after the usual stay."""
    visit, now = _visit(receipt), timezone.now()
    if visit.left_at is None and now - visit.arrived_at < LONGEST_STAY:
        Visit.objects.filter(pk=visit.pk).update(left_at=now, leaves_by=round_up(now))


@transaction.atomic
def erase(receipt: str) -> None:
    """Delete at once, where no law obliges to keep the visit until its period ends.

    Also what was released of it and lies here for the health office.
    """
    visit = _visit(receipt)
    if not _may_erase(visit):
        raise CheckInError(_("Die Vorschrift verlangt, dass dieser Besuch gespeichert bleibt."))
    ReleasedVisit.objects.filter(receipt_hash=visit.receipt_hash).delete()
    Visit.objects.filter(pk=visit.pk).delete()


def _may_erase(visit: Visit) -> bool:
    basis = visit.basis
    return basis.profile.guests_may_erase or not basis.is_in_force(timezone.localdate())


def _visit(receipt: str) -> Visit:
    found = Visit.objects.filter(receipt_hash=receipt_hash(_normal(receipt)))
    visit = found.select_related("venue", "area", "basis__profile").first()
    if visit is None:
        raise CheckInError(_("Zu dieser Quittung ist nichts gespeichert."))
    return visit


def _normal(receipt: str) -> str:
    return receipt.strip().upper().replace(" ", "")
