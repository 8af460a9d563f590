"""What the council was shown on 4 March 2021, rebuilt years later from the history."""

from datetime import date

import pytest

from ozg_catalog import assessment, competences, contributions, snapshots
from ozg_catalog.figures import figures_at
from ozg_catalog.models import Assessment, LeikaEntry, MaturityModel, Municipality, Snapshot

pytestmark = pytest.mark.django_db
COUNCIL_DAY = date(2021, 3, 4)


@pytest.fixture
def frozen(starter: Municipality) -> Snapshot:
    return Snapshot.objects.get(municipality=starter, on=COUNCIL_DAY)


@pytest.fixture
def later(starter: Municipality, frozen: Snapshot) -> None:
    """What became known afterwards: of later days, of that very day, and of competence."""
    entry = LeikaEntry.objects.get(key="99008001012000")
    model = MaturityModel.objects.counting()
    for on in (date(2021, 3, 4), date(2026, 11, 1)):
        assessment.record(
            actor=None, municipality=starter, entry=entry, observed_on=on, model=model, level=4
        )
    competences.decide(
        actor=None,
        municipality=starter,
        entry=entry,
        level="state",
        reason="Test",
        source="Test",
        decided_on=COUNCIL_DAY,
    )


def rebuilt(home: Municipality, frozen: Snapshot) -> str:
    data = figures_at(home, COUNCIL_DAY, known=frozen.taken_at)
    data |= {"since": frozen.data["since"], "contributed": contributions.chapters(COUNCIL_DAY)}
    return snapshots.canonical(data)


def test_from_history_byte_by_byte(starter: Municipality, frozen: Snapshot) -> None:
    assert rebuilt(starter, frozen) == frozen.content


def test_also_after_later_knowledge(starter: Municipality, frozen: Snapshot, later: None) -> None:
    assert rebuilt(starter, frozen) == frozen.content


def test_what_is_known_today_of_that_day_is_another_matter(
    starter: Municipality, frozen: Snapshot, later: None
) -> None:
    assert snapshots.canonical(figures_at(starter, COUNCIL_DAY)) != frozen.content


def test_the_state_of_a_day_is_one_query(
    starter: Municipality, django_assert_num_queries: object
) -> None:
    model = MaturityModel.objects.counting()
    with django_assert_num_queries(1):  # type: ignore[operator]
        list(Assessment.objects.state_at(starter, COUNCIL_DAY, model=model))
