"""Who is here now, as counts: for the staff of a venue. Names are closed to them."""

import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg.errors import VenueError
from guestreg.models import Area, Venue, Visit
from guestreg.visits import mark_of, round_up
from identity.models import User

SHOWN = 50
SHOWN_HOURS = 12
DOOR_DIGITS = 4


@dataclass(frozen=True)
class Presence:
    """One area at this moment."""

    area: Area
    present: int

    @property
    def is_full(self) -> bool:
        """More guests than places: too many, or somebody registers from elsewhere."""
        return self.area.capacity is not None and self.present > self.area.capacity


@dataclass(frozen=True)
class Arrival:
    """One visit as the staff may see it: when, where, and the mark on the guest's screen."""

    mark: str
    area: str
    arrived_at: datetime
    sealed_by: str
    was_absent: bool
    is_gone: bool


def areas(venue: Venue) -> list[Presence]:
    now = timezone.now()
    counted = Visit.objects.of_venue(venue).present(now).values("area").annotate(n=Count("*"))
    counts = {row["area"]: row["n"] for row in counted}
    return [Presence(area, counts.get(area.pk, 0)) for area in venue.areas.all()]


def is_over_capacity(venue: Venue, found: list[Presence]) -> bool:
    total = sum(presence.present for presence in found)
    too_many = venue.capacity is not None and total > venue.capacity
    return too_many or any(presence.is_full for presence in found)


def over_capacity(now: datetime) -> list[Venue]:
    """Venues that have more guests registered than places, as a whole or in one area."""
    counted = Visit.objects.present(now).values("venue", "area").annotate(n=Count("*"))
    by_area = {row["area"]: row["n"] for row in counted}
    by_venue = Counter[int]()
    for row in counted:
        by_venue[row["venue"]] += row["n"]
    full = (
        Area.objects.filter(pk__in=by_area)
        .exclude(capacity=None)
        .values_list("pk", "capacity", "venue")
    )
    crowded = {venue for pk, places, venue in full if by_area[pk] > places}
    found = Venue.objects.filter(pk__in=by_venue).select_related("licence")
    return [v for v in found if v.pk in crowded or (v.capacity or by_venue[v.pk]) < by_venue[v.pk]]


def arrivals(venue: Venue) -> list[Arrival]:
    """The latest of today, newest first."""
    now = timezone.now()
    found = Visit.objects.of_venue(venue).filter(arrived_at__gt=now - timedelta(hours=SHOWN_HOURS))
    latest = found.select_related("area").order_by("-arrived_at")[:SHOWN]
    return [_arrival(visit, now) for visit in latest]


def _arrival(visit: Visit, now: datetime) -> Arrival:
    return Arrival(
        mark=mark_of(bytes(visit.receipt_hash)),
        area=visit.area.name,
        arrived_at=visit.arrived_at,
        sealed_by=visit.get_sealed_by_display(),
        was_absent=visit.was_absent,
        is_gone=visit.left_at is not None or visit.leaves_by <= now,
    )


def check_out(*, actor: User | None, area: Area) -> int:
    """Everybody in this area has left. Returns how many."""
    now = timezone.now()
    here = Visit.objects.of_venue(area.venue).present(now).filter(area=area)
    count = here.update(left_at=now, leaves_by=round_up(now))
    log(area.venue, "guestreg.venue.check_out", user=actor, data={"area": area.pk, "n": count})
    return count


def mark_absent(*, actor: User | None, venue: Venue, mark: str) -> None:
    """The staff saw that nobody with this confirmation was there; it is not handed over."""
    since = timezone.now() - timedelta(hours=SHOWN_HOURS)
    found = [
        visit
        for visit in Visit.objects.of_venue(venue).filter(arrived_at__gt=since, was_absent=False)
        if mark_of(bytes(visit.receipt_hash)) == mark.strip().upper()
    ]
    if len(found) != 1:
        raise VenueError(_("Zu diesem Zeichen gibt es hier gerade keinen Besuch."))
    Visit.objects.filter(pk=found[0].pk).update(was_absent=True)
    log(venue, "guestreg.venue.mark_absent", user=actor, data={"day": f"{found[0].day}"})


def set_door_code(*, actor: User | None, venue: Venue, wanted: bool) -> Venue:
    venue.wants_door_code = wanted
    venue.save(update_fields=["wants_door_code"])
    log(venue, "guestreg.venue.door_code", user=actor, data={"on": wanted})
    return venue


def door_code(venue: Venue, day: date) -> str:
    """Four digits that hang at the door that day. A photograph of a poster lacks them."""
    text = f"guestreg/door|{venue.public_id}|{day}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), text, sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DOOR_DIGITS:0{DOOR_DIGITS}d}"
