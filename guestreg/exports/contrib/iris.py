"""IRIS connect: the guest list that ``submitGuestList`` carries, as a JSON-RPC message."""

import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guestreg.exports.base import Facts, GuestRow

LONGEST_NAME = 100
# The receiver raises an alarm at texts that begin with a sign, and at tags and script addresses;
# phones may begin with +.
LEADING_SIGNS = re.compile(r"^[\W_]+")
SCRIPT_SIGNS = re.compile(r"[<>:;]")


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
    return {
        "dataAuthorizationToken": facts.id,
        "guestList": {
            "dataProvider": {"name": _safe(facts.venue, 256), "address": facts.address},
            "startDate": _zulu(facts.start),
            "endDate": _zulu(facts.end),
            "additionalInformation": "",
            "guests": [_guest(row) for row in rows],
        },
    }


def _guest(row: GuestRow) -> dict[str, Any]:
    guest: dict[str, Any] = {
        "firstName": _safe(row.given_name),
        "lastName": _safe(row.family_name),
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
        "street": row.street,
        "houseNumber": row.house_number,
        "zipCode": row.postcode,
        "city": row.city,
    }
    return {name: _safe(text) for name, text in parts.items()} if all(parts.values()) else None


def _safe(text: str, longest: int = LONGEST_NAME) -> str:
    return LEADING_SIGNS.sub("", SCRIPT_SIGNS.sub(" ", text))[:longest]


def _safe_phone(text: str) -> str:
    return ("+" if text.startswith("+") else "") + _safe(text, LONGEST_NAME - 1)


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
