"""Search at 1,000, 10,000 and 100,000 documents against hand-written SQL over the same index.

Beside them stand the same SQL with the typed words alone, and Django's own full-text search over
title and teaser of the same documents, as its documentation shows it: it computes every vector
anew and uses no index.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import accumulate
from statistics import median

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from bench.ratio import Ratio
from services.models import SearchDocument
from services.search import candidates, index, lexicon, ranking, search, suggest
from services.search.lexicon import Lexicon, building_blocks
from services.search.normalise import stem
from services.search.prepared import prepared
from services.search.query import understand
from services.search.sources import Document

SIZES = (1_000, 10_000, 100_000)
QUERIES = 300
ROUNDS = 3
STOCK_QUERIES = 10
# As long as real descriptions, which have more words than titles have.
LONG_ONES, LONG_TEXT = 10_000, 500
TARGET = 2.0
MILLISECONDS_AT_MOST = 5.0
SEED = 20210304
Cursors = Callable[[], AbstractContextManager[CursorWrapper]]
SHOWN = {"columns": ranking.COLUMNS, "cap": candidates.CAP}

# What one would write by hand for the same answer: the understood words are given, ready made, and
# the candidates are those of the search, sampled like them where the index is large, but
# PostgreSQL's own rank puts them in order.
BY_HAND = """
WITH whole AS MATERIALIZED ({whole} LIMIT {cap}),
few AS MATERIALIZED (SELECT count(*) < {enough} AS found FROM whole),
parts AS MATERIALIZED ({parts}),
candidates AS MATERIALIZED (TABLE whole UNION ALL TABLE parts), best AS (
    SELECT * FROM candidates ORDER BY points DESC, folded_title COLLATE "C" LIMIT 10
)
SELECT {columns}, (SELECT count(*) FROM candidates)
FROM best JOIN services_searchdocument USING (id)
ORDER BY points DESC, best.folded_title COLLATE "C"
"""
RANKED = """(
    SELECT id, folded_title, ts_rank(heading, %(any)s::tsquery) * boost AS points
    FROM services_searchdocument WHERE {share} AND {condition} LIMIT {cap}
)"""
# The least one can write: all words as they were typed, no synonym, no compound, no second chance.
PLAIN = """
WITH candidates AS MATERIALIZED (
    SELECT id, folded_title, ts_rank(heading, %(q)s::tsquery) * boost AS points
    FROM services_searchdocument WHERE vector @@ %(q)s::tsquery LIMIT {cap}
), best AS (
    SELECT * FROM candidates ORDER BY points DESC, folded_title COLLATE "C" LIMIT 10
)
SELECT {columns}, (SELECT count(*) FROM candidates)
FROM best JOIN services_searchdocument USING (id)
ORDER BY points DESC, best.folded_title COLLATE "C"
"""

# Above this number, documents are copies under other keys: only their number matters then.
WRITTEN = 10_000
COPIES = f"""
INSERT INTO services_searchdocument ({", ".join(index.COLUMNS)})
SELECT {", ".join("key || '-' || copy" if name == "key" else name for name in index.COLUMNS)}
FROM services_searchdocument, generate_series(2, %(times)s) AS copy
"""


def run() -> list[Ratio]:
    return [_of_long_texts(), *(ratio for size in SIZES for ratio in _measure(size))]


def _measure(size: int) -> Iterator[Ratio]:
    queries = _fill(size)
    ours, by_hand, plain = _rounds(queries)
    yield Ratio(f"search p99, {size:,} documents", ours, by_hand, "ms", TARGET, True)
    yield Ratio(f"search p99 against typed words alone, {size:,} documents", ours, plain, "ms")
    stock = _p99([_milliseconds(_stock, query) for query in queries[:STOCK_QUERIES]])
    yield Ratio(f"search p99 against Django's own, {size:,} documents", ours, stock, "ms")
    typing = _p99([_suggestions(beginning) for beginning in _beginnings(queries)])
    if size == max(SIZES):
        yield _within(f"search p99 at {size:,}", ours)
        yield _within(f"suggestions p99 at {size:,}", typing)


def _of_long_texts() -> Ratio:
    """What lies outside its row because it is long must not be read to rank it."""
    ours, _by_hand, _plain = _rounds(_fill(LONG_ONES, text=LONG_TEXT, written=LONG_ONES // 10))
    return _within(f"search p99, {LONG_ONES:,} documents of {LONG_TEXT} words", ours)


def _within(name: str, measured: float) -> Ratio:
    limit = MILLISECONDS_AT_MOST
    return Ratio(f"{name} below {limit:g} ms", measured, limit, "ms", 1.0, True)


def _beginnings(queries: list[str]) -> list[str]:
    """What stands in the field while somebody types the query."""
    return [query[:length] for query in queries for length in (2, 3, 5, 8, len(query))]


def _suggestions(beginning: str) -> float:
    """Milliseconds; nothing is remembered of who asked before."""
    suggest.forget()
    return _milliseconds(suggest.suggest, beginning)


def _fill(size: int, *, text: int = 80, written: int = WRITTEN) -> list[str]:
    """Documents of German words, few of them frequent; returns queries of words of one title."""
    chance = random.Random(SEED)
    vocabulary = sorted(building_blocks())
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    written = min(size, written)

    def some(number: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=number))

    def title() -> str:
        # A word of its own per few documents, as names and places are in real titles.
        return f"{some(2)} {chance.choice(vocabulary)}{chance.randrange(written // 5 + 1)}"

    documents = [
        Document(key=str(n), title=title(), url="/", teaser=some(10), body=some(text))
        for n in range(written)
    ]
    _write(documents, times=size // written)
    return [
        _query(chance, document.title.split()) for document in chance.sample(documents, QUERIES)
    ]


def _query(chance: random.Random, words: list[str]) -> str:
    return " ".join(chance.sample(words, chance.choice([1, 2, 2, 3])))


@transaction.atomic
def _write(documents: list[Document], *, times: int) -> None:
    counted = Counter(word for document in documents for word in index.vocabulary(document))
    known = Lexicon.of(counted, len(documents))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE services_searchdocument")
    index.write("bench", documents, known)
    lexicon.store(counted)
    with connection.cursor() as cursor:
        cursor.execute(COPIES, {"times": times})
    index.tidy(len(documents) * times)


def _hand_written(query: str, cursors: Cursors = prepared) -> Callable[[], None]:
    """The statement for the same answer; what it looks for is found out beforehand."""
    found = understand(query)
    asked = candidates.fragments(found) | {
        "any": " | ".join(group.any for group in found.groups),
        "folded": found.folded,
    }
    shares = (candidates.SAMPLE, candidates.OTHERS) if candidates.worth_a_sample() else ("true",)
    statement = BY_HAND.format(
        whole=_tables(candidates.WHOLE, shares, candidates.CAP),
        enough=candidates.ENOUGH,
        parts=_tables(candidates.PARTS, shares, candidates.LOOSE_CAP),
        **SHOWN,
    )
    return _statement(cursors, statement, asked)


def _tables(ways: dict[str, tuple[str, int]], shares: tuple[str, ...], cap: int) -> str:
    tables = [
        [RANKED.format(share=share, condition=condition, cap=cap) for share in shares]
        for condition, _way in ways.values()
    ]
    return " UNION ALL ".join(
        candidates.SHARES.format(shares=" UNION ALL ".join(parts), cap=cap) for parts in tables
    )


def _plain(query: str) -> Callable[[], None]:
    words = " & ".join(stem(word) for word in query.split())
    return _statement(connection.cursor, PLAIN.format(**SHOWN), {"q": words})


def _statement(
    cursors: Cursors,
    statement: str,
    parameters: dict[str, str | None],
) -> Callable[[], None]:
    def ask() -> None:
        with cursors() as cursor:
            cursor.execute(statement, parameters)
            cursor.fetchall()

    return ask


def _stock(query: str) -> None:
    wanted = SearchQuery(query, config="german")
    vector = SearchVector("title", "teaser", config="german")
    found = SearchDocument.objects.annotate(stock=vector).filter(stock=wanted)
    list(found.annotate(rank=SearchRank("stock", wanted)).order_by("-rank")[:10])


def _rounds(queries: list[str]) -> tuple[float, float, float]:
    """The median p99 of some rounds behind one that lets PostgreSQL plan each statement.

    By hand counts whichever is faster: planned once, or for the words of each query.
    """
    _interleaved(queries)
    rounds = [_interleaved(queries) for _round in range(ROUNDS)]
    ours, once, each, plain = (median(samples) for samples in zip(*rounds, strict=True))
    return ours, min(once, each), plain


def _interleaved(queries: list[str]) -> tuple[float, ...]:
    """p99 in milliseconds of all, taken in turns so that the machine's load hits each."""
    taken = [
        (
            _milliseconds(search, query),
            _milliseconds(_hand_written(query)),
            _milliseconds(_hand_written(query, connection.cursor)),
            _milliseconds(_plain(query)),
        )
        for query in queries
    ]
    return tuple(_p99(list(samples)) for samples in zip(*taken, strict=True))


def _milliseconds(work: Callable[..., object], *arguments: str) -> float:
    start = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - start) * 1000


def _p99(samples: list[float]) -> float:
    return sorted(samples)[max(0, int(len(samples) * 0.99) - 1)]
