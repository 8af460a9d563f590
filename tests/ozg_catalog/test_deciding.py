"""Deciding for many who is competent: suggested from the typing, never assumed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from identity.models import User
from ozg_catalog.competences import suggest
from ozg_catalog.models import Competence, LeikaEntry, Municipality

pytestmark = pytest.mark.django_db
URL = "/verwaltung/digitalisierung/entscheiden/"
SAID = {"reason": "Vollzug beim Land", "source": "Typisierung", "decided_on": "2026-11-01"}


@pytest.fixture
def entries(home: Municipality) -> dict[str, LeikaEntry]:
    """One that the typing places, one that it leaves to any Kommune, one it says nothing of."""
    codes = {"land": ["2/3a"], "kommune": ["2/3b"], "offen": ["2/3"]}
    return {
        name: LeikaEntry.objects.create(identity=name, name=f"Leistung {name}", typings=typings)
        for name, typings in codes.items()
    }


@pytest.fixture
def officer(login: Callable[[User], Client], digital_officer: User) -> Client:
    return login(digital_officer)


def decide(officer: Client, *entries: LeikaEntry, **said: Any) -> str:
    form = {**SAID, "entry": [entry.pk for entry in entries], **said}
    return officer.post(URL, form).content.decode()


@pytest.mark.parametrize(
    ("typings", "level"),
    [
        (["1"], "federal"),
        (["2/3a"], "state"),
        (["2/3"], None),
        (["2/3b"], None),  # the city or the district: the code does not say
        (["5"], None),
        (["1", "2/3a"], None),
        ([], None),
    ],
)
def test_only_what_the_typing_says_is_suggested(typings: list[str], level: str | None) -> None:
    assert suggest(typings) == level


def test_the_suggestion_is_shown_with_its_meaning(
    officer: Client, entries: dict[str, LeikaEntry]
) -> None:
    page = officer.get(URL).content.decode()
    assert "Bund regelt, Land vollzieht" in page
    assert Competence.objects.count() == 0


def test_taken_over_when_somebody_ticks_it(officer: Client, entries: dict[str, LeikaEntry]) -> None:
    decide(officer, entries["land"], level="suggested")
    decided = Competence.objects.get()
    assert (decided.entry, decided.level) == (entries["land"], Competence.Level.STATE)
    assert (decided.reason, decided.decided_on) == ("Vollzug beim Land", date(2026, 11, 1))


def test_no_suggestion_is_no_decision(officer: Client, entries: dict[str, LeikaEntry]) -> None:
    page = decide(officer, *entries.values(), level="suggested")
    assert "sagt die Typisierung nichts" in page
    assert Competence.objects.count() == 0


def test_many_at_once(officer: Client, entries: dict[str, LeikaEntry]) -> None:
    decide(officer, entries["kommune"], entries["offen"], level="district")
    assert Competence.objects.filter(level="district").count() == 2


def test_without_a_reason_nothing_is_decided(
    officer: Client, entries: dict[str, LeikaEntry]
) -> None:
    decide(officer, entries["land"], level="state", reason=" ")
    assert Competence.objects.count() == 0


@pytest.mark.parametrize(("query", "decided"), [("?vorschlag=state", 1), ("?alle=on", 0), ("", 0)])
def test_all_means_all_found(
    officer: Client, entries: dict[str, LeikaEntry], query: str, decided: int
) -> None:
    form = {"all": "on", "level": "suggested", "reason": "Vollzug beim Land", "source": "FIM"}
    officer.post(f"{URL}{query}", form | {"decided_on": "2026-11-01"})
    assert Competence.objects.count() == decided


def test_filter_by_suggestion_stays_in_the_address(
    officer: Client, entries: dict[str, LeikaEntry]
) -> None:
    page = officer.get(f"{URL}?vorschlag=state").content.decode()
    assert "Leistung land" in page
    assert "Leistung offen" not in page


def test_others_are_refused(login: Callable[[User], Client], editor: User) -> None:
    assert login(editor).get(URL).status_code in (302, 403)
