"""The portal's own sections of the staff area, and what each role sees of Wagtail's."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry

from portal import worklist
from portal.barriers.admin import BarrierViewSet
from portal.council import admin as council
from portal.council.admin_records import CouncilViewSetGroup
from portal.operations import admin as operations

# Wagtail's own entries that help nobody here: release news, links to its makers.
HIDDEN_FROM_ALL = {"help"}


@hooks.register("register_admin_urls")
def operations_urls() -> list[URLResolver]:
    return [
        path("betrieb/", include((operations.urlpatterns, "operations"))),
        path("", include("portal.council.admin")),
    ]


@hooks.register("register_admin_menu_item")
def operations_menu_item() -> MenuItem:
    return operations.menu_item()


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [CouncilViewSetGroup(), council.AnswerViewSet(), BarrierViewSet()]


@hooks.register("construct_main_menu")
def hide_what_helps_nobody(_request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_FROM_ALL]


@hooks.register("construct_homepage_panels")
def work_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Each role starts with its own list of things to do."""
    panels.insert(0, worklist.WorkPanel(request))


@hooks.register("construct_homepage_summary_items")
def no_page_counts(request: HttpRequest, items: list[Component]) -> None:
    """How many pages there are is nobody's work."""
    items.clear()


@hooks.register("insert_global_admin_css")
def staff_css() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}"><noscript><link rel="stylesheet" href="{}"></noscript>',
        static("portal/staff.css"),
        static("portal/staff-noscript.css"),
    )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "portal.schedule.run", _("Aufgabe gestartet"), _("Geplante Aufgabe sofort gestartet")
    )
    for name, label in _own_actions():
        actions.register_action(name, label, label)


def _own_actions() -> Iterable[tuple[str, Any]]:
    yield "portal.barrier.report", _("Barriere gemeldet")
    yield "portal.barrier.answer", _("Gemeldete Barriere beantwortet")
    yield "portal.inquiry.receive", _("Anfrage eingegangen")
    yield "portal.inquiry.change", _("Anfrage bearbeitet")
    yield "portal.inquiry.start_work", _("Bearbeitung begonnen")
    yield "portal.inquiry.withdraw", _("Anfrage zurückgezogen")
    yield "portal.inquiry.publish", _("Anfrage veröffentlicht")
    yield "portal.answer.draft", _("Antwort entworfen")
    yield "portal.answer.write", _("Antwort geschrieben")
    yield "portal.inquiry.depublish", _("Veröffentlichung zurückgenommen")
    yield "portal.inquiry.extend", _("Frist verlängert")
    yield "portal.answer.submit", _("Antwort zur Mitzeichnung gegeben")
    yield "portal.answer.cosign", _("Antwort mitgezeichnet")
    yield "portal.answer.send_back", _("Antwort zurückgegeben")
    yield "portal.answer.release", _("Antwort freigegeben")
    yield "portal.attachment.add", _("Anlage hinzugefügt")
    yield "portal.attachment.remove", _("Anlage entfernt")
    yield "portal.promise.make", _("Zusage festgehalten")
    yield "portal.figures.freeze", _("Zahlen eingefroren")


@hooks.register("insert_global_admin_js")
def start_widgets() -> SafeString:
    """In place of Wagtail's scripts inside the page; see docs/decisions/0063."""
    return format_html('<script src="{}" defer></script>', static("portal/admin.js"))
