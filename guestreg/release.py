"""A released package: still sealed for the office's day keys, opened by an officer's own key.

The office's browser opens it (released.js); this is the same for a machine of the office
without a browser, see ``manage.py open_release``. Nothing here touches the database.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Any

from guestreg.contact import accepted
from guestreg.errors import OfficeKeyError
from guestreg.exports.base import Facts, GuestRow
from guestreg.keyfile import HeldKey
from guestreg.models import DataRequest, DayKey, ReleasedVisit
from guestreg.sealing import PROTOCOL, SUITE, Envelope, SealingError, open_inner, open_layer

FORMAT = "guestreg-release/1"


def package(request: DataRequest, visits: Iterable[ReleasedVisit]) -> dict[str, Any]:
    """Everything the office needs to open the release, and nothing readable of a guest."""
    visits = list(visits)
    days = DayKey.objects.filter(kid__in={visit.office_kid for visit in visits}).prefetch_related(
        "shares__recipient"
    )
    return {
        "format": FORMAT,
        "request": _facts(request),
        "keys": {day.kid: _day(day) for day in days},
        "visits": [_visit(visit) for visit in visits],
    }


def _facts(request: DataRequest) -> dict[str, Any]:
    venue = request.venue
    return {
        "id": str(request.public_id),
        "case_number": request.case_number,
        "venue": venue.name,
        "address": {
            "street": venue.street,
            "houseNumber": venue.house_number,
            "zipCode": venue.postcode,
            "city": venue.city,
        },
        "start": request.window_start.isoformat(),
        "end": request.window_end.isoformat(),
        "basis": request.basis.title,
    }


def _day(day: DayKey) -> dict[str, Any]:
    return {
        "point": b64encode(day.public_key).decode(),
        "shares": {s.recipient.kid: b64encode(s.sealed).decode() for s in day.shares.all()},
    }


def _visit(visit: ReleasedVisit) -> dict[str, Any]:
    return {
        "day": visit.day.isoformat(),
        "area": visit.area_name,
        "from": visit.arrived_at.isoformat(),
        "to": visit.leaves_by.isoformat(),
        "checked_out": visit.checked_out,
        "sealed_by": visit.sealed_by,
        "kid": visit.office_kid,
        "sealed": b64encode(visit.sealed).decode(),
    }


def share_info(day_kid: str, recipient_kid: str) -> bytes:
    """What a share of a day key is bound to."""
    return f"{PROTOCOL}|share|{day_kid}|{recipient_kid}".encode()


def open_package(content: str, key: HeldKey) -> tuple[Facts, list[GuestRow]]:
    """Open with an officer's key. Visits that do not open stay as rows that say so."""
    try:
        data = json.loads(content)
        days = {kid: _private(kid, day, key) for kid, day in data["keys"].items()}
        return Facts.of(data["request"]), [_row(visit, days) for visit in data["visits"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OfficeKeyError("The package is incomplete.") from error


def _private(kid: str, day: dict[str, Any], key: HeldKey) -> HeldKey | None:
    """The day's private half; None where this officer has no share of it."""
    share = day["shares"].get(key.kid)
    try:
        secret = open_layer(b64decode(share or ""), key.private, share_info(kid, key.kid))
    except SealingError:
        return None
    return HeldKey.from_secret(secret)


def _row(visit: dict[str, Any], days: dict[str, HeldKey | None]) -> GuestRow:
    envelope, day = Envelope(visit["kid"], "", 0, visit["day"]), days.get(visit["kid"])
    if day is None:
        return GuestRow.of(visit, {}, ["sealed"])
    try:
        values, doubts = accepted(open_inner(b64decode(visit["sealed"]), envelope, day.private))
    except SealingError:
        values, doubts = {}, ["sealed"]
    return GuestRow.of(visit, values, doubts)


def seal_share(secret: bytes, *, day_kid: str, recipient_kid: str, to: Any) -> bytes:
    """What the office's browser does for each recipient (batch.js); used by the demonstration."""
    sealed: bytes = SUITE.encrypt(secret, to, info=share_info(day_kid, recipient_kid))
    return sealed
