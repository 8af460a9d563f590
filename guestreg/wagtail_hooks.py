"""Guest registration in the Wagtail admin: the sections of three roles, and audit actions."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogActionRegistry

from guestreg.audit import ACTIONS
from guestreg.models import Terms
from guestreg.views.law import LegalBasisViewSet, ProfileViewSet


class GuardedItem(MenuItem):
    """A menu entry for those who have the permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


class TermsViewSet(ModelViewSet):
    model = Terms
    name = "nutzungsbedingungen"
    icon = "doc-full-inverse"
    menu_label = _("Nutzungsbedingungen")
    menu_order = 320
    add_to_admin_menu = True
    list_display = ("version", "published_on", "is_example")
    form_fields = ("version", "published_on", "terms", "agreement")
    copy_view_enabled = False
    inspect_view_enabled = True


@hooks.register("register_admin_viewset")
def viewsets() -> list[ModelViewSet]:
    return [LegalBasisViewSet(), ProfileViewSet(), TermsViewSet()]


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("", include("guestreg.staff_urls"))]


@hooks.register("register_admin_menu_item")
def licences_item() -> MenuItem:
    return GuardedItem(
        _("Gästelizenzen"),
        reverse("guestreg_staff:licences"),
        icon_name="clipboard-list",
        order=300,
        permission="guestreg.view_licence",
    )


@hooks.register("register_admin_menu_item")
def requests_item() -> MenuItem:
    return GuardedItem(
        _("Gästedaten"),
        reverse("guestreg_staff:requests"),
        icon_name="group",
        order=305,
        permission="guestreg.view_datarequest",
    )


@hooks.register("register_admin_menu_item")
def trail_item() -> MenuItem:
    return GuardedItem(
        _("Prüfspur"),
        reverse("guestreg_staff:trail"),
        icon_name="history",
        order=325,
        permission="guestreg.view_audit",
    )


@hooks.register("register_admin_menu_item")
def deletions_item() -> MenuItem:
    return GuardedItem(
        _("Löschprotokoll"),
        reverse("guestreg_staff:deletions"),
        icon_name="bin",
        order=330,
        permission="guestreg.view_deletion",
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
