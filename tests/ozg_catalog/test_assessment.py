"""Recording: the lowest criterion decides, models stay apart, nothing is overwritten."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from ozg_catalog import assessment
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, Criterion, LeikaEntry, MaturityModel, Municipality

Observe = Callable[..., Assessment]


@given(st.dictionaries(st.text(min_size=1, max_size=9), st.integers(0, 4), min_size=1))
def test_the_lowest_criterion_decides(criteria: dict[str, int]) -> None:
    level = assessment.derive_level(criteria)
    assert level in criteria.values()
    assert all(level <= value for value in criteria.values())


@given(
    st.dictionaries(st.text(min_size=1, max_size=9), st.integers(0, 4), min_size=1),
    st.integers(0, 4),
)
def test_one_more_criterion_never_raises_the_level(criteria: dict[str, int], value: int) -> None:
    before = assessment.derive_level(criteria)
    after = assessment.derive_level({**criteria, "one more criterion": value})
    assert before is not None
    assert after is not None
    assert after <= before


@pytest.fixture
def criteria(model: MaturityModel) -> None:
    for code in ("konto", "nachweise"):
        Criterion.objects.create(model=model, code=code, name=code, source="Test")


@pytest.mark.django_db
class TestRecord:
    def test_level_is_derived(self, observe: Observe, criteria: None) -> None:
        seen = observe(None, date(2021, 1, 1), criteria={"konto": 3, "nachweise": 1})
        assert seen.level == 1

    def test_a_level_above_the_lowest_is_refused(self, observe: Observe, criteria: None) -> None:
        with pytest.raises(CatalogueError, match="niedrigste Kriterium"):
            observe(3, date(2021, 1, 1), criteria={"konto": 3, "nachweise": 1})

    def test_unknown_criterion_is_refused(self, observe: Observe, criteria: None) -> None:
        with pytest.raises(CatalogueError, match="erfunden"):
            observe(1, date(2021, 1, 1), criteria={"erfunden": 1})

    def test_level_of_another_model_is_refused(self, observe: Observe) -> None:
        with pytest.raises(CatalogueError, match="gibt es in diesem Modell nicht"):
            observe(7, date(2021, 1, 1))

    def test_level_needs_a_model(self, observe: Observe) -> None:
        with pytest.raises(CatalogueError, match="braucht das Modell"):
            observe(1, date(2021, 1, 1), model=None)

    def test_no_level_without_finding_one(self, observe: Observe) -> None:
        with pytest.raises(CatalogueError, match="keine Stufe"):
            observe(1, date(2021, 1, 1), finding="not_applicable")

    def test_future_is_refused(self, observe: Observe) -> None:
        with pytest.raises(CatalogueError, match="Zukunft"):
            observe(1, timezone.localdate() + timedelta(days=1))

    def test_audit_names_who(self, observe: Observe, digital_officer: object) -> None:
        seen = assessment.record(
            actor=digital_officer,
            municipality=(first := observe(0, date(2021, 1, 1))).municipality,
            entry=first.entry,
            observed_on=date(2021, 2, 1),
            model=first.model,
            level=1,
        )
        logged = ModelLogEntry.objects.get(action=assessment.RECORD, object_id=str(seen.pk))
        assert logged.user == digital_officer
        assert logged.data["level"] == 1

    def test_correction_takes_the_place(
        self, observe: Observe, home: Municipality, model: MaturityModel
    ) -> None:
        wrong = observe(4, date(2021, 1, 1))
        right = observe(1, date(2021, 1, 1), corrects=wrong)
        state = Assessment.objects.state_at(home, date(2021, 1, 2), model=model)
        assert list(state) == [right]

    def test_correction_to_an_earlier_date_leaves_nothing_behind(
        self, observe: Observe, home: Municipality, model: MaturityModel
    ) -> None:
        wrong = observe(4, date(2021, 3, 1))
        right = observe(1, date(2021, 2, 1), corrects=wrong)
        state = Assessment.objects.state_at(home, date(2021, 12, 31), model=model)
        assert list(state) == [right]

    def test_twice_corrected_is_refused(self, observe: Observe) -> None:
        wrong = observe(4, date(2021, 1, 1))
        observe(1, date(2021, 1, 1), corrects=wrong)
        with pytest.raises(CatalogueError, match="schon berichtigt"):
            observe(2, date(2021, 1, 1), corrects=wrong)

    def test_correction_of_another_entry_is_refused(
        self, observe: Observe, service: object
    ) -> None:
        other = LeikaEntry.objects.create(identity="-:anders", name="anders")
        wrong = observe(4, date(2021, 1, 1))
        with pytest.raises(CatalogueError, match="anderen Leistung"):
            observe(1, date(2021, 1, 1), entry=other, corrects=wrong)

    def test_what_was_known_then_can_be_asked(
        self, observe: Observe, home: Municipality, model: MaturityModel
    ) -> None:
        wrong = observe(4, date(2021, 1, 1))
        moment = wrong.recorded_at
        observe(1, date(2021, 1, 1), corrects=wrong)
        state = Assessment.objects.state_at(home, date(2021, 1, 1), model=model, known=moment)
        assert list(state) == [wrong]

    def test_database_refuses_a_level_without_model(self, observe: Observe) -> None:
        seen = observe(1, date(2021, 1, 1))
        with pytest.raises(IntegrityError, match="level_only_under_a_model"), transaction.atomic():
            Assessment.objects.create(
                municipality=seen.municipality, entry=seen.entry, observed_on="2021-01-01", level=1
            )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["assessment", "competence", "snapshot"])
@pytest.mark.parametrize(
    "statement", ["UPDATE ozg_catalog_{} SET id = id", "DELETE FROM ozg_catalog_{}"]
)
def test_raw_sql_cannot_change_the_past(starter: Municipality, table: str, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
