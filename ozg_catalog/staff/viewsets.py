"""Lists and forms of the section, each behind the permissions of its model."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from ozg_catalog import models
from ozg_catalog.staff import forms, views
from ozg_catalog.staff.section import (
    AppendOnlyPolicy,
    ReadOnly,
    ReadOnlyPolicy,
    Section,
    SectionIndex,
)

for model in (models.Assessment, models.Competence, models.Snapshot):
    register_permission_policy(model, AppendOnlyPolicy(model))
for listed in (models.LeikaEntry, models.OzgService, models.CatalogueEdition):
    register_permission_policy(listed, ReadOnlyPolicy(listed))


class AssessmentIndex(SectionIndex):
    def get_list_more_buttons(self, instance: models.Assessment) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if instance.evidence_file_id:
            url = reverse("ozg_evidence", args=[instance.evidence_file_id])
            buttons.append(Button(_("Nachweis laden"), url=url, icon_name="download", priority=30))
        if self.permission_policy.user_has_permission(self.request.user, "add"):
            url = f"{reverse('ozg_assessments:add')}?corrects={instance.pk}"
            buttons.append(Button(_("Berichtigen"), url=url, icon_name="edit", priority=20))
        return buttons


class AssessmentViewSet(Section):
    model = models.Assessment
    name = "ozg_assessments"
    url_prefix = "digitalisierung/bewertungen"
    icon = "check"
    index_view_class = AssessmentIndex
    add_view_class = views.AssessmentCreateView
    list_display: ClassVar[list[Any]] = [
        "entry",
        "municipality",
        Column("get_finding_display", label=_("Befund")),
        "level",
        "model",  # a level says nothing without it
        DateColumn("observed_on", label=_("beobachtet am"), sort_key="observed_on"),
    ]
    list_filter: ClassVar[list[str]] = [
        "municipality",
        "finding",
        "model",
        "level",
        "origin",
        "is_example",
    ]
    search_fields: ClassVar[list[str]] = ["entry__name", "entry__key", "evidence"]
    search_backend_name = None
    inspect_view_fields_exclude: ClassVar[list[str]] = ["id"]

    def get_form_class(self, for_update: bool = False) -> type[forms.AssessmentForm]:
        return forms.AssessmentForm


class CompetenceViewSet(Section):
    model = models.Competence
    name = "ozg_competences"
    url_prefix = "digitalisierung/zustaendigkeiten"
    icon = "group"
    add_view_class = views.CompetenceCreateView
    list_display: ClassVar[list[Any]] = [
        "entry",
        "municipality",
        Column("get_level_display", label=_("zuständig")),
        "decided_on",
    ]
    list_filter: ClassVar[list[str]] = ["municipality", "level", "is_example"]
    search_fields: ClassVar[list[str]] = ["entry__name", "entry__key", "reason"]
    search_backend_name = None

    def get_form_class(self, for_update: bool = False) -> type[forms.CompetenceForm]:
        return forms.CompetenceForm


class SnapshotViewSet(Section):
    model = models.Snapshot
    name = "ozg_snapshots"
    url_prefix = "digitalisierung/staende"
    icon = "history"
    add_view_class = views.SnapshotCreateView
    list_display: ClassVar[list[Any]] = ["on", "municipality", "taken_at", "reason"]
    inspect_view_fields: ClassVar[list[str]] = [
        "municipality",
        "on",
        "taken_at",
        "reason",
        "digest",
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.SnapshotForm]:
        return forms.SnapshotForm


class ReportPolicy(ModelPermissionPolicy):
    """Released reports stay; drafts are made anew rather than edited."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "change" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and instance.released_at:
            return False
        return self.user_has_permission(user, action)


register_permission_policy(models.CouncilReport, ReportPolicy(models.CouncilReport))


class ReportIndex(SectionIndex):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().light()

    def get_list_more_buttons(self, instance: models.CouncilReport) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        may_release = self.request.user.has_perm("ozg_catalog.release_councilreport")
        if may_release and instance.released_at is None:
            url = reverse("ozg_report_release", args=[instance.pk])
            buttons.append(Button(_("Freigeben"), url=url, icon_name="check", priority=10))
        if instance.released_at:
            url = instance.get_absolute_url()
            buttons.append(Button(_("Ansehen"), url=url, icon_name="view", priority=10))
        return buttons


class ReportViewSet(Section):
    model = models.CouncilReport
    name = "ozg_reports"
    url_prefix = "digitalisierung/berichte"
    icon = "doc-full-inverse"
    index_view_class = ReportIndex
    add_view_class = views.ReportCreateView
    delete_view_class = views.ReportDeleteView
    list_display: ClassVar[list[Any]] = [
        "__str__",  # the name alone gets the buttons; a column of its own would not
        "snapshot",
        "drafted_at",
        "released_at",
    ]
    inspect_view_fields: ClassVar[list[str]] = [
        "snapshot",
        "number",
        "explanation",
        "replaces",
        "drafted_at",
        "released_at",
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ReportForm]:
        return forms.ReportForm


class MilestoneIndex(SectionIndex):
    def get_list_more_buttons(self, instance: models.Milestone) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if instance.reached_on is None and self.user_has_permission("change"):
            for name, label in (("move", _("Verschieben")), ("reach", _("Erreicht"))):
                url = reverse(f"ozg_milestone_{name}", args=[instance.pk])
                buttons.append(Button(label, url=url, icon_name="calendar", priority=20))
        return buttons


class MilestoneViewSet(Section):
    model = models.Milestone
    name = "ozg_milestones"
    url_prefix = "digitalisierung/meilensteine"
    icon = "calendar"
    index_view_class = MilestoneIndex
    list_display: ClassVar[list[Any]] = [
        "title",
        "project",
        "planned_on",
        "reached_on",
        "responsible",
    ]
    list_filter: ClassVar[list[str]] = ["project", "responsible"]

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return forms.MilestoneTextForm if for_update else forms.MilestoneForm


class ProjectViewSet(Section):
    model = models.Project
    name = "ozg_projects"
    url_prefix = "digitalisierung/vorhaben"
    icon = "tasks"
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("get_status_display", label=_("Stand")),
        "ends_on",
        "responsible",
    ]
    list_filter: ClassVar[list[str]] = ["status", "kind", "responsible"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            MultiFieldPanel(
                [FieldPanel("kind"), FieldPanel("status"), FieldPanel("responsible")],
                _("Einordnung"),
            ),
            FieldPanel("summary"),
            MultiFieldPanel(
                [
                    FieldPanel("starts_on"),
                    FieldPanel("ends_on"),
                    FieldPanel("ended_on"),
                    FieldPanel("reason_for_move"),
                    FieldPanel("recorded_on"),
                ],
                _("Termine"),
            ),
            MultiFieldPanel([FieldPanel("budget_from"), FieldPanel("budget_to")], _("Kosten")),
            FieldPanel("result"),
            FieldPanel("inquiries"),
            FieldPanel("services"),
            FieldPanel("depends_on"),
            FieldPanel("is_example"),
        ],
        base_form_class=forms.ProjectForm,
    )


class StrategyViewSet(Section):
    model = models.Strategy
    name = "ozg_strategies"
    url_prefix = "digitalisierung/konzept"
    icon = "doc-full"
    list_display: ClassVar[list[Any]] = ["title", "version", "dated_on", "council_decided_on"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            MultiFieldPanel(
                [FieldPanel("version"), FieldPanel("dated_on"), FieldPanel("replaces")],
                _("Fassung"),
            ),
            FieldPanel("responsible"),
            FieldPanel("summary"),
            MultiFieldPanel(
                [
                    FieldPanel("council_planned_on"),
                    FieldPanel("reason_for_move"),
                    FieldPanel("council_decided_on"),
                ],
                _("Stadtrat"),
            ),
            InlinePanel(
                "chapters",
                heading=_("Kapitel"),
                label=_("Kapitel"),
                panels=[FieldPanel("position"), FieldPanel("title"), FieldPanel("body")],
            ),
            FieldPanel("is_example"),
        ],
        base_form_class=forms.StrategyForm,
    )


class ExaminationViewSet(Section):
    model = models.Examination
    name = "ozg_examinations"
    url_prefix = "digitalisierung/pruefauftraege"
    icon = "help"
    list_display: ClassVar[list[Any]] = ["title", "asked_on", "due_on", "concluded_on"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("question"),
            FieldPanel("source"),
            MultiFieldPanel(
                [
                    FieldPanel("asked_on"),
                    FieldPanel("due_on"),
                    FieldPanel("reason_for_move"),
                    FieldPanel("concluded_on"),
                ],
                _("Termine"),
            ),
            FieldPanel("criteria"),
            MultiFieldPanel([FieldPanel("cost"), FieldPanel("lead_time")], _("Aufwand")),
            FieldPanel("result"),
            FieldPanel("project"),
            FieldPanel("is_example"),
        ],
        base_form_class=forms.ExaminationForm,
    )


class ProviderViewSet(Section):
    model = models.Provider
    name = "ozg_providers"
    url_prefix = "digitalisierung/dienstleister"
    icon = "site"
    list_display: ClassVar[list[Any]] = [
        "name",
        "legal_form",
        Column("offers_in_words", label=_("Angebot")),
    ]
    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("legal_form"),
        FieldPanel("question"),
        FieldPanel("summary"),
        FieldPanel("offers"),
        InlinePanel("facts", heading=_("Belegte Angaben"), label=_("Angabe")),
        InlinePanel("memberships", heading=_("Beteiligungen"), label=_("Beteiligung")),
        InlinePanel("options", heading=_("Möglichkeiten"), label=_("Möglichkeit")),
        FieldPanel("open_questions"),
        FieldPanel("timetable"),
    ]


class PriceModelViewSet(Section):
    model = models.PriceModel
    name = "ozg_price_models"
    url_prefix = "digitalisierung/preismodelle"
    icon = "tag"
    list_display: ClassVar[list[Any]] = ["name", "monthly_base", "included", "source", "dated_on"]
    form_fields: ClassVar[list[str]] = [
        "name",
        "monthly_base",
        "included",
        "monthly_each",
        "is_upper_limit",
        "source",
        "source_url",
        "dated_on",
        "note",
        "is_example",
    ]


class EntryViewSet(ReadOnly):
    model = models.LeikaEntry
    name = "ozg_entries"
    url_prefix = "digitalisierung/leika"
    icon = "list-ul"
    list_display: ClassVar[list[Any]] = ["name", "key", "typings"]
    list_filter: ClassVar[list[str]] = ["sdg1", "sdg2"]
    search_fields: ClassVar[list[str]] = ["name", "key"]
    search_backend_name = None


class ServiceViewSet(ReadOnly):
    model = models.OzgService
    name = "ozg_services"
    url_prefix = "digitalisierung/ozg-leistungen"
    icon = "folder-open-inverse"
    list_display: ClassVar[list[Any]] = ["name", "ozg_id", "lage"]
    list_filter: ClassVar[list[str]] = ["lage__themenfeld"]
    search_fields: ClassVar[list[str]] = ["name", "ozg_id"]
    search_backend_name = None


class EditionIndex(SectionIndex):
    """Old editions stay readable; new ones are read on a page of their own."""

    @property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm("ozg_catalog.add_assessment"):
            return []
        url = reverse("ozg_edition_new")
        return [HeaderButton(_("Ausgabe einlesen"), url=url, icon_name="upload")]

    def get_list_more_buttons(self, instance: models.CatalogueEdition) -> list[Any]:
        url = reverse("ozg_edition", args=[instance.pk])
        label = _("Ansehen") if instance.confirmed_at else _("Prüfen und bestätigen")
        return [Button(label, url=url, icon_name="view", priority=10)]


class EditionViewSet(ReadOnly):
    model = models.CatalogueEdition
    index_view_class = EditionIndex
    name = "ozg_editions"
    url_prefix = "digitalisierung/katalogausgaben"
    icon = "history"
    list_display: ClassVar[list[Any]] = [
        "name",
        Column("get_kind_display", label=_("Art")),
        "dated_on",
        "rows",
        "rejected",
        "imported_at",
        "confirmed_at",
    ]
    inspect_view_fields_exclude: ClassVar[list[str]] = ["content"]


class MunicipalityViewSet(Section):
    model = models.Municipality
    name = "ozg_municipalities"
    url_prefix = "digitalisierung/kommunen"
    icon = "home"
    list_display: ClassVar[list[Any]] = ["name", "ars", "district"]
    form_fields: ClassVar[list[str]] = ["name", "ars", "district", "note"]


class CriterionViewSet(Section):
    model = models.Criterion
    name = "ozg_criteria"
    url_prefix = "digitalisierung/kriterien"
    icon = "tick"
    list_display: ClassVar[list[Any]] = ["name", "code", "model"]
    form_fields: ClassVar[list[str]] = ["model", "code", "name", "source"]


class WorklistItem(MenuItem):
    """First in the section: what waits."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ozg_catalog.add_assessment")


class DigitalisationSection(ModelViewSetGroup):
    menu_label = _("Digitalisierung")
    menu_name = "digitalisierung"
    menu_icon = "globe"
    menu_order = 300
    items = (
        AssessmentViewSet(),
        CompetenceViewSet(),
        SnapshotViewSet(),
        ReportViewSet(),
        ProjectViewSet(),
        MilestoneViewSet(),
        StrategyViewSet(),
        ExaminationViewSet(),
        ProviderViewSet(),
        PriceModelViewSet(),
        ServiceViewSet(),
        EntryViewSet(),
        EditionViewSet(),
        MunicipalityViewSet(),
        CriterionViewSet(),
    )

    def get_submenu_items(self) -> list[MenuItem]:
        worklist = WorklistItem(
            _("Was ansteht"),
            reverse("ozg_worklist"),
            name="ozg-worklist",
            icon_name="tasks",
            order=0,
        )
        return [worklist, *super().get_submenu_items()]
