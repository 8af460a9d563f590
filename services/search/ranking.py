"""The one statement that finds and ranks.

Candidates first, capped, so that a word of half the documents costs no more than a rare one:
those that have everything asked for, title matches first; and where few have everything, those
that have some of it. Only candidates are ranked. A group counts as much
as its words are rare, times the field it was found in, times how it was found.
"""

from typing import Any

from django.db import connection

from services.search import scoring
from services.search.query import Query, in_title
from services.search.scoring import number

CAP = 500
# Documents that have only some of what was asked for fill a page; nobody pages through them.
LOOSE_CAP = 150
ENOUGH = 10
WHOLE_TITLE = 3.0
TITLE_SHARE = 0.5
# A hair less: what is worth exactly the floor is above it, however its parts were rounded.
ROUNDING = 0.001
COLUMNS = "kind, key, title, title_en, teaser, teaser_en, url, url_en, leika_keys, ozg_ids, online"
# What ranking needs; what a hit shows is fetched for the hits of the page alone.
NARROW = "id, key, vector, title_words, folded_title, boost"

# The limits are bare numbers because only those tell the planner that few rows are wanted. Each
# condition is one tsquery, which the index answers alone (EXPLAIN ANALYZE: half of the time).
CANDIDATES = """{name} AS MATERIALIZED (
    SELECT {narrow}, {bonus} AS bonus, {whole} AS whole FROM services_searchdocument
    WHERE {condition} {kinds} LIMIT {cap}
)"""
FOUND = "vector @@ %({name})s::tsquery AND folded_title <> %(folded)s"
FEW = """few AS MATERIALIZED (
    SELECT (SELECT count(*) FROM same) + (SELECT count(*) FROM title)
        + (SELECT count(*) FROM rest) < {enough} AS found
)"""
WHERE_FEW = "(SELECT found FROM few) AND "
STATEMENT = """
WITH {candidates}, candidates AS ({all_of_them} LIMIT {cap}), scored AS MATERIALIZED (
    SELECT id, key, title_words, folded_title, boost, bonus, {scores} FROM candidates
), ranked AS MATERIALIZED (
    SELECT id, key, title_words, folded_title, boost * ({matched} + bonus
        + {title_share} * least(1::float8, ({in_title})::float8 / title_words)) AS points
    FROM scored WHERE {matched} >= {floor}
), best AS (
    SELECT id, points FROM ranked ORDER BY points DESC, {order} LIMIT %(limit)s OFFSET %(offset)s
)
SELECT {columns}, (SELECT count(*) FROM ranked)
FROM best JOIN services_searchdocument USING (id) ORDER BY points DESC, {order}
"""
# By bytes: the words are folded already, and a server's own order costs more than all the rest.
ORDER = 'title_words, folded_title COLLATE "C", key COLLATE "C"'


def run(query: Query, *, kinds: tuple[str, ...], limit: int, offset: int) -> list[Any]:
    statement, parameters = build(query, kinds=kinds, limit=limit, offset=offset)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def build(
    query: Query, *, kinds: tuple[str, ...], limit: int, offset: int
) -> tuple[str, dict[str, Any]]:
    """The statement with its parameters. Only constants of this module go into the text."""
    parameters: dict[str, Any] = {
        "folded": query.folded,
        "kinds": list(kinds),
        "limit": limit,
        "offset": offset,
    }
    tables = _candidates(query, parameters)
    groups = list(enumerate(query.groups))
    statement = STATEMENT.format(
        candidates=", ".join(tables.values()),
        all_of_them=" UNION ALL ".join(f"TABLE {name}" for name in tables if name != "few"),
        scores=", ".join(
            f"{scoring.score(group, parameters, required=group in query.required)} AS worth{n}"
            for n, group in groups
        ),
        matched=" + ".join(f"worth{n}" for n, _group in groups),
        in_title=" + ".join(f"(worth{n} = {number(group.weight)})::int" for n, group in groups),
        title_share=number(TITLE_SHARE),
        floor=number(query.floor - ROUNDING),
        cap=CAP,
        columns=COLUMNS,
        order=ORDER,
    )
    return statement, parameters


def _candidates(query: Query, parameters: dict[str, Any]) -> dict[str, str]:
    """Name → common table expression, the likeliest candidates first.

    A thing of just this title would stand first among a million others.
    """
    everything, titles = query.strict, in_title(query.strict)
    wanted = {"title": titles, "rest": f"({everything}) & !({titles})"}
    if loose := query.loose:
        some = in_title(loose)
        wanted["partly"] = f"({some}) & !({everything})"
        wanted["loose"] = f"({loose}) & !({some} | {everything})"
    parameters.update(wanted)
    kinds = "AND kind = ANY(%(kinds)s)" if parameters["kinds"] else ""
    tables = {"same": _table("same", "folded_title = %(folded)s", kinds, bonus=WHOLE_TITLE)}
    for name in wanted:
        if name == "partly":
            tables["few"] = FEW.format(enough=ENOUGH)
        tables[name] = _table(name, FOUND.format(name=name), kinds, few="few" in tables)
    return tables


def _table(name: str, condition: str, kinds: str, *, few: bool = False, bonus: float = 0.0) -> str:
    return CANDIDATES.format(
        name=name,
        narrow=NARROW,
        bonus=number(bonus),
        whole="false" if few else "true",
        condition=WHERE_FEW + condition if few else condition,
        kinds=kinds,
        cap=LOOSE_CAP if few else CAP,
    )
