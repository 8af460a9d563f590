"""Lists stay cheap however long the catalogue and the history are."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identity.models import User
from ozg_catalog import snapshots
from ozg_catalog.models import (
    Assessment,
    Competence,
    LeikaEntry,
    MaturityModel,
    Municipality,
    OzgService,
)

pytestmark = pytest.mark.django_db
MOST = 10
MONTHS = 6
PUBLIC = [
    "leistungen/",
    "ozg-leistungen/",
    "leistungen/?zustand=online_total&q=Leistung",
    "",
    "konzept/",
]
STAFF = ["bewertungen", "zustaendigkeiten", "leika", "ozg-leistungen", "staende", "aufgaben"]


@pytest.fixture
def grow(home: Municipality, model: MaturityModel, service: OzgService) -> Callable[[int], None]:
    """More entries, each decided and observed every month in three municipalities; frozen."""
    names = ("Nachbarstadt", "Kreisstadt")
    places = [home, *(Municipality.objects.get_or_create(name=name)[0] for name in names)]

    def more(number: int) -> None:
        first = LeikaEntry.objects.count()
        keys = [f"99{first + n:012}" for n in range(number)]
        entries = LeikaEntry.objects.bulk_create(
            LeikaEntry(identity=key, key=key, name=f"Leistung {key}") for key in keys
        )
        service.entries.add(*entries)
        pairs = [(place, entry) for place in places for entry in entries]
        decided = {"level": "city", "reason": "x", "source": "x", "decided_on": date(2020, 1, 1)}
        Competence.objects.bulk_create(
            Competence(municipality=place, entry=entry, **decided) for place, entry in pairs
        )
        start = date(2023, 1, 1)
        Assessment.objects.bulk_create(
            Assessment(
                municipality=place,
                entry=entry,
                model=model,
                level=month % 4,
                observed_on=start + timedelta(days=31 * month),
            )
            for place, entry in pairs
            for month in range(MONTHS)
        )
        snapshots.freeze(actor=None, municipality=home, on=start + timedelta(days=first + 400))

    return more


def queries(client: Client, url: str) -> list[str]:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_list(citizen: Client, grow: Callable[[int], None], path: str) -> None:
    url = f"/digitalisierung/{path}"
    grow(20)
    few = len(queries(citizen, url))
    grow(200)
    assert len(queries(citizen, url)) == few
    assert few < MOST


@pytest.mark.parametrize("name", STAFF)
def test_staff_list(
    login: Callable[[User], Client],
    digital_officer: User,
    grow: Callable[[int], None],
    name: str,
) -> None:
    """The frame asks eight of its own: who signs in, what that person may, the menu."""
    officer, url = login(digital_officer), f"/verwaltung/digitalisierung/{name}/"
    grow(60)
    few = queries(officer, url)
    grow(200)
    assert len(queries(officer, url)) == len(few)
    if name != "aufgaben":  # ten piles, not one list
        assert sum('"ozg_catalog_' in sql for sql in few) < 4
        assert len(few) < MOST + 2
