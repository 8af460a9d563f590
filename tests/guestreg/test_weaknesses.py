"""Published weaknesses of guest registration systems, by the numbers of our reference, and why
they do not apply here. Those that need a browser are in test_browser_sealing and test_venue_key.
"""

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from guestreg import handover
from guestreg.errors import RequestError
from guestreg.example import keys as demo
from guestreg.exports.registry import EXPORTERS
from guestreg.models import Code, DataRequest, Visit
from guestreg.release import open_package
from identity.models import User
from tests.guestreg.conftest import give

pytestmark = pytest.mark.django_db


def test_w2_nothing_to_register_and_nothing_half(citizen: Client, code: Code) -> None:
    """A visit is complete or refused; there is no badge to activate later."""
    citizen.post(code.get_absolute_url(), {"given_name": "Erna"})
    assert not Visit.objects.exists()


def test_w3_two_visits_of_one_guest_cannot_be_linked(visit_at: Callable) -> None:
    first, second = visit_at(), visit_at()
    assert first.receipt != second.receipt
    sealed = [bytes(visit.sealed) for visit in Visit.objects.all()]
    assert sealed[0][:65] != sealed[1][:65]
    assert {len(text) for text in sealed} == {674}


def test_w3_no_address_to_poll_for_others_visits() -> None:
    """The only look-up takes a receipt by POST; none takes an id or a list."""
    patterns = [str(p.pattern) for p in get_resolver("guestreg.checkin_urls").url_patterns]
    assert patterns == ["", "amt.js", "quittung", "<slug:code>"]


def test_w5_old_forms_and_foreign_codes_are_checked_on_the_server(
    citizen: Client, code: Code
) -> None:
    data = {"given_name": "E", "family_name": "B", "phone": "030 23125 1", "token": "made up"}
    citizen.post(code.get_absolute_url(), data)
    assert not Visit.objects.exists()


def test_w6_formulas_do_not_reach_the_office(
    visit_at: Callable, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> None:
    visit_at(family_name="=1+1")
    package = json.dumps(handover.take(actor=health_officer, request=give(ask(), baker)))
    table = EXPORTERS["csv"].export(*open_package(package, demo.PAPER)).decode()
    line = io.StringIO(table).readlines()[1]
    assert line.startswith('"\'=1+1"')


def test_w9_times_are_too_coarse_for_a_profile(visit_at: Callable) -> None:
    visit_at()
    visit = Visit.objects.get()
    assert (visit.arrived_at.minute % 5, visit.arrived_at.second, visit.leaves_by.second) == (
        0,
        0,
        0,
    )


def test_w10_no_request_without_case_window_and_basis(
    ask: Callable[..., DataRequest], basis: object
) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    for wrong in ({"case_number": ""}, {"window_start": long_ago}):
        with pytest.raises(RequestError):
            ask(**wrong)


def test_w10_approving_page_states_the_limits_of_the_law(
    ask: Callable[..., DataRequest], baker: User, login: Callable[[User], Client]
) -> None:
    page = login(baker).get(reverse("guestreg:request", args=[ask().public_id]))
    assert "§ 28a Absatz 4" in page.content.decode()


def test_w11_only_the_receipt_checks_out(citizen: Client, visit_at: Callable) -> None:
    visit_at()
    citizen.post(reverse("checkin-receipt"), {"receipt": "A" * 24, "action": "leave"})
    assert Visit.objects.get().left_at is None


def test_w14_deletion_is_not_left_to_the_venue(
    visit_at: Callable, baker: User, login: Callable[[User], Client]
) -> None:
    """A visit carries its last day from the start; the nightly job needs nobody's consent."""
    visit_at()
    visit = Visit.objects.get()
    assert visit.expires_on == visit.day + timedelta(days=28)
