"""Visits that were sealed on a guest's own device arrive here; nothing in them can be read.

Serves two callers: the gateway before Django (``guestreg.gateway``), which is the fast one, and
the view, where Django is asked directly. What a place permits is remembered for a few seconds;
the database's own rule (migration 0002) decides in between.
"""

import binascii
import json
import time
from binascii import a2b_base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg import keys, partitions, visits
from guestreg.checkin import TOKEN_SALT, Refusal, receipt_hash, situation
from guestreg.errors import CheckInError
from guestreg.group_commit import GroupCommit
from guestreg.models import Code, SealedBy, Venue
from guestreg.presence import door_code
from guestreg.rates import check_door
from guestreg.sealing import SEALED_SIZES

REMEMBERED_SECONDS = 20.0
# A phone without network keeps the sealed visit and sends it when it can.
LATEST = 24 * 60 * 60
MOST_PERSONS = 10
LARGEST_MESSAGE = 20_000


@dataclass(frozen=True)
class OpenPlace:
    """What must be known of a code's place to store a visit there today."""

    refusal: Refusal | None
    code: str
    venue: Venue
    area: int
    basis: int
    retention: timedelta
    day_kids: Mapping[date, str]
    venue_kid: str


@dataclass(frozen=True)
class Message:
    """One sending of a browser: one or several persons, each sealed singly."""

    token: str
    day: str
    office_kid: str
    venue_kid: str
    waited: int
    door: str
    by_venue: bool
    sealed: tuple[bytes, ...]


@dataclass(frozen=True)
class Accepted:
    arrived_at: datetime  # on the clocks of the town
    expires_on: date
    marks: tuple[str, ...]

    @property
    def persons(self) -> int:
        return len(self.marks)

    def as_json(self) -> dict[str, Any]:
        return {
            "date": f"{self.arrived_at:%d.%m.%Y}",
            "time": f"{self.arrived_at:%H:%M}",
            "until": f"{self.expires_on:%d.%m.%Y}",
            "persons": self.persons,
            "mark": " ".join(self.marks),
        }


_places: dict[str, tuple[float, OpenPlace]] = {}


def forget_places() -> None:
    _places.clear()


def receive(code: str, body: bytes, network: str = "") -> Accepted:
    """Check a message and store its visits. Sent twice, they are stored once."""
    now = timezone.now()
    place = _place(code, now)
    if place.refusal is not None:
        raise CheckInError(place.refusal.label)
    message = parse(body)
    receipt, issued = _receipt(message.token, code)
    arrived = max(issued, now - timedelta(seconds=message.waited))
    if place.venue.wants_door_code:
        check_door(door_code(place.venue, timezone.localdate(arrived)), message.door, network)
    return _store(place, message, receipt, arrived)


def parse(body: bytes) -> Message:
    """The message, or an error that names what is wrong with it. Trusts nothing."""
    try:
        data = json.loads(body[:LARGEST_MESSAGE])
        sealed = tuple(a2b_base64(text, strict_mode=True) for text in data["sealed"])
        token, day, office, venue = (str(data[n]) for n in ("token", "day", "office", "venue"))
        waited = int(data.get("waited", 0))
        door, by_venue = str(data.get("door", "")), data.get("by") == "venue"
    except (ValueError, KeyError, TypeError, RecursionError, binascii.Error) as error:
        raise CheckInError(_("Die Nachricht ist unvollständig. Bitte laden Sie neu.")) from error
    if not 1 <= len(sealed) <= MOST_PERSONS or any(len(s) not in SEALED_SIZES for s in sealed):
        raise CheckInError(_("Die versiegelten Angaben haben nicht die richtige Form."))
    return Message(token, day, office, venue, max(waited, 0), door, by_venue, sealed)


def _receipt(token: str, code: str) -> tuple[str, datetime]:
    """The receipt inside our token, and when we issued it."""
    signer = signing.TimestampSigner(salt=TOKEN_SALT)
    try:
        value = signer.unsign(token, max_age=LATEST)
    except signing.BadSignature as error:
        raise CheckInError(_("Die Seite war zu lange offen. Bitte scannen Sie neu.")) from error
    issued_for, _dot, receipt = value.partition(".")
    if issued_for != code:
        raise CheckInError(_("Das Formular gehört zu einem anderen Ort. Bitte scannen Sie neu."))
    stamp = signing.b62_decode(token.rsplit(":", 2)[1])
    return receipt, datetime.fromtimestamp(stamp, tz=UTC)


def receipts(first: str, persons: int) -> list[str]:
    """One receipt per person of a group, each derived from the form's own."""
    return [first if number == 0 else f"{first}-{number}" for number in range(persons)]


def _store(place: OpenPlace, message: Message, receipt: str, arrived: datetime) -> Accepted:
    local = timezone.localtime(arrived)
    day = local.date()
    if message.day != day.isoformat() or message.office_kid != place.day_kids.get(day):
        raise CheckInError(_("Der Schlüssel ist von gestern. Bitte laden Sie neu."))
    if message.venue_kid != place.venue_kid:
        raise CheckInError(_("Der Betrieb hat einen neuen Schlüssel. Bitte laden Sie neu."))
    hashes = [receipt_hash(text) for text in receipts(receipt, len(message.sealed))]
    marks = tuple(visits.mark_of(value) for value in hashes)
    accepted = Accepted(local, day + place.retention, marks)
    stored = [
        visits.SealedVisit(
            expires_on=accepted.expires_on,
            receipt_hash=value,
            day=day,
            venue=place.venue.pk,
            area=place.area,
            basis=place.basis,
            arrived_at=visits.round_down(arrived),
            leaves_by=visits.round_up(place.venue.assumed_leaving(arrived)),
            office_kid=message.office_kid,
            venue_kid=message.venue_kid,
            sealed_by=(SealedBy.VENUE if message.by_venue else SealedBy.BROWSER).value,
            sealed=sealed,
        )
        for value, sealed in zip(hashes, message.sealed, strict=True)
    ]
    _group.store(stored)
    return accepted


def _write(some: Sequence[visits.SealedVisit]) -> None:
    """A lost connection is replaced once."""
    try:
        visits.write(some)
    except OperationalError:
        if connection.in_atomic_block:
            raise
        connection.close()
        visits.write(some)


_group: GroupCommit[visits.SealedVisit] = GroupCommit(_write)


def _place(code: str, now: datetime) -> OpenPlace:
    """What we know of the code's place, asked anew every few seconds."""
    clock = time.monotonic()
    remembered = _places.get(code)
    if remembered is not None and clock < remembered[0]:
        return remembered[1]
    place = _look_up(code, now)
    _places[code] = (clock + REMEMBERED_SECONDS, place)
    return place


def _look_up(code: str, now: datetime) -> OpenPlace:
    found = Code.objects.with_place().filter(code=code).first()
    if found is None:
        raise CheckInError(_("Diesen Code gibt es nicht."))
    where = situation(found, now)
    basis = where.basis
    if where.refusal is not None or basis is None:
        refusal = where.refusal or Refusal.NO_BASIS
        return OpenPlace(refusal, code, where.venue, found.area_id, 0, timedelta(), {}, "")
    today = timezone.localdate(now)
    # A phone that was offline over midnight sends a visit of yesterday.
    days = [today - timedelta(days=1), today]
    kids = {day: key.kid for day in days if (key := keys.day_key(day))}
    partitions.ensure(basis.expiry(day) for day in days)
    return OpenPlace(
        refusal=None,
        code=code,
        venue=where.venue,
        area=found.area_id,
        basis=basis.pk,
        retention=timedelta(days=basis.retention_days),
        day_kids=kids,
        venue_kid=where.venue_key.kid if where.venue_key else "",
    )
