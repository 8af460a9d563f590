"""The one statement that finds and ranks.

Candidates first, capped, so that a word of half the documents costs no more than a rare one:
those that have everything asked for, title matches first when there are too many; and where few
have everything, those that have some of it. Only candidates are ranked. A group counts as much
as its words are rare, times the field it was found in, times how it was found.
"""

from typing import Any

from django.db import connection

from services.search.query import EXPANSION_QUALITY, GUESS_QUALITY, Group, Query, in_title, labelled

CAP = 1000
ENOUGH = 10
# A document that has less than this share of what was asked for is not an answer.
FLOOR = 0.2
FIELDS = (("A", 1.0), ("AB", 0.75), ("ABC", 0.5), ("ABCD", 0.25))
WHOLE_TITLE = 3.0
TITLE_SHARE = 0.5
COLUMNS = "kind, key, title, title_en, teaser, teaser_en, url, url_en, leika_keys, ozg_ids, online"

STATEMENT = """
WITH strict AS MATERIALIZED (
    SELECT * FROM services_searchdocument WHERE vector @@ %(strict)s::tsquery LIMIT {cap}
), title AS MATERIALIZED (
    SELECT * FROM services_searchdocument
    WHERE (SELECT count(*) FROM strict) >= {cap} AND vector @@ %(title)s::tsquery LIMIT {cap}
), loose AS MATERIALIZED (
    SELECT * FROM services_searchdocument
    WHERE (SELECT count(*) FROM strict) < {enough} AND vector @@ %(loose)s::tsquery LIMIT {cap}
), candidates AS (
    SELECT * FROM strict
    UNION ALL SELECT * FROM title WHERE id NOT IN (SELECT id FROM strict)
    UNION ALL SELECT * FROM loose WHERE id NOT IN (SELECT id FROM strict)
), ranked AS (
    SELECT {columns}, title_words, folded_title, ({score}) AS matched,
        (CASE WHEN folded_title = %(folded)s THEN {whole_title} ELSE 0 END
            + {title_share} * least(1.0, ({in_title})::float / title_words)) AS bonus, boost
    FROM candidates
)
SELECT {columns}, count(*) OVER () AS total
FROM ranked WHERE matched >= %(floor)s {kinds}
ORDER BY (matched + bonus) * boost DESC, title_words, folded_title, key
LIMIT %(limit)s OFFSET %(offset)s
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
        "floor": FLOOR * query.weight,
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
        score=" + ".join(scores),
        in_title=" + ".join(titles),
        whole_title=WHOLE_TITLE,
        title_share=TITLE_SHARE,
        kinds="AND kind = ANY(%(kinds)s)" if kinds else "",
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
