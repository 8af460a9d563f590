"""The staff area keeps the policy too: no page of it holds a script of its own."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from identity.models import User
from portal.pages.models import HomePage

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>\s*\S[^<]*", re.IGNORECASE
)


@pytest.mark.django_db
def test_page_editor_has_marks_in_place_of_scripts(
    site: None, editor: User, login: Callable[[User], Client]
) -> None:
    page = HomePage.objects.first()
    html = login(editor).get(f"/verwaltung/pages/{page.pk}/edit/").content.decode()
    assert 'data-portal-call="InlinePanel"' in html
    assert "portal/admin.js" in html
    assert INLINE.findall(html) == []


@pytest.mark.parametrize("widget", [AdminDateInput(), AdminTimeInput(), AdminDateTimeInput()])
def test_pickers_have_marks_in_place_of_scripts(widget: AdminDateInput) -> None:
    html = widget.render("day", None, attrs={"id": "id_day"})
    assert 'data-portal-target="id_day"' in html
    assert "<script" not in html


@pytest.mark.django_db
def test_policy_of_the_staff_area_is_as_strict_as_outside(
    administrator: User, login: Callable[[User], Client]
) -> None:
    policy = login(administrator).get("/verwaltung/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
