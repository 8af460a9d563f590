"""The one statement that finds and ranks.

Candidates first, capped, so that a word of half the documents costs no more than a rare one:
those that have everything asked for, title matches first; and where few have everything, those
that have some of it. Only candidates are ranked. A group counts as much
as its words are rare, times the field it was found in, times how it was found.
"""

from typing import Any

from django.db import connection

from services.search.query import EXPANSION_QUALITY, GUESS_QUALITY, Group, Query, in_title, labelled

CAP = 1000
ENOUGH = 10
FIELDS = (("A", 1.0), ("AB", 0.75), ("ABC", 0.5), ("ABCD", 0.25))
WHOLE_TITLE = 3.0
TITLE_SHARE = 0.5
COLUMNS = "kind, key, title, title_en, teaser, teaser_en, url, url_en, leika_keys, ozg_ids, online"
# All that ranking needs; what a hit shows is fetched for the hits of the page alone.
NARROW = "id, kind, key, vector, folded_title, title_words, boost"

# Each candidate is found once and scored once: that is where the time goes (EXPLAIN ANALYZE).
STATEMENT = """
WITH same AS MATERIALIZED (
    SELECT {narrow} FROM services_searchdocument WHERE folded_title = %(folded)s LIMIT {enough}
), title AS MATERIALIZED (
    SELECT {narrow} FROM services_searchdocument
    WHERE vector @@ %(title)s::tsquery AND folded_title <> %(folded)s LIMIT {cap}
), strict AS MATERIALIZED (
    SELECT {narrow} FROM services_searchdocument
    WHERE vector @@ %(strict)s::tsquery AND NOT vector @@ %(title)s::tsquery
        AND folded_title <> %(folded)s
    LIMIT (SELECT {cap} - count(*) FROM title)
), loose AS MATERIALIZED (
    SELECT {narrow} FROM services_searchdocument
    WHERE (SELECT count(*) FROM same) + (SELECT count(*) FROM title)
            + (SELECT count(*) FROM strict) < {enough}
        AND vector @@ %(loose)s::tsquery AND NOT vector @@ %(strict)s::tsquery
        AND folded_title <> %(folded)s LIMIT {cap}
), candidates AS (
    SELECT * FROM same UNION ALL SELECT * FROM title
    UNION ALL SELECT * FROM strict UNION ALL SELECT * FROM loose
), ranked AS MATERIALIZED (
    SELECT id, key, title_words, folded_title, ({score}) AS matched,
        (CASE WHEN folded_title = %(folded)s THEN {whole_title} ELSE 0 END
            + {title_share} * least(1.0, ({in_title})::float / title_words)) AS bonus, boost
    FROM candidates {kinds}
), best AS (
    SELECT id, (matched + bonus) * boost AS points, count(*) OVER () AS total
    FROM ranked WHERE matched >= %(floor)s
    ORDER BY points DESC, title_words, folded_title, key
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT {columns}, total FROM best JOIN services_searchdocument USING (id)
ORDER BY points DESC, title_words, folded_title, key
"""


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
        "strict": query.strict,
        "title": in_title(query.strict),
        "loose": query.loose,
        "folded": query.folded,
        "floor": query.floor,
        "kinds": list(kinds),
        "limit": limit,
        "offset": offset,
    }
    scores = [_score(n, group, parameters) for n, group in enumerate(query.groups)]
    titles = [f"(vector @@ %(exact{n}A)s::tsquery)::int" for n in range(len(query.groups))]
    statement = STATEMENT.format(
        cap=CAP,
        enough=ENOUGH,
        columns=COLUMNS,
        narrow=NARROW,
        score=" + ".join(scores),
        in_title=" + ".join(titles),
        whole_title=WHOLE_TITLE,
        title_share=TITLE_SHARE,
        kinds="WHERE kind = ANY(%(kinds)s)" if kinds else "",
    )
    return statement, parameters


def _score(number: int, group: Group, parameters: dict[str, Any]) -> str:
    """SQL for what this group adds: the best field of the best way it was found."""
    ways = (
        ("exact", group.exact, 1.0),
        ("expanded", group.expanded, EXPANSION_QUALITY),
        ("guessed", group.guessed, GUESS_QUALITY),
    )
    steps = sorted(
        (
            (quality * worth, f"{way}{number}{fields}", labelled(fragment, fields))
            for way, fragment, quality in ways
            if fragment
            for fields, worth in FIELDS
        ),
        key=lambda step: -step[0],
    )
    cases = []
    for value, name, fragment in steps:
        parameters[name] = fragment
        cases.append(f"WHEN vector @@ %({name})s::tsquery THEN {value * group.weight:.4f}")
    return f"CASE {' '.join(cases)} ELSE 0 END"
