"""What each role sees first in the staff area: its own sections and its own work."""

import re

import pytest
from django.test import RequestFactory
from wagtail.admin.menu import admin_menu

from identity.models import User
from portal.barriers import reports
from portal.models import AccessibilityPage
from portal.worklist import tasks_for

pytestmark = pytest.mark.django_db


def menu_of(user: User) -> set[str]:
    request = RequestFactory().get("/verwaltung/")
    request.user = user
    return {item.name for item in admin_menu.menu_items_for_request(request)}


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_officers_see_nothing_of_the_pages(staff, role: str) -> None:
    assert not menu_of(staff(role)) & {"explorer", "images", "documents", "settings", "reports"}


def test_editor_has_pages_but_no_settings(editor: User) -> None:
    names = menu_of(editor)
    assert {"explorer", "images", "documents"} <= names
    assert "settings" not in names


@pytest.mark.parametrize(
    "role", ["editor", "digital_officer", "licence_officer", "health_officer", "administrator"]
)
def test_nobody_gets_release_news(staff, role: str) -> None:
    assert "help" not in menu_of(staff(role))


@pytest.mark.parametrize(
    "role", ["editor", "digital_officer", "licence_officer", "health_officer", "administrator"]
)
def test_start_page_in_our_look(staff, login, role: str) -> None:
    page = login(staff(role)).get("/verwaltung/").content.decode()
    assert "Verwaltung des Portals der Stadt Altenburg" in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert "portal/brand.svg" in page


def test_work_of_one_role_is_not_the_work_of_another(editor: User, licence_officer: User) -> None:
    reports.report(actor=None, page_address="/", description="x", email="", language="de")
    labels = {task.label: task.count for task in tasks_for(editor)}
    assert labels["Gemeldete Barrieren ohne Antwort"] == 1
    assert not {task.label for task in tasks_for(licence_officer)} & set(labels)


@pytest.mark.usefixtures("site")
def test_overdue_review_comes_first(editor: User) -> None:
    AccessibilityPage.objects.update(reviewed_on="2020-01-01")
    first = tasks_for(editor)[0]
    assert first.late
    assert first.label.startswith("Prüfen: ")
