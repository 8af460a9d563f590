"""The catalogue counted again in raw SQL that shares nothing with the product's counting."""

from datetime import date

from django.db import connection

# One row per entry: the latest decision and the latest observation of that day, then the bucket.
STATES = """
WITH decided AS (
    SELECT DISTINCT ON (entry_id) entry_id, level FROM ozg_catalog_competence
    WHERE municipality_id = %(place)s AND decided_on <= %(on)s
    ORDER BY entry_id, decided_on DESC, id DESC
), seen AS (
    SELECT DISTINCT ON (a.entry_id) a.* FROM ozg_catalog_assessment a
    LEFT JOIN ozg_catalog_assessment c ON c.corrects_id = a.id
    LEFT JOIN ozg_catalog_maturitymodel m ON m.id = a.model_id
    WHERE a.municipality_id = %(place)s AND a.observed_on <= %(on)s AND c.id IS NULL
    AND (a.model_id IS NULL OR m.version = '1.1')
    ORDER BY a.entry_id, a.observed_on DESC, a.id DESC
), state AS (
    SELECT e.id, e.identity, s.origin, s.observed_on, d.level AS competence,
        (SELECT min(o.ozg_id) FROM ozg_catalog_leikaentry_services l
         JOIN ozg_catalog_ozgservice o ON o.id = l.ozgservice_id
         WHERE l.leikaentry_id = e.id) AS first_ozg,
        CASE
            WHEN s.finding = 'not_applicable' THEN 'not_applicable'
            WHEN d.level IS NULL OR d.level = 'undecided' THEN 'undecided'
            WHEN d.level <> 'city' THEN 'not_ours'
            WHEN s.id IS NULL THEN 'not_assessed'
            WHEN s.finding = 'not_reported' THEN 'not_reported'
            WHEN s.level >= 3 THEN 'conform'
            WHEN s.level = 2 THEN 'online'
            WHEN s.planned_for IS NOT NULL THEN 'planned'
            WHEN s.level = 1 THEN 'information'
            ELSE 'offline'
        END AS bucket
    FROM ozg_catalog_leikaentry e
    LEFT JOIN decided d ON d.entry_id = e.id
    LEFT JOIN seen s ON s.entry_id = e.id
)
"""
DAYS = [date(2021, 3, 4), date(2024, 12, 31), date(2026, 10, 31)]


def ask(sql: str, place: int, on: date) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(STATES + sql, {"place": place, "on": on})
        return cursor.fetchall()
