"""The plan as a picture, and the lists behind the figures as open data."""

import csv
import io
import re

import pytest
from django.test import Client

from ozg_catalog import charts
from ozg_catalog.models import Municipality, Snapshot

pytestmark = pytest.mark.django_db


class TestPlan:
    def test_everything_lies_within_the_picture(self, starter: Municipality) -> None:
        snapshot = Snapshot.objects.current(starter)
        assert snapshot
        plan = charts.plan(snapshot.data)
        assert plan
        for row in plan["rows"]:
            assert 0 <= row["x"] <= row["end"] <= plan["width"]
            assert row["y"] < plan["height"]

    def test_without_dates_there_is_no_picture(self) -> None:
        assert charts.plan({"projects": [], "milestones": [], "on": "2021-03-04"}) is None

    def test_picture_has_words(self, citizen: Client, starter: Municipality) -> None:
        page = citizen.get("/digitalisierung/konzept/").content.decode()
        assert re.search(r'role="img" aria-label="Zeitplan mit \d+ Vorhaben', page)

    def test_a_past_stand_has_its_own_programme(
        self, citizen: Client, starter: Municipality
    ) -> None:
        past = Snapshot.objects.earliest("on")
        page = citizen.get(f"/digitalisierung/konzept/?stand={past.pk}").content.decode()
        assert "lag kein Konzept vor" in page

    def test_many_stands_fit_into_the_history(self) -> None:
        class Taken:
            counts = {"ours": 4, "online_total": 2, "conform": 1}  # noqa: RUF012 - a stand-in

        columns, width = charts.history_columns([Taken()] * 60)
        assert width <= charts.HISTORY_WIDTH
        assert sum(column["labelled"] for column in columns) <= charts.MOST_LABELS


@pytest.mark.parametrize("name", ["leistungen", "ozg-leistungen", "staende", "vorhaben"])
def test_every_list_as_csv_and_json(citizen: Client, starter: Municipality, name: str) -> None:
    base = f"/digitalisierung/listen/{name}"
    content = citizen.get(f"{base}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert len(rows) == len(citizen.get(f"{base}.json").json()["entries"]) > 0


def test_unknown_list_is_not_found(citizen: Client, starter: Municipality) -> None:
    assert citizen.get("/digitalisierung/listen/nichts.csv").status_code == 404
