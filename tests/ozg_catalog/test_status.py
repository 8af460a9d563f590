"""What service pages ask the catalogue."""

from datetime import date

import pytest

from ozg_catalog.models import Municipality
from ozg_catalog.progress import Bucket
from ozg_catalog.status import statuses_for, statuses_for_keys

pytestmark = pytest.mark.django_db


def test_bundle_shows_its_best_entry(starter: Municipality) -> None:
    status = statuses_for(["10294"], municipality=starter)["10294"]
    assert (status.state, status.level, status.is_online) == (Bucket.CONFORM, 4, True)
    assert status.model == "Reifegradmodell 1.1"
    assert status.observed_on == date(2026, 9, 22)
    assert status.is_example


def test_single_entry_of_the_same_bundle(starter: Municipality) -> None:
    statuses = statuses_for_keys(["99025002169000"], municipality=starter)
    assert statuses["99025002169000"].state == Bucket.ONLINE


def test_foreign_task_names_who_and_why(starter: Municipality) -> None:
    status = statuses_for(["10439"], municipality=starter)["10439"]
    assert (status.state, status.competence, status.is_online) == (
        Bucket.NOT_OURS,
        "district",
        False,
    )
    assert "Landratsamt" in status.reason


def test_past_day(starter: Municipality) -> None:
    status = statuses_for(["10119"], municipality=starter, on=date(2021, 3, 4))["10119"]
    assert status.state == Bucket.INFORMATION


def test_unknown_services_are_left_out(starter: Municipality) -> None:
    assert statuses_for(["99999"], municipality=starter) == {}
    assert statuses_for_keys(["99999999999999"], municipality=starter) == {}


def test_address_leads_to_the_observations(starter: Municipality) -> None:
    status = statuses_for(["10119"], municipality=starter)["10119"]
    assert status.url == "/digitalisierung/leistungen/10119/"
