"""Visits that were sealed on a guest's own device arrive here; nothing in them can be read.

Serves two callers: the gateway before Django (``guestreg.gateway``), which is the fast one, and
the view, where Django is asked directly. What a place permits is told by ``guestreg.places``.
"""

import binascii
import json
from binascii import a2b_base64
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.core import signing
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg import places, visits
from guestreg.checkin import TOKEN_SALT, Refusal, receipt_hash
from guestreg.errors import CheckInError, StalePageError
from guestreg.group_commit import GroupCommit
from guestreg.models import SealedBy
from guestreg.places import LATEST, Kids, OpenDay, OpenPlace
from guestreg.presence import door_code
from guestreg.rates import check_door
from guestreg.sealing import SEALED_SIZES

# Who sits there when the day ends seals on the page that they opened before.
AFTER_MIDNIGHT = timedelta(hours=4)
EPOCH = datetime.min.replace(tzinfo=UTC)
MOST_PERSONS = 10
LARGEST_MESSAGE = 20_000
UNREADABLE = (ValueError, KeyError, TypeError, OverflowError, RecursionError, binascii.Error)


class Message(NamedTuple):
    """One sending of a browser: one or several persons, each sealed singly."""

    token: str
    day: str
    office_kid: str
    venue_kid: str
    waited: int
    door: str
    by_venue: bool
    sealed: tuple[bytes, ...]


class Accepted(NamedTuple):
    arrived_at: datetime  # on the clocks of the town
    expires_on: date
    marks: tuple[str, ...]

    @property
    def persons(self) -> int:
        return len(self.marks)

    def as_json(self) -> dict[str, Any]:
        return {
            "date": _german(self.arrived_at),
            "time": f"{self.arrived_at.hour:02}:{self.arrived_at.minute:02}",
            "until": _german(self.expires_on),
            "persons": self.persons,
            "mark": " ".join(self.marks),
        }


def _german(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}"


def receive(code: str, body: bytes, network: str = "") -> Accepted:
    """Check a message and store its visits. Sent twice, they are stored once."""
    now = timezone.now()
    place = places.of(code, now)
    message = parse(body)
    receipt, issued = _receipt(message.token, code)
    arrived = max(issued, now - timedelta(seconds=message.waited))
    town = timezone.get_default_timezone()
    opened, here = issued.astimezone(town), arrived.astimezone(town)
    try:
        day = _day(place, message, opened, here)
    except StalePageError:
        # Perhaps it is our memory that is old: a key that changed a moment ago.
        place = places.look_up(code, now)
        day = _day(place, message, opened, here)
    if not place.venue.is_open(here):
        raise CheckInError(Refusal.CLOSED_NOW.label)
    if place.venue.wants_door_code:
        check_door(door_code(place.venue, here.date()), message.door, network)
    return _store(place, day, message, receipt, arrived)


def _day(place: OpenPlace, message: Message, opened: datetime, here: datetime) -> OpenDay:
    """What holds for the day that the message names, where its page may still be used.

    Both moments are on the clocks of the town. Only ``opened``, which we signed ourselves, says
    what the page could know: a key may be gone by now, but not before its page was opened.
    Nobody can claim an older page than they have.
    """
    midnight = opened.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if message.day != opened.date().isoformat() or here > midnight + AFTER_MIDNIGHT:
        raise StalePageError(_("Die Seite ist von gestern. Bitte laden Sie neu."))
    day = place.days.get(message.day)
    if day is None or here.date().isoformat() not in place.days:
        raise StalePageError(Refusal.NO_BASIS.label)
    if not _held(day.office_kids, message.office_kid, opened):
        raise StalePageError(
            _("Das Gesundheitsamt hat einen neuen Schlüssel. Bitte laden Sie neu.")
        )
    if not _held(place.venue_kids, message.venue_kid, opened):
        raise StalePageError(_("Der Betrieb hat einen neuen Schlüssel. Bitte laden Sie neu."))
    return day


def _held(kids: Kids, kid: str, opened: datetime) -> bool:
    """Whether a page of that moment could name this key."""
    retired = kids.get(kid, EPOCH)
    return retired is None or opened < retired


def parse(body: bytes) -> Message:
    """The message, or an error that names what is wrong with it. Trusts nothing."""
    try:
        data = json.loads(body[:LARGEST_MESSAGE])
        sealed = tuple(a2b_base64(text, strict_mode=True) for text in data["sealed"])
        token, day, office, venue = (str(data[n]) for n in ("token", "day", "office", "venue"))
        waited = min(max(int(data.get("waited", 0)), 0), LATEST)
        door, by_venue = str(data.get("door", "")), data.get("by") == "venue"
    except UNREADABLE as error:
        raise CheckInError(_("Die Nachricht ist unvollständig. Bitte laden Sie neu.")) from error
    if not 1 <= len(sealed) <= MOST_PERSONS or any(len(s) not in SEALED_SIZES for s in sealed):
        raise CheckInError(_("Die versiegelten Angaben haben nicht die richtige Form."))
    return Message(token, day, office, venue, waited, door, by_venue, sealed)


def _receipt(token: str, code: str) -> tuple[str, datetime]:
    """The receipt inside our token, and when we issued it."""
    try:
        value = _signer().unsign(token, max_age=LATEST)
    except signing.BadSignature as error:
        raise StalePageError(_("Die Seite war zu lange offen. Bitte scannen Sie neu.")) from error
    issued_for, _dot, receipt = value.partition(".")
    if issued_for != code:
        raise CheckInError(_("Das Formular gehört zu einem anderen Ort. Bitte scannen Sie neu."))
    stamp = signing.b62_decode(token.rsplit(":", 2)[1])
    return receipt, datetime.fromtimestamp(stamp, tz=UTC)


@cache
def _signer() -> signing.TimestampSigner:
    """One for all threads; a signer keeps nothing of what it has seen."""
    return signing.TimestampSigner(salt=TOKEN_SALT)


def receipts(first: str, persons: int) -> list[str]:
    """One receipt per person of a group, each derived from the form's own."""
    return [first if number == 0 else f"{first}-{number}" for number in range(persons)]


def _store(
    place: OpenPlace, day: OpenDay, message: Message, receipt: str, arrived: datetime
) -> Accepted:
    hashes = [receipt_hash(text) for text in receipts(receipt, len(message.sealed))]
    marks = tuple([visits.mark_of(value) for value in hashes])
    of = date.fromisoformat(message.day)
    here = arrived.astimezone(timezone.get_default_timezone())
    accepted = Accepted(here, of + day.retention, marks)
    # ``arrived`` is in UTC: a stay of two hours is two, also when the clocks change in between.
    since = visits.round_down(arrived)
    until = visits.round_up(place.venue.assumed_leaving(arrived))
    by = (SealedBy.VENUE if message.by_venue else SealedBy.BROWSER).value
    _group.store(
        [
            visits.SealedVisit(
                accepted.expires_on, receipt, of, place.venue.pk, place.area, day.basis,
                since, until, message.office_kid, message.venue_kid, by, sealed,
            )
            for receipt, sealed in zip(hashes, message.sealed, strict=True)
        ]
    )  # fmt: skip
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
