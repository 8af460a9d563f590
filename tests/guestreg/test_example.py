"""Starter content and public figures."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guestreg import example
from guestreg.checkin import situation
from guestreg.models import Code, LegalBasis, Licence, Venue
from guestreg.statistics import public_statistics

pytestmark = pytest.mark.django_db


def test_loading_twice_makes_one_venue() -> None:
    assert example.load() == example.load()
    assert Venue.objects.count() == LegalBasis.objects.count() == 1


def test_example_is_marked() -> None:
    example.load()
    assert LegalBasis.objects.get().is_example
    assert Licence.objects.get().is_example


def test_example_codes_are_open() -> None:
    example.load()
    codes = list(Code.objects.with_place())
    assert len(codes) == 2
    assert not any(situation(code, timezone.now()).refusal for code in codes)


def test_figures_count() -> None:
    example.load()
    figures = public_statistics()
    assert figures["licences"] == {"granted": 1, "applied": 1}
    assert figures["open_codes"] == 2
    assert figures["legal_basis"][0]["is_example"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_start_page_without_and_with_a_basis(citizen: Client, prefix: str) -> None:
    url = prefix + reverse("guestreg:start")
    assert citizen.get(url).status_code == 200
    example.load()
    assert "example-note" in citizen.get(url).content.decode()
