"""Search at 1,000, 10,000 and 100,000 documents against hand-written SQL over the same index.

Beside them stands Django's own full-text search over title and teaser of the same documents, as
its documentation shows it: it computes every vector anew and uses no index.
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
from services.search import index, lexicon, search
from services.search.lexicon import Lexicon, building_blocks
from services.search.normalise import stem
from services.search.sources import Document

SIZES = (1_000, 10_000, 100_000)
QUERIES = 300
STOCK_QUERIES = 10
TARGET = 2.0
MILLISECONDS_AT_MOST = 5.0
SEED = 20210304

# What one would write by hand: candidates by the index, capped, ranked by PostgreSQL's own rank.
BY_HAND = """
SELECT kind, key, title, title_en, teaser, teaser_en, url, url_en, leika_keys, ozg_ids, online,
       count(*) OVER ()
FROM (SELECT * FROM services_searchdocument WHERE vector @@ %(q)s::tsquery LIMIT 1000) candidates
ORDER BY ts_rank(vector, %(q)s::tsquery) * boost DESC, folded_title LIMIT 10
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
        _by_hand(query)
    ours, by_hand = _interleaved(queries)
    yield Ratio(f"search p99, {size:,} documents", ours, by_hand, "ms", TARGET, True)
    stock = _p99([_milliseconds(_stock, query) for query in queries[:STOCK_QUERIES]])
    yield Ratio(f"search p99 against Django's own, {size:,} documents", ours, stock, "ms")
    if size == max(SIZES):
        yield Ratio(
            f"search p99 at {size:,} below 5 ms", ours, MILLISECONDS_AT_MOST, "ms", 1.0, True
        )


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


def _by_hand(query: str) -> None:
    words = " & ".join(stem(word) for word in query.split())
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"q": words})
        cursor.fetchall()


def _stock(query: str) -> None:
    wanted = SearchQuery(query, config="german")
    vector = SearchVector("title", "teaser", config="german")
    found = SearchDocument.objects.annotate(stock=vector).filter(stock=wanted)
    list(found.annotate(rank=SearchRank("stock", wanted)).order_by("-rank")[:10])


def _interleaved(queries: list[str]) -> tuple[float, float]:
    """p99 in milliseconds of both, taken in turns so that the machine's load hits both."""
    ours, by_hand = [], []
    for query in queries:
        ours.append(_milliseconds(search, query))
        by_hand.append(_milliseconds(_by_hand, query))
    return _p99(ours), _p99(by_hand)


def _milliseconds(work: Callable[[str], object], query: str) -> float:
    start = time.perf_counter()
    work(query)
    return (time.perf_counter() - start) * 1000


def _p99(samples: list[float]) -> float:
    return sorted(samples)[max(0, int(len(samples) * 0.99) - 1)]
