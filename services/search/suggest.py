"""What may be meant while somebody is still typing: titles of our own content, nothing else.

Titles that begin with what was typed, then titles with a word that begins so, services first. Only
where these are few the whole search is asked, which knows everyday words and forgives slips.
Nothing of it is counted or kept beyond the answers of the last half minute, which name nobody.
"""

import time
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from services.search import search
from services.search.normalise import STOP_WORDS, TITLE_MARK, stem, words
from services.search.query import MAX_LENGTH, MAX_WORDS
from services.search.sources import all_sources, source

MOST = 8
FEW = 3
SHORTEST = 2
# Two letters begin words of half the titles; they are worth a look at beginnings only.
SHORTEST_WORD = 3
SHORTEST_SEARCH = 4
SECONDS = 30
CANDIDATES = 200
MOST_KNOWN = 4096

# Beginnings come out of a b-tree, words out of the search's own index, each capped before it is
# sorted, so that a common beginning costs no more than a rare one.
STATEMENT = """
WITH starting AS MATERIALIZED (
    SELECT kind, title, title_en, url, url_en, folded_title, title_words, boost
    FROM services_searchdocument WHERE folded_title LIKE %(beginning)s
    ORDER BY folded_title USING ~<~ LIMIT %(candidates)s
), inside AS MATERIALIZED (
    SELECT kind, title, title_en, url, url_en, folded_title, title_words, boost
    FROM services_searchdocument
    WHERE %(words)s <> '' AND (SELECT count(*) FROM starting) < %(most)s
        AND heading @@ %(words)s::tsquery AND folded_title NOT LIKE %(beginning)s
    LIMIT %(candidates)s
)
SELECT kind, title, title_en, url, url_en FROM (
    SELECT *, 0 AS place FROM starting UNION ALL SELECT *, 1 AS place FROM inside
) found
ORDER BY array_position(%(kinds)s, kind::text), place, boost DESC, title_words, folded_title
LIMIT %(candidates)s
"""


@dataclass(frozen=True)
class Suggestion:
    title: str
    language: str
    url: str
    kind: str

    @property
    def label(self) -> str:
        return str(source(self.kind).label)


def suggest(text: str, *, language: str = "de") -> tuple[Suggestion, ...]:
    """At most eight, the likeliest first; none for less than two letters."""
    typed = words(text.replace("\x00", " ")[:MAX_LENGTH])[:MAX_WORDS]
    folded = " ".join(typed)
    if len(folded) < SHORTEST:
        return ()
    known = _known(int(time.monotonic() // SECONDS))
    found = known.get((folded, language))
    if found is None:
        found = _suggest(folded, language)
        if len(known) < MOST_KNOWN:
            known[folded, language] = found
    return found


@lru_cache(maxsize=1)
def _known(_half_minute: int) -> dict[tuple[str, str], tuple[Suggestion, ...]]:
    """Answers of this half minute. The first question of the next one drops them all: a memory
    that gives way only to newer words would keep somebody's words until evening."""
    return {}


def forget() -> None:
    """Between tests."""
    _known.cache_clear()


def _suggest(folded: str, language: str) -> tuple[Suggestion, ...]:
    found = _titles(folded, language)
    if len(found) < FEW and len(folded) >= SHORTEST_SEARCH:
        hits = search(folded, language=language, limit=MOST).hits
        found += [Suggestion(h.title, h.title_language, h.url, h.kind) for h in hits]
    by_title = {suggestion.title: suggestion for suggestion in reversed(found)}
    unique = [s for s in found if by_title[s.title] is s]
    return tuple(unique[:MOST])


def _titles(folded: str, language: str) -> list[Suggestion]:
    parameters: dict[str, str | int | list[str]] = {
        "beginning": f"{folded}%",
        "words": _tsquery(folded.split()),
        "kinds": [known.kind for known in all_sources()],
        "candidates": CANDIDATES,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, parameters)
        rows = cursor.fetchall()
    return [_suggestion(row, language) for row in rows]


def _tsquery(typed: list[str]) -> str:
    """All words in the title, the last of them perhaps not at its end; empty when too short."""
    *whole, last = typed
    if len(last) < SHORTEST_WORD:
        return ""
    parts = [f"'{TITLE_MARK}{stem(word)}'" for word in whole if word not in STOP_WORDS]
    return " & ".join([*parts, f"('{TITLE_MARK}{last}':* | '{TITLE_MARK}{stem(last)}')"])


def _suggestion(row: tuple[str, ...], language: str) -> Suggestion:
    kind, title, title_en, url, url_en = row
    if language == "en" and title_en:
        return Suggestion(title_en, "en", url_en or url, kind)
    return Suggestion(title, "de", url_en if language == "en" and url_en else url, kind)
