"""Deleting in the digitalisation officer's workplace: records stay, and others are sent away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from ozg_catalog.models import Criterion, MaturityModel
from tests.matrix.addresses import DIGITAL, EVERY_ROLE, SECTIONS

pytestmark = pytest.mark.django_db
# What was recorded or came with a catalogue: nobody deletes it.
KEPT = {
    "bewertungen",
    "zustaendigkeiten",
    "staende",
    "ozg-leistungen",
    "leika",
    "katalogausgaben",
}


@pytest.fixture
def criterion(example: dict[str, str], db: None) -> Criterion:
    """The product ships none, see ``Criterion``."""
    model = MaturityModel.objects.earliest("pk")
    return Criterion.objects.create(model=model, code="konto", name="Nutzerkonto", source="Test")


def address_of(section: str) -> str:
    view: Any = resolve(f"/verwaltung/digitalisierung/{section}/delete/0/").func
    first = view.view_initkwargs["model"].objects.earliest("pk")
    return f"/verwaltung/digitalisierung/{section}/delete/{first.pk}/"


@pytest.mark.parametrize("section", SECTIONS)
def test_who_is_asked_before_something_is_deleted(
    section: str, criterion: Criterion, open_as: Callable[[str], Client]
) -> None:
    address = address_of(section)
    asked = {role for role in EVERY_ROLE if open_as(role).get(address).status_code == 200}
    assert asked == (set() if section in KEPT else {DIGITAL})
