"""SQL for which documents are ranked at all: a capped number of the likeliest.

First what has the very words as its title, then everything that has all that was asked for, matches
in titles before others and mere guesses behind them; where few have all of it, those that have some
of it outside running text. So a word of half the documents costs no more than a rare one.

An index hands over all it finds before the first of it is read. In a large index each search
therefore begins with a sixteenth of the documents, which has indexes of its own
(``services_sample_…``): where that holds enough already, the other fifteen are not asked.
"""

from services.models.search import SHARE
from services.search import lexicon
from services.search.query import Query, in_title

CAP = 300
# Documents that have only some of what was asked for fill a page; nobody pages through them.
LOOSE_CAP = 100
ENOUGH = 10
WHOLE_TITLE = 3.0
# How a candidate was found: all that was asked for, all of it where guesses count, some of it.
SURE, GUESSED, PARTLY = 2, 1, 0
SAMPLE, OTHERS = f"mod(id, {SHARE}) = 0", f"mod(id, {SHARE}) <> 0"
# A smaller index hands over few, however common the words are.
LARGE = SHARE * CAP

# Running text stands in ``vector`` alone, which is long and lies outside the row: reading it takes
# longer than all the rest, so only its index is asked. Rows are looked into by their ``heading``.
NOT_IN_TITLE = "NOT heading @@ %(title)s::tsquery AND folded_title <> %(folded)s"
WHOLE = {
    "title": ("heading @@ %(title)s::tsquery AND folded_title <> %(folded)s", SURE),
    "rest": (f"vector @@ %(rest)s::tsquery AND {NOT_IN_TITLE}", SURE),
    "guessed": (f"vector @@ %(guessed)s::tsquery AND {NOT_IN_TITLE}", GUESSED),
}
FEW = "(SELECT found FROM few) AND id NOT IN (SELECT id FROM whole)"
PARTS = {
    "partly": (f"heading @@ %(partly)s::tsquery AND {FEW}", PARTLY),
    "loose": (f"heading @@ %(loose)s::tsquery AND {FEW}", PARTLY),
}
# The limits are bare numbers because only those tell the planner that few rows are wanted.
FOUND = """(
    SELECT id, key, heading, title_words, folded_title, boost, {bonus}::float8 AS bonus,
        {found} AS found
    FROM services_searchdocument WHERE {condition} LIMIT {cap}
)"""
SHARES = "(SELECT * FROM ({shares}) shares LIMIT {cap})"
TABLES = """whole AS MATERIALIZED ({whole} LIMIT {cap}),
few AS MATERIALIZED (SELECT count(*) < {enough} AS found FROM whole),
parts AS MATERIALIZED ({parts})"""


def tables(*, sampled: bool, kinds: bool) -> str:
    """Common table expressions ``whole``, ``few`` and ``parts``."""
    only = " AND kind = ANY(%(kinds)s)" if kinds else ""
    same = FOUND.format(
        bonus=WHOLE_TITLE, found=SURE, condition=f"folded_title = %(folded)s{only}", cap=CAP
    )
    shares = (SAMPLE, OTHERS) if sampled else ("true",)

    def found(condition: str, way: int, cap: int) -> str:
        parts = (
            FOUND.format(bonus=0, found=way, condition=f"{share} AND {condition}{only}", cap=cap)
            for share in shares
        )
        return SHARES.format(shares=" UNION ALL ".join(parts), cap=cap)

    whole = [same, *(found(*way, CAP) for way in WHOLE.values())]
    parts = [found(*way, LOOSE_CAP) for way in PARTS.values()]
    return TABLES.format(
        whole=" UNION ALL ".join(whole),
        cap=CAP,
        enough=ENOUGH,
        parts=" UNION ALL ".join(parts),
    )


def fragments(query: Query) -> dict[str, str | None]:
    """Name of a way to be found → the tsquery for it; None finds nothing."""
    strict, sure, loose = query.strict, query.sure, query.loose
    partly = in_title(loose)
    return {
        "title": in_title(strict),
        "rest": sure,
        "guessed": f"({strict}) & !({sure})" if sure != strict else None,
        "partly": partly or None,
        # Left to the index: where most have it in the title, all of them would be looked at.
        "loose": f"({loose}) & !({partly})" if loose else None,
    }


def worth_a_sample() -> bool:
    return lexicon.current().documents >= LARGE
