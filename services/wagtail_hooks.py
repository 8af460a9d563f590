"""The editors' section, and the names of this app's audit entries."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from identity.models import User
from services import records
from services.models import (
    LifeSituation,
    Office,
    OnlineChannel,
    PinnedResult,
    RequiredDocument,
    Service,
    Synonym,
)
from services.panels import service_panels
from services.staff import editing as _editing  # noqa: F401 - registers its own hooks
from services.staff import imports, outages, publication, tasks, texts
from services.staff.columns import YesNoColumn
from services.staff.streets import StreetsGroup


class ServiceViewSet(SnippetViewSet):
    model = Service
    icon = "doc-full"
    edit_handler = service_panels()
    edit_view_class = publication.ServiceEditView
    list_display = (
        "name",
        "level",
        "review_due",
        YesNoColumn("live", label=_("veröffentlicht"), sort_key="live"),
    )
    list_filter = ("level", "audience", "lifecycle", "situations", "is_example")
    search_fields = ("name", "slug")
    ordering = ("name",)
    list_per_page = 50


class OfficeViewSet(SnippetViewSet):
    model = Office
    icon = "home"
    list_display = ("name", "level", "city")
    list_filter = ("level",)
    search_fields = ("name",)


class ChannelViewSet(SnippetViewSet):
    model = OnlineChannel
    icon = "link-external"
    list_display = ("name", "provider", "account", "out_of_order_since")
    list_filter = ("provider", "account", "trust_level")
    search_fields = ("name", "url")


class SituationViewSet(SnippetViewSet):
    model = LifeSituation
    icon = "tag"
    list_display = ("name", "audience", "position")
    search_fields = ("name",)


class DocumentViewSet(SnippetViewSet):
    model = RequiredDocument
    icon = "clipboard-list"
    list_display = ("name", "issuer", "issued_by")
    search_fields = ("name",)


class SynonymViewSet(SnippetViewSet):
    model = Synonym
    icon = "search"
    list_display = ("words", "official")
    search_fields = ("words", "official")


class PinnedViewSet(SnippetViewSet):
    model = PinnedResult
    icon = "pin"
    list_display = ("words", "service")
    search_fields = ("words",)


class ServicesGroup(SnippetViewSetGroup):
    items = (
        ServiceViewSet,
        OfficeViewSet,
        ChannelViewSet,
        SituationViewSet,
        DocumentViewSet,
        SynonymViewSet,
        PinnedViewSet,
    )
    menu_label = _("Leistungen")
    menu_icon = "list-ul"
    menu_order = 200


register_snippet(ServicesGroup)
register_snippet(StreetsGroup)


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    return [
        path(
            "leistungen/online-dienste/<int:pk>/stoerung/",
            outages.outage,
            name="services_outage",
        ),
        path("leistungen/aufgaben/", tasks.index, name="services_tasks"),
        path("leistungen/<int:pk>/texte/", texts.texts, name="services_texts"),
        path("leistungen/<int:pk>/abschalten/", publication.take_down, name="services_take_down"),
        path("leistungen/<int:pk>/erledigt/", texts.settle, name="services_settle"),
        path("leistungen/importe/", imports.index, name="services_imports"),
        path("leistungen/importe/<int:pk>/", imports.detail, name="services_import"),
        re_path(
            r"^leistungen/importe/stellen\.(?P<suffix>csv|xlsx)$",
            imports.offices_table,
            name="services_offices_table",
        ),
        path(
            "leistungen/importe/<int:pk>/gruende.csv", imports.report, name="services_import_report"
        ),
        path("leistungen/importe/<int:pk>/weiter/", imports.decide, name="services_import_decide"),
    ]


@hooks.register("register_admin_menu_item")
def imports_menu() -> MenuItem:
    return PermittedMenuItem(
        _("Leistungen einlesen"),
        reverse_lazy("services_imports"),
        name="services-imports",
        icon_name="download",
        order=210,
        permission="services.run_import",
    )


@hooks.register("register_admin_menu_item")
def tasks_menu() -> MenuItem:
    return PermittedMenuItem(
        _("Aufgaben"),
        reverse_lazy("services_tasks"),
        name="services-tasks",
        icon_name="tasks",
        order=205,
        permission="services.change_service",
    )


class PermittedMenuItem(MenuItem):
    """Shown to those who may open what it leads to."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
@hooks.register("after_delete_snippet")
def keep_search_in_step(request: HttpRequest, changed: Any) -> None:
    """Records without drafts are live as soon as they are saved; deleting gives a list."""
    records.keep_search_in_step(changed if isinstance(changed, list) else [changed])


@hooks.register("before_delete_snippet")
def only_drafts_are_deleted(request: HttpRequest, records: list[Any]) -> HttpResponse | None:
    return publication.only_drafts_are_deleted(request, records)


@hooks.register("register_snippet_action_menu_item")
def take_down_item(model: Any) -> ActionMenuItem | None:
    return publication.TakeDownItem(order=300) if model is Service else None


@hooks.register("construct_snippet_listing_buttons")
def channel_buttons(buttons: list[Button], snippet: Any, user: User) -> None:
    if isinstance(snippet, OnlineChannel) and user.has_perm("services.switch_channel"):
        label = _("Wieder einschalten") if snippet.is_out_of_order else _("Abschalten")
        url = reverse("services_outage", args=[snippet.pk])
        buttons.append(Button(label, url, icon_name="warning", priority=30))


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    registered: list[tuple[str, Any, Any]] = [
        ("services.import", _("Leistungen einlesen"), _("Leistungen eingelesen")),
        ("services.import.confirm", _("Löschen bestätigen"), _("Löschen beim Import bestätigt")),
        ("services.feedback.settle", _("Rückmeldungen erledigen"), _("Rückmeldungen erledigt")),
        (
            "services.streets.replace",
            _("Straßenverzeichnis einlesen"),
            _("Straßenverzeichnis eingelesen"),
        ),
        ("services.fact.hide", _("Angabe ausblenden"), _("Angabe der Quelle ausgeblendet")),
        ("services.fact.show", _("Angabe zeigen"), _("Angabe der Quelle wieder gezeigt")),
        ("services.text.seen", _("Textänderungen sehen"), _("Textänderungen gesehen")),
        ("services.take_down", _("Aus dem Netz nehmen"), _("Aus dem Netz genommen")),
        ("services.example.load", _("Beispiel laden"), _("Aus den Beispieldaten angelegt")),
        (
            "services.channel.out_of_order",
            _("Online-Dienst abschalten"),
            _("Online-Dienst abgeschaltet"),
        ),
        (
            "services.channel.in_order",
            _("Online-Dienst einschalten"),
            _("Online-Dienst wieder eingeschaltet"),
        ),
    ]
    for action, label, message in registered:
        actions.register_action(action, label, message)
