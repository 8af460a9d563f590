"""Lists stay cheap however long the catalogue and the history are."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identity.models import User
from ozg_catalog import directory, snapshots
from ozg_catalog.models import (
    Assessment,
    ChannelAddress,
    Competence,
    LeikaEntry,
    MaturityModel,
    Municipality,
    OzgService,
)
from tests.ozg_catalog.test_directory import bring_in, row

pytestmark = pytest.mark.django_db
MOST = 10
BASE = "/verwaltung/digitalisierung/"
MONTHS = 6
PUBLIC = [
    "leistungen/",
    "ozg-leistungen/",
    "leistungen/?zustand=online_total&q=Leistung",
    "",
    "konzept/",
]
STAFF = [
    "adressen",
    "berichte",
    "bewertungen",
    "dashboard",
    "dienstleister",
    "entscheiden",
    "katalogausgaben",
    "konzept",
    "leika",
    "meilensteine",
    "ozg-leistungen",
    "preismodelle",
    "pruefauftraege",
    "sammelbewertung",
    "staende",
    "vorhaben",
    "zustaendigkeiten",
]


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


@pytest.fixture
def officer(login: Callable[[User], Client], digital_officer: User) -> Client:
    return login(digital_officer)


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


@pytest.fixture
def outside(grow: Callable[[int], None]) -> None:
    """An export that names half of the entries, some of the differences settled; addresses."""
    grow(40)
    keys = LeikaEntry.objects.exclude(key=None).values_list("key", flat=True)
    bring_in(*(row(key, status="nicht ok") for key in keys[::2]))
    home = Municipality.objects.home()
    for gap in directory.differences(home, date.today())[:5]:
        directory.settle(
            actor=None,
            municipality=home,
            on=date.today(),
            fingerprint=gap.fingerprint,
            note="geprüft",
        )
    ChannelAddress.objects.bulk_create(
        ChannelAddress(url=f"https://amt.example.org/{n}", is_used=True, state="broken")
        for n in range(70)
    )


def test_staff_lists(officer: Client, grow: Callable[[int], None], outside: None) -> None:
    """Five of them are the frame's: the session, the person with all rights, Wagtail's menu."""
    asked = [{name: len(queries(officer, f"{BASE}{name}/")) for name in STAFF}]
    grow(200)
    asked.append({name: len(queries(officer, f"{BASE}{name}/")) for name in STAFF})
    assert asked[0] == asked[1]
    assert {name: number for name, number in asked[0].items() if number >= MOST} == {}


def test_worklist(officer: Client, grow: Callable[[int], None], outside: None) -> None:
    """Eleven piles out of eleven tables: more than a list, and no more however much waits."""
    few = queries(officer, f"{BASE}aufgaben/")
    grow(100)
    assert len(queries(officer, f"{BASE}aufgaben/")) == len(few) < MOST + 4
