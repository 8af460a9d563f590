"""The one statement that finds and ranks.

Only candidates are ranked. A group counts as much as its words are rare, times the field it was
found in, times how it was found. A whole title beats everything.

Planning the statement takes as long as executing it. Its text therefore depends on nothing but the
number of groups, rounded up: each connection has PostgreSQL plan it once (``prepared``).
"""

from functools import lru_cache
from typing import Any

from services.search import candidates, scoring
from services.search.prepared import prepared
from services.search.query import Query

TITLE_SHARE = 0.5
# A hair less: what is worth exactly the floor is above it, however its parts were rounded.
ROUNDING = 0.001
FEW_GROUPS, STEP = 4, 4
COLUMNS = "kind, key, title, title_en, teaser, teaser_en, url, url_en, leika_keys, ozg_ids, online"
# OFFSET 0 keeps PostgreSQL from reckoning each share twice, and writes nothing down in between.
# Numbers are no bare literals: those would be numeric, which is slow.
STATEMENT = """
WITH {candidates}, scored AS NOT MATERIALIZED (
    SELECT id, key, title_words, folded_title, boost, bonus, {shares}
    FROM (TABLE whole UNION ALL TABLE parts) candidates OFFSET 0
), ranked AS MATERIALIZED (
    SELECT id, key, title_words, folded_title, boost * ({matched} + bonus
        + {title_share}::float8 * least(1::float8, ({in_title})::float8 / title_words)) AS points
    FROM scored WHERE {matched} >= %(floor)s::float8
), best AS (
    SELECT id, points FROM ranked ORDER BY points DESC, {order}
    LIMIT %(limit)s::int OFFSET %(offset)s::int
)
SELECT {columns}, (SELECT count(*) FROM ranked)
FROM best JOIN services_searchdocument USING (id) ORDER BY points DESC, {order}
"""
# By bytes: the words are folded already, and a server's own order costs more than all the rest.
ORDER = 'title_words, folded_title COLLATE "C", key COLLATE "C"'


def run(query: Query, *, kinds: tuple[str, ...], limit: int, offset: int) -> list[Any]:
    groups = _room(len(query.groups))
    statement = _statement(groups, sampled=candidates.worth_a_sample(), kinds=bool(kinds))
    parameters = _parameters(query, groups) | {"limit": limit, "offset": offset}
    if kinds:
        parameters["kinds"] = list(kinds)
    with prepared() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _room(groups: int) -> int:
    """Few statements for many queries: one for each small number, then for every fourth."""
    return groups if groups <= FEW_GROUPS else -(-groups // STEP) * STEP


@lru_cache(maxsize=128)
def _statement(groups: int, *, sampled: bool, kinds: bool) -> str:
    places = range(groups)
    return STATEMENT.format(
        candidates=candidates.tables(sampled=sampled, kinds=kinds),
        shares=", ".join(f"{scoring.share(place)} AS share{place}" for place in places),
        matched=" + ".join(f"share{place} * %(weight{place})s::float8" for place in places),
        in_title=" + ".join(f"(share{place} = 1)::int" for place in places),
        title_share=TITLE_SHARE,
        columns=COLUMNS,
        order=ORDER,
    )


def _parameters(query: Query, groups: int) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "folded": query.folded,
        "floor": query.floor - ROUNDING,
        **candidates.fragments(query),
    }
    required = query.required
    padded = [*query.groups, *[None] * (groups - len(query.groups))]
    for place, group in enumerate(padded):
        parameters |= scoring.parameters(group, place, required=group in required)
    return parameters
