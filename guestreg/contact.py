"""What a guest may enter, and what is accepted after opening: the same rules at both ends.

Whoever seals may seal anything. So every record is checked again after it was opened,
and only what these rules name goes on to a screen or into a file.
"""

import re
import unicodedata
from collections.abc import Mapping

from guestreg.models.profile import ContactField

LONGEST = {
    "given_name": 80,
    "family_name": 80,
    "phone": 30,
    "email": 120,
    "street": 80,
    "house_number": 12,
    "postcode": 10,
    "city": 60,
}
ADDRESS = ("street", "house_number", "postcode", "city")
PHONE = re.compile(r"^[+0-9][0-9 ()/.\-]{3,28}[0-9]$")
NAME_START = re.compile(r"^[^\W\d_]|^['’]", re.UNICODE)
LEAST_DIGITS = 5


def inputs_for(prescribed: list[str]) -> list[str]:
    """The inputs behind the prescribed fields, in the order in which one is used to them."""
    wanted: set[str] = set()
    for name in prescribed:
        if name in (ContactField.ADDRESS, ContactField.PHONE_OR_ADDRESS):
            wanted.update(ADDRESS)
        if name == ContactField.PHONE_OR_ADDRESS:
            wanted.add("phone")
        if name in LONGEST:
            wanted.add(name)
    return [name for name in LONGEST if name in wanted]


def clean(text: str) -> str:
    """One line without control or invisible characters, blanks joined."""
    normal = unicodedata.normalize("NFC", text)
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in normal)
    return " ".join(visible.split())


def is_phone(text: str) -> bool:
    return bool(PHONE.match(text)) and sum(char.isdigit() for char in text) >= LEAST_DIGITS


def is_name(text: str) -> bool:
    return bool(NAME_START.match(text))


def accepted(details: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What may be shown of an opened record, and the names of what was wrong with it."""
    values = {
        name: clean(details[name])[:longest] for name, longest in LONGEST.items() if name in details
    }
    doubts = sorted(set(details) - set(LONGEST))
    doubts += [name for name in ("given_name", "family_name") if not is_name(values.get(name, ""))]
    if values.get("phone") and not is_phone(values["phone"]):
        doubts.append("phone")
    return values, doubts
