"""Street names, normalised as the search does: Str. and Straße, ue and ü, ß and ss fall together.

Blanks and hyphens do not count, so "Karl Marx Str." and "Karl-Marx-Straße" are the same.
"""

import re
from collections.abc import Iterable

from services.german import fold
from services.search.normalise import WORD, collapse

# What street signs shorten, as it stands at the end of a word or alone.
SHORT_STREET = re.compile(r"str$")
SHORT_WORDS = {"st": "sankt", "skt": "sankt", "pl": "platz", "doktor": "dr", "prof": "professor"}
HOUSE_NUMBER = re.compile(r"^(?P<street>.*\D)\s+(?P<number>[0-9]{1,4}\s*(?:[a-zA-Z]|[-–/½¼¾].*)?)$")
POSTCODE = re.compile(r"\b[0-9]{5}\b")
LONG = 8
# Shorter than this, half of all streets begin alike.
LEAST = 4


def street_key(name: str) -> str:
    return collapse("".join(_written_out(word) for word in WORD.findall(fold(name))))


def place_key(name: str) -> str:
    """Of a town or a part of it; a postcode beside it says nothing certain and is left out."""
    return collapse("".join(WORD.findall(fold(POSTCODE.sub(" ", name)))))


def _written_out(word: str) -> str:
    return SHORT_STREET.sub("strasse", SHORT_WORDS.get(word, word))


def split_number(street: str) -> tuple[str, str]:
    """Street and house number of "Markt 1"; the number is empty where there is none."""
    match = HOUSE_NUMBER.match(street.strip())
    return (match["street"].strip(), match["number"].strip()) if match else (street.strip(), "")


def nearest(key: str, known: Iterable[str], *, most: int = 5) -> list[str]:
    """Keys that were probably meant, the nearest first; those that go on from it count too."""
    from services.search.spelling import distance

    allowed = 1 if len(key) < LONG else 2
    found: dict[str, int] = {}
    for candidate in known:
        steps = distance(key, candidate, allowed)
        if steps <= allowed:
            found[candidate] = steps
        elif len(key) >= LEAST and (candidate.startswith(key) or key.startswith(candidate)):
            found[candidate] = allowed + 1
    return sorted(found, key=lambda candidate: (found[candidate], candidate))[:most]
