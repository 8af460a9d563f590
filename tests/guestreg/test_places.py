"""What a process remembers of a place, and for how long."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from guestreg import places, venues
from guestreg.errors import CheckInError
from guestreg.models import Area, Code, LegalBasis, Venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def neighbour(code: Code) -> Code:
    """Another table of the same room."""
    return venues.open_code(actor=None, area=code.area, label="Tisch 5")


def test_the_next_table_asks_nothing(
    code: Code, neighbour: Code, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    places.of(code.code, timezone.now())
    with django_assert_num_queries(0):
        places.of(neighbour.code, timezone.now())


def test_each_code_knows_its_own_area(code: Code, venue: Venue) -> None:
    terrace = Area.objects.create(venue=venue, name="Dachgarten")
    outside = venues.open_code(actor=None, area=terrace)
    places.of(code.code, timezone.now())
    assert places.of(outside.code, timezone.now()).area == terrace.pk


def test_the_day_is_asked_once_for_all_venues_of_a_kind(
    code: Code, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    places.of(code.code, now)
    places._places.clear()  # as for a venue that nobody asked for yet
    with django_assert_max_num_queries(3):
        places.of(code.code, now)


def test_a_closed_code_is_not_learnt_with_its_neighbours(code: Code, neighbour: Code) -> None:
    venues.close_code(actor=None, code=neighbour)
    places.of(code.code, timezone.now())
    with pytest.raises(CheckInError):
        places.of(neighbour.code, timezone.now())


@pytest.mark.parametrize(("seconds", "refused"), [(0.0, True), (20.0, False)])
def test_a_basis_that_ended_is_remembered_for_seconds(
    code: Code, basis: LegalBasis, monkeypatch: pytest.MonkeyPatch, seconds: float, refused: bool
) -> None:
    monkeypatch.setattr(places, "REMEMBERED_SECONDS", seconds)
    places.of(code.code, timezone.now())
    LegalBasis.objects.filter(pk=basis.pk).update(valid_to=timezone.localdate() - timedelta(days=9))
    with pytest.raises(CheckInError) if refused else nullcontext():
        places.of(code.code, timezone.now())
