"""The words of the index in memory: how rare each is, and which words a compound is made of."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import log
from pathlib import Path

from django.db import connection

from services.models import LexiconWord, SearchDocument
from services.search.normalise import STOP_WORDS, stem, words

FRESH_SECONDS = 30.0
SHORTEST_PART = 4
MOST_SPLITS = 100_000
# Three letters make a part only where they are a word that really ends or begins compounds.
SHORT_PARTS = frozenset(
    {
        "amt",
        "bau",
        "ehe",
        "eis",
        "hof",
        "kfz",
        "lkw",
        "pass",
        "pkw",
        "rad",
        "see",
        "tag",
        "tod",
        "weg",
        "zoo",
    }
)
LINKS = ("", "s", "es", "n", "en", "er", "e")


@dataclass
class Lexicon:
    """Stem → number of documents that use it in title or keywords."""

    frequencies: dict[str, int]
    documents: int
    words: frozenset[str]
    _splits: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, counted: Counter[str], documents: int) -> "Lexicon":
        frequencies: dict[str, int] = {}
        for word, count in counted.items():
            frequencies[stem(word)] = max(count, frequencies.get(stem(word), 0))
        return cls(frequencies, documents, frozenset(counted))

    def knows(self, word: str) -> bool:
        return word in self.words or stem(word) in self.frequencies

    def rarity(self, stemmed: str) -> float:
        """Inverse document frequency between 0.1 and 1; unknown words are rare."""
        count = self.frequencies.get(stemmed, 0)
        total = max(self.documents, 2)
        return max(0.1, log(1 + total / (1 + count)) / log(1 + total))

    def parts(self, word: str) -> tuple[str, ...]:
        """The words a compound is made of; empty when it is none."""
        if len(word) < 2 * SHORTEST_PART - 1 or word.isdigit():
            return ()
        if word not in self._splits:
            if len(self._splits) > MOST_SPLITS:
                self._splits.clear()
            self._splits[word] = self._split(word)
        return self._splits[word]

    def pieces(self, word: str) -> Iterator[str]:
        """The parts and their parts: "Kurzzeitkennzeichen" is found by "Zeit" too."""
        for part in self.parts(word):
            yield part
            yield from self.pieces(part)

    def _split(self, word: str) -> tuple[str, ...]:
        """Fewest parts win, then the split whose shortest part is longest."""
        best: dict[int, tuple[str, ...]] = {len(word): ()}
        for start in range(len(word) - 3, -1, -1):
            candidates = [
                (part, *best[after])
                for end in range(start + 3, len(word) + 1)
                if self._is_part(part := word[start:end], whole=word)
                for after in self._after(word, end)
                # The word's own stem with its ending is no compound.
                if after in best and (start or best[after])
            ]
            if candidates:
                best[start] = min(candidates, key=lambda c: (len(c), -min(map(len, c))))
        return best.get(0, ())

    @staticmethod
    def _after(word: str, end: int) -> Iterable[int]:
        """Where the next part may begin: at once, or behind a linking element."""
        if end == len(word):
            return (end,)
        return (end + len(link) for link in LINKS if word.startswith(link, end))

    def _is_part(self, part: str, *, whole: str) -> bool:
        if part == whole or part in STOP_WORDS:
            return False
        if len(part) < SHORTEST_PART:
            return part in SHORT_PARTS
        # Stems count as parts too: what their ending lost is among the linking elements.
        return part in self.words or part in self.frequencies or part in building_blocks()


@lru_cache(maxsize=1)
def building_blocks() -> frozenset[str]:
    """Shipped words that compounds are made of, and their stems."""
    lines = (Path(__file__).parent / "words.txt").read_text("utf-8").splitlines()
    text = " ".join(line for line in lines if not line.startswith("#"))
    return frozenset(form for word in words(text) for form in (word, stem(word)))


class _Current:
    """The lexicon of this process, read again when the index has a newer one."""

    lexicon: Lexicon | None = None
    version = -1
    checked = 0.0


VERSION_ROW = "#version"
COUNT = """
    INSERT INTO services_lexiconword (word, stem, documents)
    SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])
    ON CONFLICT (word) DO UPDATE
    SET documents = services_lexiconword.documents + EXCLUDED.documents
"""
NEXT_VERSION = """
    INSERT INTO services_lexiconword (word, stem, documents) VALUES (%s, '', 1)
    ON CONFLICT (word) DO UPDATE SET documents = services_lexiconword.documents + 1
"""


def current() -> Lexicon:
    now = time.monotonic()
    if _Current.lexicon is None or now - _Current.checked > FRESH_SECONDS:
        _Current.checked = now
        version = _stored_version()
        if _Current.lexicon is None or version != _Current.version:
            _Current.lexicon, _Current.version = _read(), version
    return _Current.lexicon


def forget() -> None:
    """Read again at the next use: after a rebuild, and between tests."""
    _Current.lexicon = None


def store(counted: Counter[str]) -> None:
    """Replace the stored words; part of a rebuild, inside its transaction."""
    version = _stored_version() + 1
    LexiconWord.objects.all().delete()
    LexiconWord.objects.bulk_create(
        (
            LexiconWord(word=word, stem=stem(word), documents=count)
            for word, count in counted.items()
        ),
        batch_size=5000,
    )
    LexiconWord.objects.create(word=VERSION_ROW, stem="", documents=version)
    forget()


def add(found: Iterable[str]) -> None:
    """Words of documents that changed, as far as they are new; a rebuild counts them properly."""
    LexiconWord.objects.bulk_create(
        [LexiconWord(word=word, stem=stem(word), documents=1) for word in sorted(set(found))],
        ignore_conflicts=True,
    )
    forget()


def count(counted: Counter[str]) -> None:
    """Words of documents that are new; every process reads the lexicon again for them."""
    if not counted:
        return
    words = sorted(counted)
    numbers, stems = [counted[word] for word in words], [stem(word) for word in words]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [words, stems, numbers])
        cursor.execute(NEXT_VERSION, [VERSION_ROW])


def _stored_version() -> int:
    row = LexiconWord.objects.filter(word=VERSION_ROW).values_list("documents", flat=True)
    return row.first() or 0


def _read() -> Lexicon:
    rows = LexiconWord.objects.exclude(word=VERSION_ROW).values_list("word", "documents")
    return Lexicon.of(Counter(dict(rows.iterator(chunk_size=5000))), SearchDocument.objects.count())
