"""What the officer does in her section."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from identity.models import User
from ozg_catalog import assessment
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    Assessment,
    Competence,
    Criterion,
    LeikaEntry,
    MaturityModel,
    Milestone,
    Municipality,
    Snapshot,
)

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
BASE = "/verwaltung/digitalisierung/"


@pytest.fixture
def officer(login: Login, digital_officer: User) -> Client:
    return login(digital_officer)


def assessment_form(home: Municipality, entry: LeikaEntry, **more: object) -> dict[str, object]:
    return {
        "municipality": home.pk,
        "entry": entry.key,
        "observed_on": "2021-03-01",
        "finding": "level",
        "model": MaturityModel.objects.counting().pk,
        "level": 2,
        "criteria": "{}",
        "origin": "own",
        **more,
    }


def test_recording(
    officer: Client, digital_officer: User, home: Municipality, entry: LeikaEntry
) -> None:
    response = officer.post(f"{BASE}bewertungen/new/", assessment_form(home, entry))
    assert response.status_code == 302
    seen = Assessment.objects.get()
    assert (seen.level, seen.recorded_by) == (2, digital_officer)


def test_what_the_rules_refuse_the_form_says(
    officer: Client, home: Municipality, entry: LeikaEntry
) -> None:
    response = officer.post(f"{BASE}bewertungen/new/", assessment_form(home, entry, level=9))
    assert "gibt es in diesem Modell nicht" in response.content.decode()
    assert not Assessment.objects.exists()


def test_correcting_starts_from_the_old_one(
    officer: Client, entry: LeikaEntry, observe: Callable[..., Assessment], home: Municipality
) -> None:
    old = observe(3, date(2021, 3, 1))
    page = officer.get(f"{BASE}bewertungen/new/?corrects={old.pk}").content.decode()
    assert f'name="corrects" value="{old.pk}"' in page
    officer.post(f"{BASE}bewertungen/new/", assessment_form(home, entry, corrects=old.pk))
    assert Assessment.objects.get(corrects=old).level == 2


@pytest.mark.parametrize("verb", ["edit", "delete"])
def test_not_even_a_superuser_is_offered_a_change(
    login: Login, observe: Callable[..., Assessment], verb: str
) -> None:
    root = User.objects.create_superuser("root", "root@stadt.example.org", "ein langes Kennwort")
    seen = observe(3, date(2021, 3, 1))
    assert login(root).post(f"{BASE}bewertungen/{verb}/{seen.pk}/").status_code == 302
    assert Assessment.objects.get() == seen


def test_deciding_competence(officer: Client, home: Municipality, entry: LeikaEntry) -> None:
    form = {
        "municipality": home.pk,
        "entry": entry.key,
        "level": "district",
        "reason": "Aufgabe des Landkreises",
        "source": "Geschäftsverteilung",
        "decided_on": "2021-03-01",
    }
    assert officer.post(f"{BASE}zustaendigkeiten/new/", form).status_code == 302
    assert Competence.objects.get().level == "district"


def test_freezing(
    officer: Client, digital_officer: User, home: Municipality, ours: LeikaEntry
) -> None:
    form = {"municipality": home.pk, "on": "2021-03-04", "reason": "Anfrage im Stadtrat"}
    assert officer.post(f"{BASE}staende/new/", form).status_code == 302
    taken = Snapshot.objects.get()
    assert (taken.on, taken.taken_by) == (date(2021, 3, 4), digital_officer)


@pytest.fixture
def milestone(db: None) -> Milestone:
    return Milestone.objects.create(title="Konzept im Rat", planned_on=date(2021, 6, 1))


def test_moving_a_milestone_keeps_the_old_date(officer: Client, milestone: Milestone) -> None:
    url = f"{BASE}meilensteine/{milestone.pk}/verschieben/"
    assert officer.get(url).status_code == 200
    officer.post(url, {"to": "2021-09-01", "reason": "Zweite Lesung"})
    milestone.refresh_from_db()
    assert milestone.planned_on == date(2021, 9, 1)
    move = milestone.moves.get()
    assert (move.moved_from, move.reason) == (date(2021, 6, 1), "Zweite Lesung")


def test_moving_needs_a_reason(officer: Client, milestone: Milestone) -> None:
    url = f"{BASE}meilensteine/{milestone.pk}/verschieben/"
    assert officer.post(url, {"to": "2021-09-01", "reason": " "}).status_code == 200
    assert not milestone.moves.exists()


def test_reaching_a_milestone(officer: Client, milestone: Milestone) -> None:
    officer.post(f"{BASE}meilensteine/{milestone.pk}/erreicht/", {"on": "2021-06-01"})
    milestone.refresh_from_db()
    assert milestone.reached_on == date(2021, 6, 1)


def test_editor_moves_nothing(login: Login, editor: User, milestone: Milestone) -> None:
    url = f"{BASE}meilensteine/{milestone.pk}/verschieben/"
    response = login(editor).post(url, {"to": "2021-09-01", "reason": "x"})
    assert response.status_code in (302, 403)
    assert not milestone.moves.exists()


def test_entry_is_found_by_its_words(
    officer: Client, home: Municipality, entry: LeikaEntry
) -> None:
    form = {**assessment_form(home, entry), "entry": entry.name.upper()}
    officer.post(f"{BASE}bewertungen/new/", form)
    assert Assessment.objects.get().entry == entry


def test_unknown_entry_is_said(officer: Client, home: Municipality, entry: LeikaEntry) -> None:
    form = {**assessment_form(home, entry), "entry": "gibt es nicht"}
    page = officer.post(f"{BASE}bewertungen/new/", form).content.decode()
    assert "steht nicht im Katalog" in page


@pytest.fixture
def account(model: MaturityModel) -> Criterion:
    return Criterion.objects.create(model=model, code="konto", name="Nutzerkonto", source="Test")


def test_criteria_are_asked_one_by_one(
    officer: Client, home: Municipality, entry: LeikaEntry, account: Criterion
) -> None:
    """The level follows; nobody has to write a data format."""
    page = officer.get(f"{BASE}bewertungen/new/").content.decode()
    assert "Kriterium: Nutzerkonto (" in page
    form = assessment_form(home, entry, level="") | {f"criterion_{account.pk}": "1"}
    officer.post(f"{BASE}bewertungen/new/", form)
    seen = Assessment.objects.get()
    assert (seen.level, seen.criteria) == (1, {"konto": 1})
    page = officer.get(f"{BASE}bewertungen/new/?corrects={seen.pk}").content.decode()
    assert re.search(r'<option value="1" selected>1 ', page)


def test_a_criterion_of_another_model_is_refused_where_it_stands(
    officer: Client, home: Municipality, entry: LeikaEntry, newer_model: MaturityModel
) -> None:
    other = Criterion.objects.create(model=newer_model, code="x", name="Daten", source="Test")
    form = assessment_form(home, entry) | {f"criterion_{other.pk}": "1"}
    page = officer.post(f"{BASE}bewertungen/new/", form).content.decode()
    assert "Dieses Kriterium gehört zu" in page
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("value", ["3", None, True, 2.0, {"x": 1}])
def test_no_other_value_than_a_level_per_criterion(
    home: Municipality, entry: LeikaEntry, account: Criterion, value: object
) -> None:
    with pytest.raises(CatalogueError, match="als Zahl erwartet"):
        assessment.record(
            actor=None,
            municipality=home,
            entry=entry,
            model=account.model,
            criteria={"konto": value},
            observed_on=date(2026, 1, 1),
        )


def test_without_a_script_the_section_can_be_reached(
    login: Login, digital_officer: User, staff: Callable[[str], User], home: Municipality
) -> None:
    """The menu is made by a script; officer and mayor's office find their pages all the same."""
    page = login(digital_officer).get("/verwaltung/").content.decode()
    told = page.partition('class="staff-noscript"')[2].partition("</noscript>")[0]
    for name in ("aufgaben", "katalogausgaben", "staende", "berichte"):
        assert f"/verwaltung/digitalisierung/{name}/" in told
    page = login(staff("mayors_office")).get("/verwaltung/").content.decode()
    told = page.partition('class="staff-noscript"')[2].partition("</noscript>")[0]
    assert re.findall(r"digitalisierung/(\w+)/", told) == ["berichte"]
