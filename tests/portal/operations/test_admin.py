"""The administrator's page about scheduled work."""

from collections.abc import Callable

import pytest
from django.test import Client

from identity.models import User
from portal.operations.models import ScheduleRun
from portal.operations.tasks import heartbeat

pytestmark = pytest.mark.django_db
PAGE = "/verwaltung/betrieb/"
RUN = "/verwaltung/betrieb/heartbeat/starten/"

Login = Callable[[User], Client]


def test_page_shows_last_run_and_result(administrator: User, login: Login) -> None:
    heartbeat.apply()
    page = login(administrator).get(PAGE)
    assert "Lebenszeichen der Hintergrundarbeit" in page.content.decode()
    assert "erfolgreich" in page.content.decode()


def test_a_task_can_be_started(administrator: User, login: Login) -> None:
    response = login(administrator).post(RUN)
    assert response.url == PAGE
    assert ScheduleRun.objects.get().outcome == "succeeded"


def test_a_link_cannot_start_a_task(administrator: User, login: Login) -> None:
    assert login(administrator).get(RUN).status_code == 405


def test_unknown_schedule_is_not_found(administrator: User, login: Login) -> None:
    assert login(administrator).post("/verwaltung/betrieb/x/starten/").status_code == 404


def test_menu_shows_the_page_to_administrators_only(
    administrator: User, editor: User, login: Login
) -> None:
    assert PAGE in login(administrator).get("/verwaltung/").content.decode()
    assert PAGE not in login(editor).get("/verwaltung/").content.decode()


@pytest.mark.parametrize("role", ["editor", "digital_officer", "licence_officer", "health_officer"])
def test_other_roles_neither_see_nor_start(
    staff: Callable[[str], User], login: Login, role: str
) -> None:
    client = login(staff(role))
    assert client.get(PAGE).url == "/verwaltung/"
    assert client.post(RUN).url == "/verwaltung/"
    assert not ScheduleRun.objects.exists()


def test_anonymous_is_sent_to_sign_in(citizen: Client) -> None:
    assert citizen.get(PAGE).url.startswith("/konto/anmelden/")
