"""Search at 1,000, 10,000 and 100,000 documents against hand-written SQL over the same index.

Beside them stand the same SQL with the typed words alone, and Django's own full-text search over
title and teaser of the same documents, as its documentation shows it: it computes every vector
anew and uses no index.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import connection, transaction

from bench.ratio import Ratio
from services.models import SearchDocument
from services.search import index, lexicon, ranking, search, suggest
from services.search.lexicon import Lexicon, building_blocks
from services.search.normalise import stem
from services.search.query import in_title, understand
from services.search.sources import Document

SIZES = (1_000, 10_000, 100_000)
QUERIES = 300
STOCK_QUERIES = 10
TARGET = 2.0
MILLISECONDS_AT_MOST = 5.0
SEED = 20210304
SHOWN = {"columns": ranking.COLUMNS, "cap": ranking.CAP}

# What one would write by hand for the same answer: the understood words are given, ready made, and
# the candidates are those of the search, but PostgreSQL's own rank puts them in order.
BY_HAND = """
WITH title AS MATERIALIZED ({title}), rest AS MATERIALIZED ({rest}), few AS MATERIALIZED (
    SELECT (SELECT count(*) FROM title) + (SELECT count(*) FROM rest) < {enough} AS found
), partly AS MATERIALIZED ({partly}), loose AS MATERIALIZED ({loose}), candidates AS MATERIALIZED (
    TABLE title UNION ALL TABLE rest UNION ALL TABLE partly UNION ALL TABLE loose LIMIT {cap}
), best AS (
    SELECT * FROM candidates ORDER BY points DESC, folded_title COLLATE "C" LIMIT 10
)
SELECT {columns}, (SELECT count(*) FROM candidates)
FROM best JOIN services_searchdocument USING (id)
ORDER BY points DESC, best.folded_title COLLATE "C"
"""
RANKED = """
SELECT id, folded_title, ts_rank(vector, %(any)s::tsquery) * boost AS points
FROM services_searchdocument WHERE {condition} vector @@ %({name})s::tsquery LIMIT {cap}
"""
# The least one can write: all words as they were typed, no synonym, no compound, no second chance.
PLAIN = """
WITH candidates AS MATERIALIZED (
    SELECT id, folded_title, ts_rank(vector, %(q)s::tsquery) * boost AS points
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
    return [ratio for size in SIZES for ratio in _measure(size)]


def _measure(size: int) -> Iterator[Ratio]:
    queries = _fill(size)
    for query in queries[:20]:
        search(query)
        _hand_written(query)()
    ours, by_hand, plain = _interleaved(queries)
    yield Ratio(f"search p99, {size:,} documents", ours, by_hand, "ms", TARGET, True)
    yield Ratio(f"search p99 against typed words alone, {size:,} documents", ours, plain, "ms")
    stock = _p99([_milliseconds(_stock, query) for query in queries[:STOCK_QUERIES]])
    yield Ratio(f"search p99 against Django's own, {size:,} documents", ours, stock, "ms")
    typing = _p99([_suggestions(beginning) for beginning in _beginnings(queries)])
    if size == max(SIZES):
        yield _within(f"search p99 at {size:,}", ours)
        yield _within(f"suggestions p99 at {size:,}", typing)


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


def _fill(size: int) -> list[str]:
    """Documents of German words, few of them frequent; returns queries of words of one title."""
    chance = random.Random(SEED)
    vocabulary = sorted(building_blocks())
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    written = min(size, WRITTEN)

    def some(number: int) -> str:
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=number))

    def title() -> str:
        # A word of its own per few documents, as names and places are in real titles.
        return f"{some(2)} {chance.choice(vocabulary)}{chance.randrange(written // 5 + 1)}"

    documents = [
        Document(key=str(n), title=title(), url="/", teaser=some(10), body=some(80))
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
    SearchDocument.objects.all().delete()
    index.write("bench", documents, known)
    lexicon.store(counted)
    with connection.cursor() as cursor:
        cursor.execute(COPIES, {"times": times})
        cursor.execute("ANALYZE services_searchdocument")


def _hand_written(query: str) -> Callable[[], None]:
    """The statement for the same answer; what it looks for is found out beforehand."""
    found = understand(query)
    titles, loose = in_title(found.strict), found.loose or found.strict
    wanted = {
        "any": " | ".join(group.any for group in found.groups),
        "title": titles,
        "rest": f"({found.strict}) & !({titles})",
        "partly": f"({in_title(loose)}) & !({found.strict})",
        "loose": f"({loose}) & !({in_title(loose)} | {found.strict})",
    }
    tables = {name: RANKED.format(name=name, **_limit(name)) for name in list(wanted)[1:]}
    return _statement(BY_HAND.format(**tables, enough=ranking.ENOUGH, **SHOWN), wanted)


def _limit(name: str) -> dict[str, str | int]:
    if name in {"title", "rest"}:
        return {"condition": "", "cap": ranking.CAP}
    return {"condition": "(SELECT found FROM few) AND", "cap": ranking.LOOSE_CAP}


def _plain(query: str) -> Callable[[], None]:
    words = " & ".join(stem(word) for word in query.split())
    return _statement(PLAIN.format(**SHOWN), {"q": words})


def _statement(statement: str, parameters: dict[str, str]) -> Callable[[], None]:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            cursor.fetchall()

    return ask


def _stock(query: str) -> None:
    wanted = SearchQuery(query, config="german")
    vector = SearchVector("title", "teaser", config="german")
    found = SearchDocument.objects.annotate(stock=vector).filter(stock=wanted)
    list(found.annotate(rank=SearchRank("stock", wanted)).order_by("-rank")[:10])


def _interleaved(queries: list[str]) -> tuple[float, float, float]:
    """p99 in milliseconds of all three, taken in turns so that the machine's load hits each."""
    ours, by_hand, plain = [], [], []
    for query in queries:
        ours.append(_milliseconds(search, query))
        by_hand.append(_milliseconds(_hand_written(query)))
        plain.append(_milliseconds(_plain(query)))
    return _p99(ours), _p99(by_hand), _p99(plain)


def _milliseconds(work: Callable[..., object], *arguments: str) -> float:
    start = time.perf_counter()
    work(*arguments)
    return (time.perf_counter() - start) * 1000


def _p99(samples: list[float]) -> float:
    return sorted(samples)[max(0, int(len(samples) * 0.99) - 1)]
