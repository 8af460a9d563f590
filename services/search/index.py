"""Writing the index: one row per findable thing, with its heading and with all its words.

Weights of the heading: A words of the title; B parts of its compounds, editors' keywords; C
official names that belong to it, teaser; D parts of these. Running text stands only among all
words. Lexemes come out of ``normalise``, so both vectors are written literally and PostgreSQL's
own text search configuration plays no part.
"""

import pickle
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from django.db import connection, transaction
from django.db.models import CharField, Func, QuerySet, Value

from services.german import fold
from services.models import SearchDocument
from services.search import lexicon as lexicons
from services.search.candidates import LARGE
from services.search.lexicon import Lexicon
from services.search.normalise import STOP_WORDS, TITLE_MARK, stem, words
from services.search.sources import Document, Source, all_sources, followers, source

COLUMNS = (
    "kind",
    "key",
    "title",
    "title_en",
    "teaser",
    "teaser_en",
    "url",
    "url_en",
    "leika_keys",
    "ozg_ids",
    "online",
    "boost",
    "title_words",
    "folded_title",
    "heading",
    "vector",
)
BATCH = 2000
# Things that are written anew in one go: so many are held in memory.
CHUNK = 500
POSITIONS = {"A": 1, "B": 2, "C": 3, "D": 4}


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew from all sources; returns the number of documents.

    Each source is asked once: what is rare is known only behind the last document, so they wait
    in a file until then.
    """
    counted, total = Counter[str](), 0
    with tempfile.TemporaryFile() as waiting:
        for known in all_sources():
            for document in known.documents():
                counted.update(vocabulary(document))
                pickle.dump((known.kind, document), waiting, pickle.HIGHEST_PROTOCOL)
                total += 1
        waiting.seek(0)
        lexicon = Lexicon.of(counted, total)
        SearchDocument.objects.all().delete()
        _copy(
            row
            for kind, document in (pickle.load(waiting) for _number in range(total))  # noqa: S301  # our own file, without a name
            for row in _rows(kind, [document], lexicon)
        )
    lexicons.store(_with_parts(counted, lexicon))
    tidy(total)
    return total


def tidy(documents: int) -> None:
    """What PostgreSQL knows of a table that was just filled.

    Lists that grew document by document take it up to seven times as long to walk through as lists
    that are built of all. Searches wait meanwhile, so only where it matters: a second for 100,000.
    """
    with connection.cursor() as cursor:
        if documents >= LARGE:
            cursor.execute("REINDEX TABLE services_searchdocument")
        cursor.execute("ANALYZE services_searchdocument")


@transaction.atomic
def update(kind: str, keys: Iterable[str]) -> None:
    """Write these things anew; those that their source no longer gives disappear."""
    wanted = list(dict.fromkeys(keys))
    leader = Func("key", Value("/"), Value(1), function="split_part", output_field=CharField())
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        _update(source(kind), SearchDocument.objects.filter(kind=kind, key__in=part), part)
        for follower in followers(kind):
            rows = SearchDocument.objects.filter(kind=follower.kind)
            _update(follower, rows.annotate(leader=leader).filter(leader__in=part), part)


def _update(known: Source, rows: QuerySet[SearchDocument], keys: list[str]) -> None:
    documents = list(known.documents(keys))
    before = set(rows.values_list("key", flat=True))
    said = {document.key: vocabulary(document) for document in documents}
    fresh = [words_ for key, words_ in said.items() if key not in before]
    lexicons.count(Counter(chain.from_iterable(fresh)))
    lexicons.add(chain.from_iterable(said.values()))
    rows.delete()
    write(known.kind, documents, lexicons.current())


def size() -> int:
    """The number of documents."""
    return SearchDocument.objects.count()


def _with_parts(counted: Counter[str], lexicon: Lexicon) -> Counter[str]:
    """Parts of compounds are findable words too, and as common as what they are part of."""
    parts = Counter[str]()
    for word, count in counted.items():
        for part in lexicon.pieces(word):
            parts[part] += count
    return counted + parts


def vocabulary(document: Document) -> set[str]:
    """Words people may know the thing by: they decide what is rare and what a compound is."""
    text = " ".join(
        (document.title, document.title_en, document.keywords, document.names, document.teaser)
    )
    return {word for word in words(text) if len(word) > 1 and word not in STOP_WORDS}


def _rows(
    kind: str, documents: Iterable[Document], lexicon: Lexicon
) -> Iterator[tuple[object, ...]]:
    for document in documents:
        yield (
            kind,
            document.key,
            document.title[:300],
            document.title_en[:300],
            document.teaser[:400],
            document.teaser_en[:400],
            document.url,
            document.url_en,
            list(document.leika_keys),
            list(document.ozg_ids),
            document.online,
            document.boost,
            max(1, len(words(document.title))),
            " ".join(words(document.title))[:300],
            *vectors(document, lexicon),
        )


def vectors(document: Document, lexicon: Lexicon) -> tuple[str, str]:
    """What the document is headed with, weighted, and all its words, in PostgreSQL's text form."""
    heading = _heading(document, lexicon)
    # Running text is not taken apart: its compounds' parts say little and cost most of the time.
    text = {stem(word) for word in set(words(document.body)) - STOP_WORDS}
    everything = " ".join(f"'{lexeme}'" for lexeme in sorted(text | heading.keys()))
    return _weighted(heading | _marked(document)), everything


def _heading(document: Document, lexicon: Lexicon) -> dict[str, set[str]]:
    lexemes: dict[str, set[str]] = {}
    _add(lexemes, "A", words(f"{document.title} {document.title_en}"), lexicon, parts="B")
    _add(lexemes, "B", words(document.keywords), lexicon, parts="C")
    _add(lexemes, "C", words(document.names), lexicon, parts="D")
    _add(lexemes, "C", words(f"{document.teaser} {document.teaser_en}"), lexicon, parts="D")
    for key in (*document.leika_keys, *document.ozg_ids):
        lexemes.setdefault(fold(key), set()).add("A")
    return lexemes


def _marked(document: Document) -> dict[str, set[str]]:
    """The title once more under a mark: the index, which knows no weights, finds titles by it."""
    title = words(f"{document.title} {document.title_en}")
    return {f"{TITLE_MARK}{stem(word)}": {"D"} for word in title}


def _weighted(lexemes: dict[str, set[str]]) -> str:
    return " ".join(
        f"'{lexeme}':" + ",".join(f"{POSITIONS[weight]}{weight}" for weight in sorted(weights))
        for lexeme, weights in sorted(lexemes.items())
    )


def _add(
    lexemes: dict[str, set[str]], weight: str, found: list[str], lexicon: Lexicon, *, parts: str
) -> None:
    for word in found:
        if word in STOP_WORDS:
            continue
        lexemes.setdefault(stem(word), set()).add(weight)
        for part in lexicon.pieces(word):
            lexemes.setdefault(stem(part), set()).add(parts)


def write(kind: str, documents: Iterable[Document], lexicon: Lexicon) -> None:
    """Add these documents, which the index does not have yet."""
    _copy(_rows(kind, documents, lexicon))


def _copy(rows: Iterable[tuple[object, ...]]) -> None:
    """In batches: sources ask the same connection for their records, which a COPY blocks."""
    pending = iter(rows)
    statement = f"COPY services_searchdocument ({', '.join(COLUMNS)}) FROM STDIN"
    while batch := list(islice(pending, BATCH)):
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in batch:
                copy.write_row(row)
