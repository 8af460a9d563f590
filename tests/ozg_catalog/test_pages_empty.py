"""The public pages of an installation where nothing is loaded yet."""

import re

import pytest
from django.test import Client

from ozg_catalog.models import Municipality

pytestmark = pytest.mark.django_db
BASE = "/digitalisierung/"


def test_overview_counts_live(citizen: Client, home: Municipality) -> None:
    page = citizen.get(BASE).content.decode()
    assert "Noch ist kein Stand festgehalten" in page
    assert "0 von 0" in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize("path", ["leistungen/", "staende/", "methode/", "leistungen.csv"])
def test_other_pages_are_there(citizen: Client, home: Municipality, path: str) -> None:
    assert citizen.get(BASE + path).status_code == 200
