"""Role × address: who may, may; everybody else is refused and learns nothing."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.matrix.addresses import ADDRESSES, EVERY_ROLE, Address

REFUSED = {302, 403, 404}
# Where somebody is sent who may not: the sign-in, or their own start page.
ELSEWHERE = ("/konto/", "/verwaltung/", "/gast/verwalten/")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("just_announced")]

ALLOWED = [(address, role) for address in ADDRESSES for role in address.roles]
FORBIDDEN = [
    (address, role) for address in ADDRESSES for role in EVERY_ROLE if role not in address.roles
]


@pytest.mark.parametrize(("address", "role"), ALLOWED, ids=str)
def test_who_may_is_let_in(
    address: Address, role: str, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    answer = open_as(role).get(path_of(address))
    assert answer.status_code == 200 or (not address.page and answer.status_code == 302)


@pytest.mark.parametrize(("address", "role"), FORBIDDEN, ids=str)
def test_who_may_not_is_refused(
    address: Address, role: str, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    answer = open_as(role).get(path_of(address))
    assert answer.status_code in REFUSED
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith(ELSEWHERE)


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_a_page_needs_few_queries(
    address: Address, open_as: Callable[[str], Client], path_of: Callable[[Address], str]
) -> None:
    client = open_as(address.roles[0])
    client.get(path_of(address))
    with CaptureQueriesContext(connection) as queries:
        client.get(path_of(address))
    assert len(queries) <= address.queries
