"""What there is to see is put together from what the apps say."""

import json

import pytest

from portal.demo import description
from portal.demo.place import Place

PARTS = {
    "portal": {"addresses": {"home": "/"}, "report": {"date": "2026-03-04", "address": "/rat/"}},
    "identity": {"accounts": [{"role": "editor", "username": "editor", "password": "secret"}]},
    "guestreg": {
        "addresses": {"guest registration": "/gast/"},
        "check_in": [{"area": "Gastraum", "address": "/c/ABC"}],
    },
}


@pytest.fixture
def whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> description.Description:
    monkeypatch.setattr(description, "part_of", lambda app: PARTS.get(app, {}))
    return description.describe(place)


def test_paths_become_addresses(whole: description.Description) -> None:
    assert whole["check_in"] == [{"area": "Gastraum", "address": "http://127.0.0.1:8104/c/ABC"}]


def test_the_parts_are_joined(whole: description.Description) -> None:
    assert {"home", "guest registration", "state_account"} == set(whole["addresses"])


def test_the_report_names_its_date(whole: description.Description) -> None:
    assert whole["report"]["date"] == "2026-03-04"


def test_scripts_read_the_same(whole: description.Description, place: Place) -> None:
    description.write(whole, place.description)
    assert json.loads(place.description.read_text()) == whole


def test_people_see_addresses_accounts_and_check_ins(whole: description.Description) -> None:
    screen = "\n".join(description.lines(whole))
    for shown in ("http://127.0.0.1:8104/gast/", "editor", "secret", "Gastraum"):
        assert shown in screen


def test_an_app_without_example_says_nothing() -> None:
    assert description.part_of("bench") == {}
