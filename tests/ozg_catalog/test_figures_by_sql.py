"""Every public number again, by SQL that shares nothing with the product's counting."""

import json
from datetime import date

import pytest
from django.db import connection

from ozg_catalog.models import Municipality, Snapshot
from tests.ozg_catalog.independent_sql import DAYS, ask

pytestmark = pytest.mark.django_db


@pytest.fixture(params=DAYS, ids=str)
def frozen(request: pytest.FixtureRequest, starter: Municipality) -> Snapshot:
    return Snapshot.objects.get(municipality=starter, on=request.param)


def test_buckets(frozen: Snapshot) -> None:
    counted = dict(
        ask("SELECT bucket, count(*) FROM state GROUP BY 1", frozen.municipality_id, frozen.on)
    )
    figures = frozen.figures["entries"]
    assert {name: n for name, n in figures.items() if n and name in counted} == counted
    outside = ("undecided", "not_applicable", "not_ours")
    assert figures["total"] == sum(counted.values())
    assert figures["ours"] == sum(n for name, n in counted.items() if name not in outside)
    assert figures["online_total"] == counted["online"] + counted["conform"]


def test_themenfelder(frozen: Snapshot) -> None:
    rows = ask(
        """SELECT t.name, s.bucket, count(*) FROM state s
        JOIN ozg_catalog_ozgservice o ON o.ozg_id = s.first_ozg
        JOIN ozg_catalog_lage l ON l.id = o.lage_id
        JOIN ozg_catalog_themenfeld t ON t.id = l.themenfeld_id GROUP BY 1, 2""",
        frozen.municipality_id,
        frozen.on,
    )
    shown = {row["name"]: row for row in frozen.figures["themenfelder"]}
    assert {name for name, _bucket, _n in rows} == set(shown)
    for name, bucket, count in rows:
        assert shown[name][bucket] == count
    assert sum(row["total"] for row in shown.values()) == sum(count for _n, _b, count in rows)


def test_lagen(frozen: Snapshot) -> None:
    rows = ask(
        """SELECT l.name, count(*) FILTER (WHERE bucket IN ('online', 'conform')), count(*)
        FROM state s JOIN ozg_catalog_ozgservice o ON o.ozg_id = s.first_ozg
        JOIN ozg_catalog_lage l ON l.id = o.lage_id GROUP BY 1""",
        frozen.municipality_id,
        frozen.on,
    )
    lagen = frozen.figures["lagen"]
    assert sorted(rows) == sorted((r["name"], r["online_total"], r["total"]) for r in lagen)


def test_bundles_as_the_federation_counts(frozen: Snapshot) -> None:
    ((online, ours),) = ask(
        """SELECT count(*) FILTER (WHERE online), count(*) FILTER (WHERE ours) FROM (
            SELECT o.id, bool_or(s.bucket IN ('online', 'conform')) AS online,
                bool_or(s.bucket NOT IN ('undecided', 'not_applicable', 'not_ours')) AS ours
            FROM ozg_catalog_ozgservice o
            JOIN ozg_catalog_leikaentry_services l ON l.ozgservice_id = o.id
            JOIN state s ON s.id = l.leikaentry_id GROUP BY o.id
        ) bundles""",
        frozen.municipality_id,
        frozen.on,
    )
    services = frozen.figures["services"]
    assert (services["online_total"], services["ours"]) == (online, ours)


def test_own_and_inherited(frozen: Snapshot) -> None:
    ((own, inherited),) = ask(
        """SELECT count(*) FILTER (WHERE origin = 'own'), count(*) FILTER (WHERE origin <> 'own')
        FROM state WHERE bucket IN ('online', 'conform')""",
        frozen.municipality_id,
        frozen.on,
    )
    assert frozen.figures["origin"] == {"own": own, "inherited": inherited}


def test_competent_levels(frozen: Snapshot) -> None:
    rows = ask(
        "SELECT coalesce(competence, 'undecided'), count(*) FROM state GROUP BY 1",
        frozen.municipality_id,
        frozen.on,
    )
    assert frozen.figures["competence"] == dict(rows)


def test_age_of_the_data(frozen: Snapshot) -> None:
    ((oldest, newest),) = ask(
        "SELECT min(observed_on)::text, max(observed_on)::text FROM state",
        frozen.municipality_id,
        frozen.on,
    )
    assert (frozen.figures["oldest"], frozen.figures["newest"]) == (oldest, newest)


def test_comparison_over_equal_tasks(frozen: Snapshot) -> None:
    for row in frozen.data["comparison"]:
        other = Municipality.objects.get(name=row["name"])
        sql = """SELECT identity, bucket FROM state
            WHERE bucket NOT IN ('undecided', 'not_applicable', 'not_ours')"""
        mine = dict(ask(sql, frozen.municipality_id, frozen.on))
        theirs = {k: v for k, v in ask(sql, other.pk, frozen.on) if k in mine}
        assert row["tasks"] == len(theirs)
        assert row["theirs"]["online_total"] == sum(
            v in ("online", "conform") for v in theirs.values()
        )
        assert row["mine"]["online_total"] == sum(mine[k] in ("online", "conform") for k in theirs)


def test_comparison_lists_what_it_counts(frozen: Snapshot) -> None:
    for row in frozen.data["comparison"]:
        assert len(row["entries"]) == row["tasks"]


def test_online_addresses(frozen: Snapshot, starter: Municipality) -> None:
    """Of what is online: those without any address, and the last verdict on the others."""
    rows = ask(
        """, address AS (
            SELECT s.id, coalesce(nullif(a.channel_url, ''), c.url) AS url FROM state s
            JOIN seen a ON a.entry_id = s.id
            LEFT JOIN ozg_catalog_channeladdress c ON c.is_used AND s.identity = ANY (c.keys)
            WHERE s.bucket IN ('online', 'conform')
        )
        SELECT CASE WHEN x.url IS NULL THEN 'missing' ELSE coalesce((
            SELECT h.state FROM ozg_catalog_channelstate h
            JOIN ozg_catalog_channeladdress c ON c.id = h.address_id
            WHERE c.url = x.url AND h.on <= %(on)s ORDER BY h.on DESC, h.id DESC LIMIT 1
        ), 'pending') END, count(*) FROM address x GROUP BY 1""",
        frozen.municipality_id,
        frozen.on,
    )
    shown = frozen.figures["links"]
    assert {state: n for state, n in shown.items() if n} == dict(rows)
    assert sum(shown.values()) == frozen.figures["entries"]["online_total"]


def test_changes_since_the_one_before(frozen: Snapshot) -> None:
    since = frozen.data["since"]
    if since is None:
        assert frozen.on == DAYS[0]
        return
    sql = "SELECT identity, bucket FROM state"
    was, now = (
        dict(ask(sql, frozen.municipality_id, day))
        for day in (date.fromisoformat(since["on"]), frozen.on)
    )
    changed = sorted((was[key], now[key]) for key in now if was[key] != now[key])
    assert sorted((row["from"], row["to"]) for row in since["changes"]) == changed


def test_the_snapshot_is_its_digest(frozen: Snapshot) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(content, 'UTF8')), 'hex') FROM ozg_catalog_snapshot"
            " WHERE id = %s",
            [frozen.pk],
        )
        assert cursor.fetchone() == (frozen.digest,)
    assert json.loads(frozen.content) == frozen.data
