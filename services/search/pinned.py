"""What editors want to stand first for certain words."""

import time
from typing import Any

from services.models import PinnedResult, SearchDocument
from services.search.ranking import COLUMNS

FRESH_SECONDS = 30.0
KEY = 1  # place of the key in a row


class _Known:
    """Read now and then: few words are pinned, and every search asks."""

    by_words: dict[str, list[str]] | None = None
    checked = 0.0


def forget() -> None:
    _Known.by_words = None


def first(folded: str, rows: list[Any]) -> list[Any]:
    """The rows of a result with the pinned ones for exactly these words before the others."""
    keys = _keys().get(folded)
    if not keys:
        return rows
    names = COLUMNS.split(", ")
    found = SearchDocument.objects.filter(kind="service", key__in=keys).values_list(*names)
    pinned = [(*row, len(rows)) for row in found]
    return pinned + [row for row in rows if row[0] != "service" or row[KEY] not in keys]


def _keys() -> dict[str, list[str]]:
    now = time.monotonic()
    if _Known.by_words is None or now - _Known.checked > FRESH_SECONDS:
        known: dict[str, list[str]] = {}
        for words, slug in PinnedResult.objects.values_list("folded", "service__slug"):
            known.setdefault(words, []).append(slug)
        _Known.by_words, _Known.checked = known, now
    return _Known.by_words
