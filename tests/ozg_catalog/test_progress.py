"""Counting: each entry in one bucket, unknown never zero, models never mixed, sums add up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ozg_catalog import competences
from ozg_catalog.models import Assessment, Competence, LeikaEntry, MaturityModel, Municipality
from ozg_catalog.progress import OURS, Bucket, Counts, Levels, Progress, bucket_of, progress_at

Observe = Callable[..., Assessment]
LEVELS = Levels(online=frozenset({2, 3, 4}), conform=frozenset({3, 4}))
UNKNOWN = {Bucket.NOT_ASSESSED, Bucket.NOT_REPORTED, Bucket.UNDECIDED, Bucket.NOT_APPLICABLE}

competence_levels = st.sampled_from([None, *Competence.Level.values])
assessments = st.none() | st.fixed_dictionaries(
    {
        "finding": st.sampled_from(Assessment.Finding.values),
        "level": st.integers(0, 4),
        "planned_for": st.none() | st.just("2027-01-01"),
    }
)


@given(competence_levels, assessments)
def test_every_entry_has_exactly_one_bucket(level: str | None, seen: dict[str, Any] | None) -> None:
    assert bucket_of(level, seen, LEVELS) in Bucket


@given(competence_levels)
def test_unknown_is_never_zero(level: str | None) -> None:
    assert bucket_of(level, None, LEVELS) not in (Bucket.OFFLINE, Bucket.INFORMATION)


@given(st.sampled_from(["district", "state", "federal", "other"]), assessments)
def test_a_foreign_task_never_enters_the_denominator(
    level: str, seen: dict[str, Any] | None
) -> None:
    assert bucket_of(level, seen, LEVELS) not in OURS


@given(assessments)
def test_undecided_competence_never_enters_the_denominator(seen: dict[str, Any] | None) -> None:
    assert bucket_of(None, seen, LEVELS) not in OURS


@given(st.lists(st.sampled_from(list(Bucket))))
def test_sums_add_up(buckets: list[Bucket]) -> None:
    counts = Counts.of(buckets)
    outside = counts[Bucket.UNDECIDED] + counts[Bucket.NOT_APPLICABLE] + counts[Bucket.NOT_OURS]
    assert counts.total == len(buckets) == counts.ours + outside
    assert counts.conform <= counts.online <= counts.ours


@pytest.mark.django_db
class TestProgressAt:
    def bucket(self, home: Municipality, on: date = date(2022, 1, 1)) -> Bucket:
        (state,) = progress_at(home, on).states
        return state.bucket

    @pytest.mark.parametrize(
        ("level", "bucket"),
        [(0, Bucket.OFFLINE), (1, Bucket.INFORMATION), (2, Bucket.ONLINE), (3, Bucket.CONFORM)],
    )
    def test_level_decides(
        self, home: Municipality, ours: LeikaEntry, observe: Observe, level: int, bucket: Bucket
    ) -> None:
        observe(level, date(2021, 1, 1))
        assert self.bucket(home) == bucket

    def test_planned(self, home: Municipality, ours: LeikaEntry, observe: Observe) -> None:
        observe(1, date(2021, 1, 1), planned_for=date(2023, 1, 1))
        assert self.bucket(home) == Bucket.PLANNED

    def test_not_assessed(self, home: Municipality, ours: LeikaEntry) -> None:
        assert self.bucket(home) == Bucket.NOT_ASSESSED

    def test_competence_is_never_assumed(self, home: Municipality, entry: LeikaEntry) -> None:
        assert self.bucket(home) == Bucket.UNDECIDED

    def test_not_reported(self, home: Municipality, ours: LeikaEntry, observe: Observe) -> None:
        observe(None, date(2021, 1, 1), finding="not_reported", model=None)
        assert self.bucket(home) == Bucket.NOT_REPORTED

    def test_observation_under_another_model_does_not_count(
        self, home: Municipality, ours: LeikaEntry, observe: Observe, newer_model: MaturityModel
    ) -> None:
        observe(7, date(2021, 6, 1), model=newer_model)
        assert self.bucket(home) == Bucket.NOT_ASSESSED

    def test_the_past_stays_as_it_was(
        self, home: Municipality, ours: LeikaEntry, observe: Observe
    ) -> None:
        observe(1, date(2021, 3, 1))
        observe(3, date(2021, 4, 1))
        assert self.bucket(home, date(2021, 3, 4)) == Bucket.INFORMATION
        assert self.bucket(home, date(2021, 4, 1)) == Bucket.CONFORM

    def test_later_decision_on_competence_holds_from_its_day(
        self, home: Municipality, ours: LeikaEntry
    ) -> None:
        competences.decide(
            actor=None,
            municipality=home,
            entry=ours,
            level="district",
            reason="Aufgabe des Landkreises",
            source="Test",
            decided_on=date(2021, 5, 1),
        )
        assert self.bucket(home, date(2021, 4, 30)) == Bucket.NOT_ASSESSED
        assert self.bucket(home, date(2021, 5, 1)) == Bucket.NOT_OURS

    def test_other_municipality_is_another_matter(
        self, home: Municipality, ours: LeikaEntry, observe: Observe
    ) -> None:
        other = Municipality.objects.create(name="Anderswo")
        observe(4, date(2021, 1, 1))
        assert self.bucket(other) == Bucket.UNDECIDED


@pytest.mark.django_db
class TestStarter:
    @pytest.fixture
    def progress(self, starter: Municipality) -> Progress:
        return progress_at(starter, date(2026, 10, 31))

    def test_groups_add_up_to_the_whole(self, progress: Progress) -> None:
        for groups in (progress.by_themenfeld, progress.by_lage):
            for bucket in Bucket:
                assert sum(counts[bucket] for counts in groups.values()) == progress.entries[bucket]

    def test_bundle_is_as_good_as_its_best_entry(self, progress: Progress) -> None:
        best = progress.service_buckets["10294"]
        members = [state.bucket for state in progress.states if "10294" in state.ozg_ids]
        assert best == Bucket.CONFORM
        assert Bucket.ONLINE in members

    def test_one_query_for_all_entries(
        self, starter: Municipality, django_assert_num_queries: Any
    ) -> None:
        """And one for the model with its levels."""
        with django_assert_num_queries(2):
            progress_at(starter)
