"""Staff views that lead to a verb of the domain instead of saving a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ozg_catalog import assessment, competences, programme, publication, snapshots
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import (
    Assessment,
    Competence,
    CouncilReport,
    EvidenceFile,
    LeikaEntry,
    MaturityModel,
    Milestone,
    Municipality,
    Snapshot,
)
from ozg_catalog.staff.forms import MoveForm, ReachForm, with_evidence
from ozg_catalog.staff.verbs import VerbFormMixin

# What a correction takes over from the assessment it corrects.
COPIED = (
    "municipality",
    "entry",
    "finding",
    "model",
    "level",
    "criteria",
    "origin",
    "channel_url",
    "planned_for",
    "plan_note",
    "evidence_url",
    "evidence",
    "evidence_file",
    "observed_on",
)


class VerbCreateView(VerbFormMixin, generic.CreateView):
    refusals = (CatalogueError,)

    def get_success_buttons(self) -> list[Any]:
        return []


class AssessmentCreateView(VerbCreateView):
    def get_initial_form_instance(self) -> Assessment:
        """A correction starts from what it corrects, anything else from today's city."""
        wanted = self.request.GET.get("corrects", "")
        if not wanted.isdecimal():
            key = self.request.GET.get("entry", "")
            return Assessment(
                entry=LeikaEntry.objects.filter(key=key).first() if key else None,
                municipality=Municipality.objects.home(),
                model=MaturityModel.objects.counting(),
                observed_on=timezone.localdate(),
            )
        old = get_object_or_404(Assessment, pk=wanted)
        return Assessment(corrects=old, **{name: getattr(old, name) for name in COPIED})

    def save_instance(self) -> Assessment:
        user = self.request.user
        return assessment.record(actor=user, **with_evidence(self.form.cleaned_data, actor=user))


class CompetenceCreateView(VerbCreateView):
    def get_initial_form_instance(self) -> Competence:
        return Competence(municipality=Municipality.objects.home(), decided_on=timezone.localdate())

    def save_instance(self) -> Competence:
        return competences.decide(actor=self.request.user, **self.form.cleaned_data)


class SnapshotCreateView(VerbCreateView):
    def save_instance(self) -> Snapshot:
        return snapshots.freeze(actor=self.request.user, **self.form.cleaned_data)


class ReportCreateView(VerbCreateView):
    def save_instance(self) -> CouncilReport:
        return publication.draft(actor=self.request.user, **self.form.cleaned_data)


class ReportDeleteView(generic.DeleteView):
    def delete_action(self) -> None:
        publication.discard(actor=self.request.user, report=self.object)


class TitledMixin(WagtailAdminTemplateMixin):
    """A page of its own, with its title at the end of the path to it."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]


class EvidenceView(PermissionRequiredMixin, View):
    """The file behind an assessment, for staff; saved, never shown in the browser."""

    permission_required = "ozg_catalog.view_assessment"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        file = get_object_or_404(EvidenceFile, pk=pk)
        response = HttpResponse(bytes(file.content), content_type=file.content_type)
        response["Content-Disposition"] = content_disposition_header(True, file.name) or ""
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ReleaseView(PermissionRequiredMixin, TitledMixin, TemplateView):
    """The second pair of eyes: reads the figures, then releases them."""

    permission_required = "ozg_catalog.release_councilreport"
    template_name = "ozg_catalog/staff/release.html"
    page_title = _("Bericht freigeben")
    header_icon = "check"

    @cached_property
    def report(self) -> CouncilReport:
        return get_object_or_404(CouncilReport, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        snapshot = self.report.snapshot
        extra = {"report": self.report, "jumps": publication.jumps(snapshot)}
        return super().get_context_data(
            counts=snapshot.figures["entries"], snapshot=snapshot, **extra, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            released = publication.release(actor=request.user, report=self.report)
        except CatalogueError as error:
            messages.error(request, str(error))
            return self.get(request)
        messages.success(request, _("%(report)s ist freigegeben.") % {"report": released})
        return redirect("ozg_reports:index")


class MilestoneVerbView(PermissionRequiredMixin, TitledMixin, FormView):
    """One verb on one milestone, with a form that asks what the verb needs."""

    permission_required = "ozg_catalog.change_milestone"
    template_name = "ozg_catalog/staff/milestone.html"
    header_icon = "calendar"
    verb: Callable[..., Any]

    @property
    def milestone(self) -> Milestone:
        return get_object_or_404(Milestone, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.milestone)

    def get_success_url(self) -> str:
        return reverse("ozg_milestones:index")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.verb(actor=self.request.user, milestone=self.milestone, **form.cleaned_data)
        except CatalogueError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, _("Gespeichert."))
        return super().form_valid(form)


class MoveView(MilestoneVerbView):
    form_class = MoveForm
    page_title = _("Meilenstein verschieben")
    verb = staticmethod(programme.move_milestone)


class ReachView(MilestoneVerbView):
    form_class = ReachForm
    page_title = _("Meilenstein als erreicht eintragen")
    verb = staticmethod(programme.reach_milestone)
