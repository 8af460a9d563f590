"""Addresses and audit entries of what editors do beside editing records."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem

from identity.models import User
from services.links.replacing import REPLACED
from services.links.undoing import UNDONE
from services.models import Service
from services.staff import links, previews, search_terms
from services.staff.plain import records, service, texts


@hooks.register("register_admin_urls")
def editing_urls() -> list[URLPattern]:
    return [
        path("leistungen/einfach/", texts.index, name="services_plain_list"),
        path("leistungen/einfach/neu/", service.new, name="services_plain_new"),
        path("leistungen/<int:pk>/einfach/", texts.edit, name="services_plain"),
        path(
            "leistungen/<int:pk>/einfach/<slug:name>/",
            service.section,
            name="services_plain_section",
        ),
        path("leistungen/einfach/<slug:kind>/", records.index, name="services_plain_records"),
        path("leistungen/einfach/<slug:kind>/neu/", records.new, name="services_plain_add"),
        path(
            "leistungen/einfach/<slug:kind>/<int:pk>/", records.edit, name="services_plain_record"
        ),
        path("leistungen/links/", links.index, name="services_links"),
        path("leistungen/links/<int:pk>/", links.detail, name="services_link"),
        path("leistungen/links/zuruecknehmen/", links.undo, name="services_links_undo"),
        path("leistungen/suchanfragen/", search_terms.index, name="services_search_terms"),
        path(
            "leistungen/suchanfragen/zuordnen/", search_terms.assign, name="services_search_assign"
        ),
        path("entwuerfe/<int:content_type>/<int:pk>/", previews.index, name="services_previews"),
        path(
            "entwuerfe/links/<int:pk>/zuruecknehmen/",
            previews.revoke,
            name="services_preview_revoke",
        ),
    ]


def previews_address(record: Any) -> str:
    content_type = ContentType.objects.get_for_model(record, for_concrete_model=False)
    return reverse("services_previews", args=[content_type.pk, record.pk])


class PreviewLinksItem(ActionMenuItem):
    name = "action-preview-links"
    label = _("Entwurf zeigen …")
    icon_name = "link"

    def is_shown(self, context: Any) -> bool:
        return context["view"] == "edit" and isinstance(context.get("instance"), Service)

    def get_url(self, context: Any) -> str:
        return previews_address(context["instance"])


@hooks.register("register_snippet_action_menu_item")
def preview_links_item(model: Any) -> ActionMenuItem | None:
    return PreviewLinksItem(order=25) if model is Service else None


@hooks.register("register_page_header_buttons")
def preview_links_button(page: Page, user: User, **_options: Any) -> list[Button]:
    if not page.permissions_for_user(user).can_edit():
        return []
    url = previews_address(page.specific_deferred)
    return [Button(_("Entwurf zeigen …"), url, icon_name="link", priority=70)]


@hooks.register("register_log_actions")
def editing_actions(actions: LogActionRegistry) -> None:
    registered: list[tuple[str, Any, Any]] = [
        (REPLACED, _("Adresse ersetzen"), _("Adresse überall ersetzt")),
        (
            UNDONE,
            _("Ersetzte Adresse zurücknehmen"),
            _("Ersetzung einer Adresse zurückgenommen"),
        ),
        ("services.preview.grant", _("Entwurf zeigen"), _("Link zu einem Entwurf angelegt")),
        ("services.preview.revoke", _("Link zurücknehmen"), _("Link zu einem Entwurf beendet")),
    ]
    for action, label, message in registered:
        actions.register_action(action, label, message)


@hooks.register("insert_editor_js")
def reading_ease_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("services/reading_ease.js"))
