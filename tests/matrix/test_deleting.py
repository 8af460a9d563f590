"""Deleting in the digitalisation officer's workplace: whoever may not is sent away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from tests.matrix.addresses import DIGITAL, EVERY_ROLE, SECTIONS

pytestmark = pytest.mark.django_db
SENT_AWAY = {302, 403, 404}


def address_of(section: str) -> str:
    """Of an object that exists; 0 where the example site has none."""
    view: Any = resolve(f"/verwaltung/digitalisierung/{section}/delete/0/").func
    first = view.view_initkwargs["model"].objects.first()
    return f"/verwaltung/digitalisierung/{section}/delete/{first.pk if first else 0}/"


@pytest.mark.parametrize("section", SECTIONS)
def test_others_are_sent_away(
    section: str, example: dict[str, str], open_as: Callable[[str], Client]
) -> None:
    address = address_of(section)
    answers = {role: open_as(role).get(address).status_code for role in EVERY_ROLE}
    assert {role for role, status in answers.items() if status not in SENT_AWAY} <= {DIGITAL}


def test_the_officer_is_asked_before_anything_is_deleted(
    example: dict[str, str], open_as: Callable[[str], Client]
) -> None:
    assert open_as(DIGITAL).get(address_of("vorhaben")).status_code == 200
