"""Everyday words for official ones: the shipped lists and the editors' own.

A list line reads ``everyday words > official words``, both sides with commas, "#" for comments.
It works one way: who types the left side is also shown what the right side names. ``=`` in place
of ``>`` works both ways. Left sides may be phrases of several words.
"""

import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from services.models import Synonym
from services.search.normalise import STOP_WORDS, stem, words

FRESH_SECONDS = 30.0
FOLDER = Path(__file__).parent

Phrase = tuple[str, ...]
Entries = dict[Phrase, tuple[Phrase, ...]]


def phrase(text: str) -> Phrase:
    """A list entry as the query sees it: stems without stop words."""
    found = words(text)
    kept = [word for word in found if word not in STOP_WORDS] or found
    return tuple(stem(word) for word in kept)


def parse(lines: Iterable[str]) -> Iterator[tuple[Phrase, Phrase]]:
    for line in lines:
        entry = line.partition("#")[0].strip()
        both_ways = "=" in entry
        left, _sign, right = entry.partition("=" if both_ways else ">")
        for known in filter(None, map(phrase, left.split(","))):
            for official in filter(None, map(phrase, right.split(","))):
                yield known, official
                if both_ways:
                    yield official, known


def collect(pairs: Iterable[tuple[Phrase, Phrase]]) -> Entries:
    entries: dict[Phrase, dict[Phrase, None]] = {}
    for known, official in pairs:
        if known != official:
            entries.setdefault(known, {})[official] = None
    return {known: tuple(official) for known, official in entries.items()}


@lru_cache(maxsize=1)
def shipped() -> Entries:
    files = sorted(FOLDER.glob("*.txt"))
    return collect(pair for file in files for pair in parse(file.read_text("utf-8").splitlines()))


class _Editors:
    entries: Entries | None = None
    read = 0.0


def editors() -> Entries:
    """The editors' synonyms, read again twice a minute."""
    now = time.monotonic()
    if _Editors.entries is None or now - _Editors.read > FRESH_SECONDS:
        rows = Synonym.objects.values_list("words", "official")
        _Editors.entries = collect(parse(f"{known} > {official}" for known, official in rows))
        _Editors.read = now
    return _Editors.entries


def forget() -> None:
    _Editors.entries = None


def meanings(known: Phrase) -> tuple[Phrase, ...]:
    return (*editors().get(known, ()), *shipped().get(known, ()))


@lru_cache(maxsize=1)
def longest() -> int:
    return max((len(known) for known in shipped()), default=1)
