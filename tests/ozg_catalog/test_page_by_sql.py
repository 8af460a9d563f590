"""Every number as a reader sees it, parsed out of the page, against raw SQL."""

import re
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client

from guestreg.models import Licence
from identity.models import User
from ozg_catalog.models import Competence, Municipality, Snapshot
from ozg_catalog.progress import OURS, Bucket
from tests.ozg_catalog.independent_sql import DAYS, ask

pytestmark = pytest.mark.django_db
BASE = "/digitalisierung/"
OUTSIDE = "('undecided', 'not_applicable', 'not_ours')"
# The columns of the tables by Themenfeld and Lage, as their headings promise them.
COLUMNS = f"""
    count(*) FILTER (WHERE bucket NOT IN {OUTSIDE}),
    count(*) FILTER (WHERE bucket IN ('online', 'conform')),
    count(*) FILTER (WHERE bucket = 'conform'),
    count(*) FILTER (WHERE bucket = 'planned'),
    count(*) FILTER (WHERE bucket IN ('information', 'offline')),
    count(*) FILTER (WHERE bucket IN ('not_assessed', 'not_reported')),
    count(*) FILTER (WHERE bucket = 'undecided'),
    count(*) FILTER (WHERE bucket IN ('not_ours', 'not_applicable'))"""
GROUPED = """ FROM state s
    LEFT JOIN ozg_catalog_ozgservice o ON o.ozg_id = s.first_ozg
    LEFT JOIN ozg_catalog_lage l ON l.id = o.lage_id
    LEFT JOIN ozg_catalog_themenfeld t ON t.id = l.themenfeld_id"""
# What was promised on that day: before the first later move, the date it moved away from.
PROMISED = """coalesce((SELECT moved_from FROM {moves} v WHERE v.{subject}_id = x.id {more}
    AND (v.moved_at AT TIME ZONE 'Europe/Berlin')::date > %(on)s
    ORDER BY v.moved_at, v.id LIMIT 1), x.{field})"""
PROJECT_END = PROMISED.format(
    moves="ozg_catalog_datemove", subject="project", more="AND v.field = 'ends_on'", field="ends_on"
)
EXAMINATION_DUE = PROMISED.format(
    moves="ozg_catalog_datemove", subject="examination", more="AND v.field = 'due_on'",
    field="due_on",
)  # fmt: skip
MILESTONE_DAY = PROMISED.format(
    moves="ozg_catalog_milestonemove", subject="milestone", more="", field="planned_on"
)


def query(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.fixture(params=DAYS, ids=str)
def frozen(request: pytest.FixtureRequest, starter: Municipality) -> Snapshot:
    return Snapshot.objects.get(municipality=starter, on=request.param)


@pytest.fixture
def page(citizen: Client, frozen: Snapshot) -> BeautifulSoup:
    return soup(citizen, f"staende/{frozen.pk}/")


def soup(client: Client, path: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(BASE + path).content, "lxml")


def find(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found, selector
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def table(page: BeautifulSoup, caption: str) -> list[list[str]]:
    """The cells of a table's body, by the id of its caption."""
    found = find(page, f"#{caption}").find_parent("table")
    assert found
    return [[words(cell) for cell in row.select("th, td")] for row in found.select("tbody tr")]


def share(part: int, whole: int) -> str:
    """Rounded half up by the database, which does so for numeric."""
    ((percent,),) = query(
        "SELECT round(100 * %(part)s::numeric / %(whole)s)::int", part=part, whole=whole
    )
    return f"{percent} %"


def counted(frozen: Snapshot) -> dict[str, int]:
    sql = "SELECT bucket, count(*) FROM state GROUP BY 1"
    return dict(ask(sql, frozen.municipality_id, frozen.on))


def ours(frozen: Snapshot) -> int:
    sql = f"SELECT count(*) FROM state WHERE bucket NOT IN {OUTSIDE}"
    return int(ask(sql, frozen.municipality_id, frozen.on)[0][0])


def test_first_sentence(page: BeautifulSoup, frozen: Snapshot) -> None:
    lead, buckets = words(find(page, "h1 ~ .lead")), counted(frozen)
    conform = buckets.get("conform", 0)
    assert numbers(lead) == [buckets.get("online", 0) + conform, ours(frozen), conform]


def test_cards(page: BeautifulSoup, frozen: Snapshot) -> None:
    buckets, whole = counted(frozen), ours(frozen)
    conform = buckets.get("conform", 0)
    online = buckets.get("online", 0) + conform
    shown = [words(card) for card in page.select(".figure-card")]
    expected = [online, conform, buckets.get("planned", 0), buckets.get("not_assessed", 0)]
    assert [numbers(card)[:2] for card in shown] == [[number, whole] for number in expected]
    assert share(online, whole) in shown[0]
    assert share(conform, whole) in shown[1]


def test_table_of_all_figures(page: BeautifulSoup, frozen: Snapshot) -> None:
    buckets, whole, seen = counted(frozen), ours(frozen), 0
    rows = find(page, "#stand-tabelle").find_parent("table")
    assert rows
    for row in rows.select("tbody tr"):
        link, cells = row.select_one("a"), [words(cell) for cell in row.select("td")]
        assert link
        bucket = parse_qs(urlsplit(str(link["href"])).query)["zustand"][0]
        assert int(cells[0]) == buckets.get(bucket, 0)
        if "%" in cells[1]:
            assert cells[1] == share(buckets.get(bucket, 0), whole)
        else:
            assert bucket in OUTSIDE
        seen += int(cells[0])
    assert seen == sum(buckets.values())


@pytest.mark.parametrize("name", ["stand", "katalog"])
def test_bars(page: BeautifulSoup, frozen: Snapshot, name: str) -> None:
    """What a bar says, and how long its parts are."""
    picture, buckets = find(page, f"#chart-{name}"), counted(frozen)
    shown = [bucket for bucket in Bucket if name == "katalog" or bucket in OURS]
    parts = [buckets[bucket] for bucket in shown if bucket in buckets]
    said = words(find(picture, "desc"))
    assert [int(part.rpartition(" ")[2]) for part in re.findall(r": \d+", said)] == parts
    widths = [float(str(rect["width"]).rstrip("%")) for rect in picture.select("rect")]
    assert widths == pytest.approx([100 * part / sum(parts) for part in parts], abs=0.01)


def test_by_themenfeld(page: BeautifulSoup, frozen: Snapshot) -> None:
    sql = f"SELECT coalesce(t.name, 'ohne Zuordnung'), {COLUMNS} {GROUPED} GROUP BY 1"
    rows = ask(sql, frozen.municipality_id, frozen.on)
    shown = [(name, *map(int, cells)) for name, *cells in table(page, "themenfeld-tabelle")]
    assert sorted(shown) == sorted(rows)
    chart = [words(row) for row in page.select("#themenfelder .chart__name")]
    bars = [f"{row[0]} {row[2]} von {row[1]} online" for row in rows if row[1]]
    assert sorted(chart) == sorted(bars)


def test_by_lage(page: BeautifulSoup, frozen: Snapshot) -> None:
    sql = f"SELECT coalesce(l.name, 'ohne Zuordnung'), {COLUMNS} {GROUPED} GROUP BY 1"
    shown = [(name, *map(int, cells)) for name, *cells in table(page, "lage-tabelle")]
    assert sorted(shown) == sorted(ask(sql, frozen.municipality_id, frozen.on))


def test_by_competent_level(page: BeautifulSoup, frozen: Snapshot) -> None:
    sql = "SELECT coalesce(competence, 'undecided'), count(*) FROM state GROUP BY 1"
    found = dict(ask(sql, frozen.municipality_id, frozen.on))
    expected = [f"{level.label}: {found.get(level.value, 0)}" for level in Competence.Level]
    assert [words(item) for item in page.select("#ebenen li")] == expected


def test_comparison(page: BeautifulSoup, frozen: Snapshot) -> None:
    sql = f"SELECT identity, bucket FROM state WHERE bucket NOT IN {OUTSIDE}"
    mine = dict(ask(sql, frozen.municipality_id, frozen.on))
    rows = table(page, "vergleich-tabelle")
    names = query("SELECT id, name FROM ozg_catalog_municipality WHERE id <> %(home)s ORDER BY 2",
                  home=frozen.municipality_id)  # fmt: skip
    assert [row[0] for row in rows] == [name for _pk, name in names]
    for (pk, _name), (_shown, *cells) in zip(names, rows, strict=True):
        theirs = {key: state for key, state in ask(sql, pk, frozen.on) if key in mine}
        states = list(theirs.values())
        assert [int(cell) for cell in cells] == [
            len(states),
            states.count("online") + states.count("conform"),
            states.count("not_assessed") + states.count("not_reported"),
            sum(mine[key] in ("online", "conform") for key in theirs),
        ]


def test_projects_and_what_is_overdue(page: BeautifulSoup, frozen: Snapshot) -> None:
    ((projects, running, late),) = query(
        f"""SELECT count(*), count(*) FILTER (WHERE status = 'running'),
            count(*) FILTER (WHERE status <> 'dropped' AND promised < %(on)s
                AND (ended_on IS NULL OR ended_on > %(on)s))
        FROM (SELECT CASE WHEN x.ended_on > %(on)s AND x.starts_on > %(on)s THEN 'planned'
                WHEN x.ended_on > %(on)s THEN 'running' ELSE x.status END AS status,
                x.ended_on, {PROJECT_END} AS promised
            FROM ozg_catalog_project x WHERE x.recorded_on <= %(on)s) p""",
        on=frozen.on,
    )
    ((missed,),) = query(
        f"""SELECT count(*) FROM ozg_catalog_milestone x WHERE x.recorded_on <= %(on)s
        AND {MILESTONE_DAY} < %(on)s AND (x.reached_on IS NULL OR x.reached_on > %(on)s)""",
        on=frozen.on,
    )
    ((unanswered,),) = query(
        f"""SELECT count(*) FROM ozg_catalog_examination x WHERE x.asked_on <= %(on)s
        AND {EXAMINATION_DUE} < %(on)s AND (x.concluded_on IS NULL OR x.concluded_on > %(on)s)""",
        on=frozen.on,
    )
    shown = words(find(page, "#konzept"))
    assert f"{projects} Vorhaben, davon laufen {running}." in shown
    overdue = re.search(r"(\d+|Ein) Termine? (?:ist|sind) überfällig", shown)
    said = overdue[1].replace("Ein", "1") if overdue else "0"
    assert int(said) == late + missed + unanswered


def test_history(citizen: Client, starter: Municipality) -> None:
    rows = table(soup(citizen), "verlauf-tabelle")
    assert len(rows) == Snapshot.objects.filter(municipality=starter).count()
    for day, *cells in rows:
        on = date(*reversed(numbers(day)))
        sql = f"SELECT {COLUMNS} FROM state"
        assert tuple(int(cell) for cell in cells[:3]) == ask(sql, starter.pk, on)[0][:3]


def test_every_number_has_as_many_rows_in_its_list(
    citizen: Client, page: BeautifulSoup, frozen: Snapshot
) -> None:
    """The list has the same address with ".json"; what it counts is what the link says."""
    links = page.select('a[href*="/leistungen/?"]:not(#verlauf a)')
    numbered = [(str(link["href"]), numbers(words(link))) for link in links]
    counts = {href: found[0] for href, found in numbered if found}
    assert len(counts) > 20
    for href, count in counts.items():
        answer = citizen.get(href.replace("leistungen/?", "leistungen.json?")).json()
        assert len(answer["entries"]) == count, href


class TestLicenceCosts:
    @pytest.fixture
    def licensed(self, starter: Municipality, baker: User) -> None:
        """60 of three states; those that are refused cost nothing."""
        states = ["granted"] * 50 + ["suspended"] * 8 + ["refused"] * 2
        Licence.objects.bulk_create(
            Licence(account=baker.business, state=state, street="Markt", house_number=str(number))
            for number, state in enumerate(states)
        )

    def test_every_price(self, citizen: Client, licensed: None) -> None:
        page = soup(citizen, "kostenvergleich/")
        ((number,),) = query(
            "SELECT count(*) FROM guestreg_licence WHERE state IN ('granted', 'suspended')"
        )
        assert number == 58
        assert f"haben {number} Betriebe eine Lizenz" in words(find(page, ".lead"))
        heads = [words(head) for head in page.select("thead th")]
        sizes = [number, *(numbers(head)[0] for head in heads[3:])]
        for name, *cells in table(page, "kosten-tabelle"):
            today, each, *others = [money(cell) for cell in cells]
            expected = [self.price(name, size) for size in sizes]
            assert [today, *others] == expected
            assert each == (round(expected[0] / number, 2) if expected[0] is not None else None)

    def price(self, row: str, size: int) -> Decimal | None:
        ((amount,),) = query(
            """SELECT CASE WHEN included IS NULL OR included >= %(size)s THEN monthly_base
            ELSE monthly_base + (%(size)s - included) * monthly_each END
            FROM ozg_catalog_pricemodel WHERE starts_with(%(row)s, name)""",
            row=row,
            size=size,
        )
        return None if amount is None else Decimal(amount)


def money(cell: str) -> Decimal | None:
    found = re.search(r"([\d.]+,\d\d) €", cell)
    return Decimal(found[1].replace(".", "").replace(",", ".")) if found else None
