"""The charts: what they say without eyes, what the policy forbids, and that places are right."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ozg_catalog.charts import bars, drawing, plan, printed, timeline
from ozg_catalog.models import Municipality, Snapshot
from ozg_catalog.progress import OURS, Bucket

pytestmark = pytest.mark.django_db
SVG = drawing.SVG


def counts(**some: int) -> dict[str, int]:
    known = {bucket.value: some.get(bucket.value, 0) for bucket in Bucket}
    ours = sum(known[bucket] for bucket in OURS)
    return {**known, "ours": ours, "total": sum(known.values())}


def bar(**some: int) -> etree._Element:
    return bars.tree(bars.entries_bar(counts(**some), "katalog", "Katalog"))


def columns(number: int) -> list[timeline.Column]:
    return [
        timeline.Column(date(2021 + place // 12, place % 12 + 1, 1), online=50, conform=25)
        for place in range(number)
    ]


def over_time(number: int) -> etree._Element:
    known = columns(number)
    return timeline.tree(known, "verlauf", timeline.words(known))


def rects(picture: etree._Element) -> list[etree._Element]:
    return list(picture.iter(f"{SVG}rect"))


class TestPolicy:
    @pytest.mark.parametrize("forbidden", ["<style", "<script", "style=", "<!--", "tooltip", "//f"])
    def test_nothing_inline(self, forbidden: str) -> None:
        for picture in (bar(online=3), over_time(3)):
            assert forbidden not in drawing.markup(picture)

    def test_text_stays_text(self) -> None:
        assert "<script" not in bars.inline(bars.tasks_bar(counts(online=1), "x", "<script>"))

    def test_equal_figures_give_equal_bytes(self) -> None:
        assert drawing.markup(bar(online=3, planned=2)) == drawing.markup(bar(online=3, planned=2))


class TestWords:
    def test_name_and_content(self) -> None:
        picture = bar(online=3, not_ours=2)
        assert picture.get("role") == "img"
        assert picture.get("aria-labelledby") == picture[0].get("id") == "chart-katalog-title"
        assert "5 Leistungen" in (picture[1].text or "")
        assert picture.get("aria-describedby") == picture[1].get("id")

    def test_no_task_is_said_and_not_drawn(self) -> None:
        assert bars.inline(bars.tasks_bar(counts(not_ours=5), "x", "Bauen")) == ""
        assert bars.tasks_in_words(counts(not_ours=5)) == "keine Aufgabe der Stadt"

    def test_page_names_every_picture_once(self, citizen: Client, starter: Municipality) -> None:
        page = citizen.get("/digitalisierung/").content.decode()
        names = re.findall(r'<svg[^>]* id="(chart-[^"]+)"', page)
        assert len(names) == len(set(names)) > 5
        assert all(f'id="{name}-desc"' in page for name in names)


class TestLooks:
    def test_each_state_has_its_own(self) -> None:
        assert len({str(drawing.look(bucket)) for bucket in Bucket}) == len(Bucket)

    def test_patterns_differ_in_shape_and_not_only_in_colour(self) -> None:
        patterns = etree.fromstring(render_to_string("ozg_catalog/parts/patterns.html"))
        shapes = {
            pattern.get("id"): tuple(sorted(pattern[1].items()))[1:]
            for pattern in patterns.iter(f"{SVG}pattern")
            if pattern.get("id") != "p-missed"  # the dot of what is overdue
        }
        assert len(set(shapes.values())) == len(shapes)
        assert {f"p-{bucket}" for bucket in Bucket if bucket not in drawing.SOLID} <= set(shapes)

    def test_unknown_never_looks_like_zero(self) -> None:
        unknown = [drawing.look(name) for name in ("not_assessed", "not_reported", "undecided")]
        assert drawing.look("offline") not in unknown

    def test_a_picture_for_paper_brings_its_looks(self) -> None:
        text = printed.standalone(bar(online=3))
        assert 'id="p-online"' in text
        assert ".b-online" in text


class TestPlaces:
    @given(st.lists(st.integers(0, 3000), min_size=len(Bucket), max_size=len(Bucket)))
    def test_parts_are_as_long_as_their_counts(self, numbers: list[int]) -> None:
        known = counts(**dict(zip(Bucket.values, numbers, strict=True)))
        drawn = bars.entries_bar(known, "x", "x")
        picture = etree.fromstring(bars.inline(drawn) or "<svg/>")
        widths = [float(rect.get("width", "0%").removesuffix("%")) for rect in rects(picture)]
        wanted = [100 * number / known["total"] for number in numbers if number]
        assert widths == pytest.approx(wanted, abs=0.01)

    def test_columns_are_as_high_as_their_shares(self) -> None:
        conform, online = rects(over_time(1))
        assert conform.get("height") == online.get("height")

    def test_many_stands_get_few_dates(self) -> None:
        assert len([label for label in timeline.labels(columns(60)) if label]) <= 3

    def test_a_stand_without_tasks_has_no_column(self) -> None:
        none = dict.fromkeys(("ours", "online_total", "conform"), 0)
        empty: Any = SimpleNamespace(on=date(2021, 1, 1), counts=none)
        assert "<rect" not in timeline.timeline([empty], "x")


class TestPlan:
    def test_everything_lies_within_the_picture(self, starter: Municipality) -> None:
        snapshot = Snapshot.objects.current(starter)
        assert snapshot
        picture = etree.fromstring(plan.plan(snapshot.data, "plan"))
        assert len(rects(picture)) == len(plan.rows_of(snapshot.data)) > 5
        for rect in rects(picture):
            end = float(rect.get("x", "")) + float(rect.get("width", ""))
            assert 0 <= float(rect.get("x", "")) < end <= plan.WIDTH

    def test_a_later_end_lies_further_right(self) -> None:
        def right_end(day: str) -> float:
            (rect,) = rects(drawn(day))
            return float(rect.get("x", "")) + float(rect.get("width", ""))

        assert right_end("2021-03-01") < right_end("2021-09-01")

    def test_overdue_is_said_in_words(self) -> None:
        assert "überfällig: Antrag" in drawing.markup(drawn("2021-03-01", overdue=True))

    def test_without_dates_there_is_no_picture(self) -> None:
        assert plan.plan({"projects": [], "milestones": [], "on": "2021-03-04"}, "x") == ""

    def test_picture_has_words(self, citizen: Client, starter: Municipality) -> None:
        page = citizen.get("/digitalisierung/konzept/").content.decode()
        assert re.search(r"<title id=\"chart-plan-title\">Zeitplan mit \d+ Vorhaben", page)


def drawn(end: str, *, overdue: bool = False) -> etree._Element:
    project = {"title": "Antrag", "starts_on": "2021-01-15", "ends_on": end, "ended_on": None}
    data = {"projects": [{**project, "overdue": overdue}], "milestones": [], "on": "2021-12-01"}
    return etree.fromstring(plan.plan(data, "plan"))
