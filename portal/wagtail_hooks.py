"""The portal's own sections of the staff area."""

from django.urls import URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.operations import admin as operations


@hooks.register("register_admin_urls")
def operations_urls() -> list[URLResolver]:
    return [path("betrieb/", include((operations.urlpatterns, "operations")))]


@hooks.register("register_admin_menu_item")
def operations_menu_item() -> MenuItem:
    return operations.menu_item()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        "portal.schedule.run", _("Aufgabe gestartet"), _("Geplante Aufgabe sofort gestartet")
    )
