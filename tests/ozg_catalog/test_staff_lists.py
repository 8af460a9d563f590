"""The officer's section: she sees all of it, and nobody else sees any."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from identity.models import User
from ozg_catalog.models import Municipality
from tests.matrix.addresses import SECTIONS

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
BASE = "/verwaltung/digitalisierung/"
FORMS = ["bewertungen", "zustaendigkeiten", "staende", "vorhaben", "meilensteine", "konzept"]


@pytest.fixture
def officer(login: Login, digital_officer: User) -> Client:
    return login(digital_officer)


@pytest.mark.parametrize("name", SECTIONS)
def test_officer_sees_every_list(officer: Client, starter: Municipality, name: str) -> None:
    assert officer.get(f"{BASE}{name}/").status_code == 200


@pytest.mark.parametrize(
    "name", [*FORMS, "pruefauftraege", "dienstleister", "kommunen", "kriterien"]
)
def test_officer_opens_every_form(officer: Client, starter: Municipality, name: str) -> None:
    assert officer.get(f"{BASE}{name}/new/").status_code == 200


@pytest.mark.parametrize("name", SECTIONS)
def test_editor_sees_none_of_it(login: Login, editor: User, home: Municipality, name: str) -> None:
    assert login(editor).get(f"{BASE}{name}/").status_code in (302, 403)


@pytest.mark.parametrize("name", SECTIONS)
def test_nobody_without_account(citizen: Client, home: Municipality, name: str) -> None:
    response = citizen.get(f"{BASE}{name}/")
    assert response.status_code == 302
    assert "/konto/anmelden/" in response["Location"]


@pytest.mark.parametrize("name", ["bewertungen", "zustaendigkeiten", "leika", "staende"])
def test_length_of_a_list_costs_no_queries(
    officer: Client, starter: Municipality, name: str
) -> None:
    """Measured against the same list with a filter that leaves next to nothing."""
    url = f"{BASE}{name}/"
    officer.get(url)
    with CaptureQueriesContext(connection) as few:
        officer.get(f"{url}?q=Sterbeurkunde")
    with CaptureQueriesContext(connection) as many:
        officer.get(url)
    assert len(many) <= len(few) + 3
