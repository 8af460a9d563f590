"""The plan of a past stand, and the lists behind the figures as open data."""

import csv
import io
from unittest.mock import patch

import pytest
from django.test import Client

from ozg_catalog.models import LeikaEntry, Municipality, Snapshot

pytestmark = pytest.mark.django_db


class TestPlan:
    def test_a_past_stand_has_its_own_programme(
        self, citizen: Client, starter: Municipality
    ) -> None:
        past = Snapshot.objects.earliest("on")
        page = citizen.get(f"/digitalisierung/konzept/?stand={past.pk}").content.decode()
        assert "lag kein Konzept vor" in page


@pytest.mark.parametrize("name", ["leistungen", "ozg-leistungen", "staende", "vorhaben"])
def test_every_list_as_csv_and_json(citizen: Client, starter: Municipality, name: str) -> None:
    base = f"/digitalisierung/listen/{name}"
    content = citizen.get(f"{base}.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert len(rows) == len(citizen.get(f"{base}.json").json()["entries"]) > 0


def test_no_list_holds_a_formula(citizen: Client, starter: Municipality) -> None:
    """Nothing frozen yet, so the list counts what is there now."""
    LeikaEntry.objects.filter(key="99008001012000").update(name="=1+1")
    with patch("ozg_catalog.stands.Snapshot.objects.current", return_value=None):
        content = citizen.get("/digitalisierung/listen/leistungen.csv").content.decode("utf-8-sig")
    names = [row["name"] for row in csv.DictReader(io.StringIO(content), delimiter=";")]
    assert "'=1+1" in names
    assert "=1+1" not in names


def test_unknown_list_is_not_found(citizen: Client, starter: Municipality) -> None:
    assert citizen.get("/digitalisierung/listen/nichts.csv").status_code == 404
