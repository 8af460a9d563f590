"""The plan of a past stand, and the lists behind the figures as open data."""

import csv
import io

import pytest
from django.test import Client

from ozg_catalog.models import Municipality, Snapshot

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


def test_unknown_list_is_not_found(citizen: Client, starter: Municipality) -> None:
    assert citizen.get("/digitalisierung/listen/nichts.csv").status_code == 404
