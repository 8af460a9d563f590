"""Every page: language, title, one h1, no skipped heading, no inline code, nothing foreign."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.matrix.addresses import ADDRESSES, PUBLIC, Address
from tests.matrix.structure import faults

pytestmark = [pytest.mark.django_db]

OURS = [a for a in ADDRESSES if a.page and not a.path.startswith("/verwaltung/")]
TRANSLATED = [a for a in PUBLIC if not a.path.startswith(("/c/", "/saml/"))]


@pytest.mark.parametrize("address", OURS, ids=str)
def test_the_structure_is_sound(
    address: Address, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    answer = open_as(address.roles[0]).get(path_of(address))
    assert faults(answer.content.decode()) == []


@pytest.mark.parametrize("address", TRANSLATED, ids=str)
def test_the_english_page_is_sound_too(
    address: Address, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    answer = open_as(address.roles[0]).get(f"/en{path_of(address)}")
    assert answer.status_code == 200
    assert faults(answer.content.decode()) == []
    assert '<html lang="en"' in answer.content.decode()


@pytest.mark.parametrize("address", PUBLIC, ids=str)
def test_no_cookie_before_it_is_needed(
    address: Address, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    answer = open_as("anonymous").get(path_of(address))
    has_form = b"csrfmiddlewaretoken" in answer.content or address.path.startswith("/saml/")
    assert has_form or not answer.cookies


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_the_policy_forbids_inline_code(
    address: Address, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    policy = open_as(address.roles[0]).get(path_of(address)).headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
