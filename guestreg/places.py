"""What a place permits, remembered for a few seconds by each process.

On a full evening every table of a restaurant is somebody's within the same minute, so whoever asks
for one code learns all codes of that venue, and what holds for a day is asked once for all venues
of a kind. The database's own rule (migration 0002) decides in between.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg import partitions
from guestreg.checkin import Refusal, refusal_of_any_time
from guestreg.errors import CheckInError
from guestreg.models import Code, DayKey, LegalBasis, Venue, VenueKey

REMEMBERED_SECONDS = 20.0
# A phone without network keeps the sealed visit and sends it when it can.
LATEST = 24 * 60 * 60

# By key names, the moment until which opened pages may use them; None: until further notice.
Kids = Mapping[str, datetime | None]


@dataclass(frozen=True)
class OpenDay:
    """What holds for visits of one day."""

    basis: int
    retention: timedelta
    office_kids: Kids


@dataclass(frozen=True)
class OpenPlace:
    """What must be known of a code's place to store a visit there of today or yesterday."""

    venue: Venue
    area: int
    days: Mapping[str, OpenDay]
    venue_kids: Kids


_places: dict[str, tuple[float, OpenPlace]] = {}
_days: dict[tuple[str, date], tuple[float, OpenDay | None]] = {}


def forget() -> None:
    _places.clear()
    _days.clear()


def of(code: str, now: datetime) -> OpenPlace:
    """What we know of the code's place. Raises ``CheckInError`` where nobody can register."""
    remembered = _places.get(code)
    if remembered is not None and time.monotonic() < remembered[0]:
        return remembered[1]
    return _look_up(code, now)


def look_up(code: str, now: datetime) -> OpenPlace:
    """The same without trusting what is remembered of the days' keys."""
    _days.clear()
    return _look_up(code, now)


def _look_up(code: str, now: datetime) -> OpenPlace:
    """Ask the database, and remember the venue's other codes too. A refusal is not remembered."""
    found = Code.objects.with_place().filter(code=code).first()
    if found is None:
        raise CheckInError(_("Diesen Code gibt es nicht."))
    if refusal := refusal_of_any_time(found):
        raise CheckInError(refusal.label)
    place = _open_place(found, now)
    others = Code.objects.filter(area__venue=place.venue, closed_at=None)
    _remember(others.values_list("code", "area_id"), place)
    return place


def _remember(codes: Iterable[tuple[str, int]], place: OpenPlace) -> None:
    until = time.monotonic() + REMEMBERED_SECONDS
    by_area: dict[int, tuple[float, OpenPlace]] = {}
    for code, area in codes:
        _places[code] = by_area.setdefault(area, (until, replace(place, area=area)))


def _open_place(code: Code, now: datetime) -> OpenPlace:
    venue, since = code.area.venue, now - timedelta(seconds=LATEST)
    # A phone that was offline over midnight sends a visit of yesterday.
    today = timezone.localdate(now)
    asked = [today - timedelta(days=1), today]
    days = {f"{day}": rules for day in asked if (rules := _open_day(venue.kind, day, since))}
    if not days:
        raise CheckInError(Refusal.NO_BASIS.label)
    keys = VenueKey.objects.filter(venue=venue).held_since(since)
    return OpenPlace(venue, code.area_id, days, {key.kid: key.retired_at for key in keys})


def _open_day(kind: str, day: date, since: datetime) -> OpenDay | None:
    clock = time.monotonic()
    until, known = _days.get((kind, day), (0.0, None))
    if clock >= until:
        known = _rules_of(kind, day, since)
        _days[kind, day] = (clock + REMEMBERED_SECONDS, known)
    return known


def _rules_of(kind: str, day: date, since: datetime) -> OpenDay | None:
    basis = LegalBasis.objects.covering(kind, day).first()
    if basis is None:
        return None
    partitions.ensure([basis.expiry(day)])
    keys = DayKey.objects.held_since(since).filter(day=day)
    kids = {key.kid: key.root.retired_at for key in keys}
    return OpenDay(basis.pk, timedelta(days=basis.retention_days), kids)
