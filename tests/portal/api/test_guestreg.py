"""Figures on guest registration as open data."""

import pytest
from django.test import Client

from guestreg import example
from guestreg.statistics import public_statistics

pytestmark = pytest.mark.django_db
STATISTICS = "/api/v1/guestreg/statistics"


def test_nothing_yet_is_counted_as_zero(citizen: Client) -> None:
    answer = citizen.get(STATISTICS).json()
    assert (answer["venues"], answer["legal_basis"]) == (0, [])


def test_figures_are_those_of_the_app(citizen: Client) -> None:
    example.load()
    answer, expected = citizen.get(STATISTICS).json(), public_statistics()
    assert answer["venues"] == expected["venues"] == 1
    assert answer["licences"] == expected["licences"]
    assert answer["requests"] == expected["requests"]


def test_example_law_is_marked(citizen: Client) -> None:
    example.load()
    (basis,) = citizen.get(STATISTICS).json()["legal_basis"]
    assert basis["is_example"] is True


def test_no_venue_is_named(citizen: Client) -> None:
    venue = example.load()
    assert venue.name not in citizen.get(STATISTICS).content.decode()
