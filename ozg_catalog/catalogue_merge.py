"""The statements that merge a temporary table of accepted rows into the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Tables:
    """``merge`` leaves one row per touched record in ``outcome`` (identity, created)."""

    create: str
    copy: str
    merge: str
    identity: str


SERVICES = Tables(
    identity="ozg_id",
    create="""
        DROP TABLE IF EXISTS incoming, outcome;
        CREATE TEMP TABLE incoming (
            line int, ozg_id text, name text, lage text, themenfeld text
        ) ON COMMIT DROP;
    """,
    copy="COPY incoming (line, ozg_id, name, lage, themenfeld) FROM STDIN",
    merge="""
        INSERT INTO ozg_catalog_themenfeld (name)
        SELECT DISTINCT themenfeld FROM incoming ON CONFLICT DO NOTHING;

        INSERT INTO ozg_catalog_lage (name, themenfeld_id)
        SELECT DISTINCT i.lage, t.id FROM incoming i
        JOIN ozg_catalog_themenfeld t ON t.name = i.themenfeld
        ON CONFLICT DO NOTHING;

        CREATE TEMP TABLE outcome (identity text, created boolean) ON COMMIT DROP;
        WITH merged AS (
            INSERT INTO ozg_catalog_ozgservice AS old (ozg_id, name, lage_id)
            SELECT DISTINCT ON (i.ozg_id) i.ozg_id, i.name, l.id FROM incoming i
            JOIN ozg_catalog_themenfeld t ON t.name = i.themenfeld
            JOIN ozg_catalog_lage l ON l.name = i.lage AND l.themenfeld_id = t.id
            ORDER BY i.ozg_id, i.line
            ON CONFLICT (ozg_id) DO UPDATE
            SET name = EXCLUDED.name, lage_id = EXCLUDED.lage_id, retired_on = NULL
            WHERE (old.name, old.lage_id, old.retired_on)
            IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.lage_id, NULL)
            RETURNING ozg_id, xmax = 0 AS created
        )
        INSERT INTO outcome SELECT ozg_id, created FROM merged;
    """,
)

# Empty for what an edition names, unless a newer one has retired it (see ``keep_newer``).
_RETIRED = "EXCLUDED.retired_on"
_FIELDS = "key, name, typings, legal_basis, law, sdg1, sdg2"
_OLD = ", ".join(f"old.{name}" for name in _FIELDS.split(", "))
_NEW = ", ".join(f"EXCLUDED.{name}" for name in _FIELDS.split(", "))

ENTRIES = Tables(
    identity="identity",
    create="""
        DROP TABLE IF EXISTS incoming, outcome;
        CREATE TEMP TABLE incoming (
            line int, identity text, key text, name text, typings text[], legal_basis text,
            law text, sdg1 boolean, sdg2 boolean, ozg_id text, retired_on date
        ) ON COMMIT DROP;
    """,
    copy=f"COPY incoming (line, identity, {_FIELDS}, ozg_id) FROM STDIN",
    # Only column names of this module go into the text; there is no input in it.
    merge=f"""
        CREATE TEMP TABLE outcome (identity text, created boolean) ON COMMIT DROP;
        WITH merged AS (
            INSERT INTO ozg_catalog_leikaentry AS old (identity, {_FIELDS}, retired_on)
            SELECT DISTINCT ON (identity) identity, {_FIELDS}, retired_on
            FROM incoming ORDER BY identity, line
            ON CONFLICT (identity) DO UPDATE SET ({_FIELDS}, retired_on) = ROW({_NEW}, {_RETIRED})
            WHERE ({_OLD}, old.retired_on) IS DISTINCT FROM ({_NEW}, {_RETIRED})
            RETURNING identity, xmax = 0 AS created
        )
        INSERT INTO outcome SELECT identity, created FROM merged;

        CREATE TEMP TABLE links ON COMMIT DROP AS
        SELECT e.id AS leikaentry_id, s.id AS ozgservice_id, e.identity
        FROM (SELECT DISTINCT identity, ozg_id FROM incoming) i
        JOIN ozg_catalog_leikaentry e USING (identity)
        LEFT JOIN ozg_catalog_ozgservice s ON s.ozg_id = i.ozg_id;

        WITH gone AS (
            DELETE FROM ozg_catalog_leikaentry_services old
            USING (SELECT DISTINCT leikaentry_id, identity FROM links) l
            WHERE old.leikaentry_id = l.leikaentry_id AND NOT EXISTS (
                SELECT FROM links n WHERE n.leikaentry_id = old.leikaentry_id
                AND n.ozgservice_id = old.ozgservice_id
            ) RETURNING l.identity
        ), added AS (
            INSERT INTO ozg_catalog_leikaentry_services (leikaentry_id, ozgservice_id)
            SELECT leikaentry_id, ozgservice_id FROM links WHERE ozgservice_id IS NOT NULL
            ON CONFLICT DO NOTHING RETURNING leikaentry_id
        )
        INSERT INTO outcome
        SELECT identity, false FROM gone
        UNION SELECT identity, false FROM added JOIN links USING (leikaentry_id);
        DROP TABLE links;
    """,  # noqa: S608 - only names of columns, from this module
)

_LEIKA = "key, name, typings, grouping, synonyms, features"
_LEIKA_OLD = ", ".join(f"old.{name}" for name in _LEIKA.split(", "))
_LEIKA_NEW = ", ".join(f"EXCLUDED.{name}" for name in _LEIKA.split(", "))

# The Leistungskatalog knows no OZG services: bundles, law and SDG flags stay as they are, and
# an empty typing does not wipe out a known one.
LEIKA = Tables(
    identity="identity",
    create="""
        DROP TABLE IF EXISTS incoming, outcome;
        CREATE TEMP TABLE incoming (
            line int, identity text, key text, name text, typings text[], grouping text,
            synonyms text[], features text[], retired_on date
        ) ON COMMIT DROP;
    """,
    copy=f"COPY incoming (line, identity, {_LEIKA}) FROM STDIN",
    # Only column names of this module go into the text; there is no input in it.
    merge=f"""
        UPDATE incoming i SET typings = e.typings FROM ozg_catalog_leikaentry e
        WHERE e.identity = i.identity AND i.typings = '{{}}';

        CREATE TEMP TABLE outcome (identity text, created boolean) ON COMMIT DROP;
        WITH merged AS (
            INSERT INTO ozg_catalog_leikaentry AS old
                (identity, {_LEIKA}, retired_on, legal_basis, law, sdg1, sdg2)
            SELECT identity, {_LEIKA}, retired_on, '', '', false, false FROM incoming ORDER BY line
            ON CONFLICT (identity)
            DO UPDATE SET ({_LEIKA}, retired_on) = ROW({_LEIKA_NEW}, {_RETIRED})
            WHERE ({_LEIKA_OLD}, old.retired_on) IS DISTINCT FROM ({_LEIKA_NEW}, {_RETIRED})
            RETURNING identity, xmax = 0 AS created
        )
        INSERT INTO outcome SELECT identity, created FROM merged;
    """,  # noqa: S608 - only names of columns, from this module
)


def keep_newer(cursor: Any, identities: list[str]) -> None:
    """Incoming rows take over what newer editions say: names, typings, and what has ended."""
    cursor.execute(
        "UPDATE incoming i SET key = e.key, name = e.name, typings = e.typings"
        " FROM ozg_catalog_leikaentry e WHERE e.identity = i.identity AND i.identity = ANY(%s)",
        [identities],
    )
    cursor.execute(
        "UPDATE incoming i SET retired_on = e.retired_on"
        " FROM ozg_catalog_leikaentry e WHERE e.identity = i.identity"
    )


@contextmanager
def words_from(cursor: Any, on: date | None) -> Iterator[None]:
    """Names that change within hold from that day on (default: today); a trigger keeps the old."""
    cursor.execute("SELECT set_config('ozg_catalog.day', %s, true)", [on.isoformat() if on else ""])
    yield
    cursor.execute("SELECT set_config('ozg_catalog.day', '', true)")


def introduce(cursor: Any, on: date) -> None:
    """Entries that this merge made are part of the catalogue from that day only."""
    cursor.execute(
        "UPDATE ozg_catalog_leikaentry e SET introduced_on = %s FROM outcome o"
        " WHERE o.created AND o.identity = e.identity",
        [on],
    )


def outcome(cursor: Any, tables: Tables) -> tuple[int, int, int]:
    """Accepted rows by what became of them: created, changed, unchanged."""
    cursor.execute(
        f"""
        SELECT count(*) FILTER (WHERE o.created),
               count(*) FILTER (WHERE NOT o.created),
               count(*) FILTER (WHERE o.created IS NULL)
        FROM incoming i
        LEFT JOIN (SELECT identity, bool_or(created) AS created FROM outcome GROUP BY identity) o
        ON o.identity = i.{tables.identity}
        """  # noqa: S608 - a column name of this module
    )
    created, changed, unchanged = cursor.fetchone()
    return created, changed, unchanged
