"""IRIS connect: the guest list that ``submitGuestList`` carries, as a JSON-RPC message."""

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guestreg.exports.base import Facts, GuestRow

LONGEST_NAME, LONGEST_ZIP = 100, 10
UNOPENED, NAMELESS = "sealed", "unbekannt"
# The receiver raises an alarm at texts that begin with a sign, and at tags and script addresses;
# phones may begin with +.
LEADING_SIGNS = re.compile(r"^[\W_]+")
SCRIPT_SIGNS = re.compile(r"[<>:;]")
# It also blocks a whole list in which one text holds such a pair, as in "Walter Viewegs". A dot in
# the first word keeps one guest from closing the way for all others.
SQL_WORDS = re.compile("SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER", re.IGNORECASE)
SQL_PAIRS = re.compile(
    "SELECT.*FROM|INSERT.*INTO|UPDATE.*SET|DELETE.*FROM|(CREATE|DROP|ALTER).*(TABLE|INDEX|VIEW)",
    re.IGNORECASE | re.DOTALL,
)


class IrisGuestList:
    key: ClassVar[str] = "iris"
    label: ClassVar[Promise] = gettext_lazy("IRIS connect, Gästeliste als JSON")
    content_type: ClassVar[str] = "application/json"
    extension: ClassVar[str] = "json"

    def export(self, facts: Facts, rows: list[GuestRow]) -> bytes:
        message = {
            "jsonrpc": "2.0",
            "method": "submitGuestList",
            "id": facts.id,
            "params": params(facts, rows),
        }
        return json.dumps(message, ensure_ascii=False, indent=2).encode()


def params(facts: Facts, rows: list[GuestRow]) -> dict[str, Any]:
    """What did not open is counted: a guest without any detail would be refused there."""
    opened = [row for row in rows if UNOPENED not in row.doubts]
    closed = len(rows) - len(opened)
    return {
        "dataAuthorizationToken": facts.id,
        "guestList": {
            "dataProvider": {
                "name": _safe(facts.venue, 256),
                "address": {name: _safe(text) for name, text in facts.address.items()},
            },
            "startDate": _zulu(facts.start),
            "endDate": _zulu(facts.end),
            "additionalInformation": f"{closed} nicht lesbar" if closed else "",
            "guests": [_guest(row) for row in opened],
        },
    }


def _guest(row: GuestRow) -> dict[str, Any]:
    guest: dict[str, Any] = {
        "firstName": _safe(row.given_name) or NAMELESS,
        "lastName": _safe(row.family_name) or NAMELESS,
        "sex": "UNKNOWN",
        "attendanceInformation": {
            "attendFrom": _zulu(row.arrived_at),
            "attendTo": _zulu(row.leaves_by),
            "additionalInformation": _safe(row.area),
        },
    }
    contact = {
        "phone": _safe_phone(row.phone),
        "email": _safe(row.email),
        "address": _address(row),
    }
    return guest | {name: value for name, value in contact.items() if value}


def _address(row: GuestRow) -> dict[str, str] | None:
    """All four parts or none: the format knows no half address."""
    parts = {
        "street": _safe(row.street),
        "houseNumber": _safe(row.house_number),
        "zipCode": _safe(row.postcode, LONGEST_ZIP),
        "city": _safe(row.city),
    }
    return parts if all(parts.values()) else None


def _safe(text: str, longest: int = LONGEST_NAME) -> str:
    plain = LEADING_SIGNS.sub("", SCRIPT_SIGNS.sub(" ", text))
    if SQL_PAIRS.search(plain):
        plain = SQL_WORDS.sub(lambda word: f"{word[0][0]}·{word[0][1:]}", plain)
    return plain[:longest]


def _safe_phone(text: str) -> str:
    return ("+" if text.startswith("+") else "") + _safe(text, LONGEST_NAME - 1)


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
