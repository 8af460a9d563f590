"""House numbers as people write them: 12, 12a, 12-14, 12a–c, 12 1/2, 12½.

A number has a rank: 12 before 12 1/2 before 12a before 13. A stretch that ends at 12 takes 12a
along; one that ends at 12a does not take 12b.
"""

import re
from dataclasses import dataclass
from functools import total_ordering

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 20
FRACTIONS = ("1/4", "1/3", "1/2", "2/3", "3/4")
# Unicode's own decomposition would make 121/2 of 12½.
SIGNS = {"¼": " 1/4", "⅓": " 1/3", "½": " 1/2", "⅔": " 2/3", "¾": " 3/4"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SUFFIXES = ("", *FRACTIONS, *LETTERS)
# The ranks of the first and of the last number that there can be, see NUMBER.
LOWEST, HIGHEST = (1, 0), (9_999, len(SUFFIXES))
LABEL = re.compile(r"^(?:hausnummer|hausnr|nummer|nr)\b\.?\s*")
NUMBER = re.compile(rf"(0*[1-9][0-9]{{0,3}})(?:\s*([a-z])|\s+({'|'.join(FRACTIONS)}))?")
TO = re.compile(r"\s*(?:[-‐‑–—]|\bbis\b)\s*")  # the dashes that people type


class NumberError(ValueError):
    """No house number; the text says how to write one."""


class Side(models.TextChoices):
    BOTH = "both", gettext_lazy("alle Nummern")
    ODD = "odd", gettext_lazy("ungerade Nummern")
    EVEN = "even", gettext_lazy("gerade Nummern")


@total_ordering
@dataclass(frozen=True)
class HouseNumber:
    number: int
    suffix: str = ""

    @property
    def rank(self) -> tuple[int, int]:
        return self.number, SUFFIXES.index(self.suffix)

    def __lt__(self, other: "HouseNumber") -> bool:
        return self.rank < other.rank

    def __str__(self) -> str:
        return (
            f"{self.number} {self.suffix}" if "/" in self.suffix else f"{self.number}{self.suffix}"
        )


@dataclass(frozen=True)
class Span:
    """A stretch of a street; an end that is not named is the street's end."""

    first: HouseNumber | None = None
    last: HouseNumber | None = None
    side: Side = Side.BOTH

    @property
    def is_ordered(self) -> bool:
        return self._begin <= self._end

    @property
    def _begin(self) -> tuple[int, int]:
        return self.first.rank if self.first else LOWEST

    @property
    def _end(self) -> tuple[int, int]:
        """A bare number at the end takes its suffixes along."""
        if self.last is None:
            return HIGHEST
        return self.last.rank if self.last.suffix else (self.last.number, len(SUFFIXES))

    def covers(self, wanted: HouseNumber) -> bool:
        odd = bool(wanted.number % 2)
        on_side = self.side == Side.BOTH or odd == (self.side == Side.ODD)
        return on_side and self._begin <= wanted.rank <= self._end

    def contradicts(self, other: "Span", *, same_office: bool) -> bool:
        """Two stretches may name several offices only where they are the same stretch."""
        return self.overlaps(other) and (self != other or same_office)

    def overlaps(self, other: "Span") -> bool:
        """Whether some number may lie in both."""
        begin, end = max(self._begin, other._begin), min(self._end, other._end)
        if begin > end or {self.side, other.side} == {Side.ODD, Side.EVEN}:
            return False
        sides = {self.side, other.side} - {Side.BOTH}
        if not sides or end[0] > begin[0]:
            return True
        return bool(begin[0] % 2) == (sides == {Side.ODD})


def numbers(text: str) -> tuple[HouseNumber, HouseNumber]:
    """First and last number of what was written; both the same for a single house.

    Raises ``NumberError``.
    """
    begin, *end = TO.split(_tidied(text))
    if end[1:]:
        raise NumberError(_how())
    first = _number(begin)
    last = _last(end[0], first) if end else first
    if last < first:
        raise NumberError(_("Die zweite Hausnummer ist kleiner als die erste."))
    return first, last


def one_number(text: str) -> HouseNumber:
    """Raises ``NumberError``, also for a range."""
    return _number(_tidied(text))


def _tidied(text: str) -> str:
    for sign, written in SIGNS.items():
        text = text.replace(sign, written)
    return LABEL.sub("", " ".join(text[:LONGEST].casefold().strip(" .,").split()))


def _number(text: str) -> HouseNumber:
    match = NUMBER.fullmatch(text)
    if match is None:
        raise NumberError(_how())
    return HouseNumber(int(match[1]), match[2] or match[3] or "")


def _last(text: str, first: HouseNumber) -> HouseNumber:
    """ "12a-c" means 12a to 12c."""
    if len(text) == 1 and text in LETTERS and first.suffix in LETTERS:
        return HouseNumber(first.number, text)
    return _number(text)


def _how() -> str:
    return _("Schreiben Sie die Hausnummer so: 12, 12a, 12-14 oder 12 1/2.")
