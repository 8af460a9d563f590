"""The officer's daily pages: what waits, assessing many at once, tables from offices."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core import signing
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from ozg_catalog import assessment, office_import, worklist
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, LeikaEntry, MaturityModel, Municipality
from ozg_catalog.progress import Bucket, EntryState, progress_at, states_at
from ozg_catalog.staff.forms import EvidenceForm, with_evidence
from ozg_catalog.staff.views import TitledMixin

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SALT = "ozg_catalog.office_import"
Finding = Assessment.Finding
# Longer numbers are no keys of the database.
LONGEST_PK = 19
# Between preview and confirmation somebody may have lunch, but not a night.
PREVIEW_SECONDS = 4 * 3600


# What is no state of an entry, but makes it wait.
PILES: dict[str, tuple[StrPromise, Callable[[EntryState, date], bool]]] = {
    "old": (_("Bewertung älter als ein Jahr"), worklist.is_old),
    "late": (_("Geplanter Termin verstrichen"), worklist.is_late),
}


class WorkView(PermissionRequiredMixin, TitledMixin):
    permission_required = "ozg_catalog.add_assessment"
    header_icon = "tasks"


class WorklistView(WorkView, TemplateView):
    template_name = "ozg_catalog/staff/worklist.html"
    page_title = _("Was ansteht")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = worklist.piles(Municipality.objects.home(), timezone.localdate())
        return super().get_context_data(piles=found, **kwargs)


def is_filtered(request: HttpRequest) -> bool:
    """Whether the address narrows the list; a page number and "decided ones too" do not."""
    return any(request.GET[name].strip() for name in request.GET.keys() - {"p", "alle"})


class BulkForm(EvidenceForm):
    field_order = (
        "observed_on",
        "level",
        "origin",
        "planned_for",
        "evidence",
        "evidence_url",
        "upload",
    )
    observed_on = forms.DateField(
        label=_("Beobachtet am"), widget=AdminDateInput, initial=timezone.localdate
    )
    level = forms.ChoiceField(label=_("Stufe oder Befund"))
    origin = forms.ChoiceField(label=_("Herkunft"), choices=Assessment.Origin.choices)
    evidence = forms.CharField(label=_("Nachweis"), max_length=300)
    evidence_url = forms.URLField(
        label=_("Nachweis (Adresse)"), required=False, assume_scheme="https"
    )
    planned_for = forms.DateField(
        label=_("online geplant bis"),
        widget=AdminDateInput,
        required=False,
        help_text=_("Leer: Was je Leistung geplant ist, bleibt."),
    )

    def __init__(self, *args: Any, model: MaturityModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = model.known_levels
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        findings = [choice for choice in Finding.choices if choice[0] != Finding.LEVEL]
        known = [(str(level.value), str(level)) for level in levels]
        field.choices = [("", _("bitte wählen")), *known, *findings]
        self.model = model

    def clean(self) -> dict[str, Any]:
        """A level under the model, or a finding without either."""
        data = super().clean() or {}
        said = data.pop("level", "")
        if said in Finding.values:
            return {**data, "finding": said, "model": None, "level": None}
        return {**data, "model": self.model, "level": int(said)} if said else data


class BulkView(WorkView, FormView):
    """One observation, with one piece of evidence, for all entries that are ticked."""

    template_name = "ozg_catalog/staff/bulk.html"
    page_title = _("Mehrere bewerten")
    form_class = BulkForm
    page_size = 100

    @cached_property
    def model(self) -> MaturityModel:
        return MaturityModel.objects.counting()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "model": self.model}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self._entries()
        page = Paginator(found, self.page_size).get_page(self.request.GET.get("p"))
        ticked = set(self.request.POST.getlist("entry"))
        states = [*Bucket.choices, *((name, label) for name, (label, _test) in PILES.items())]
        return super().get_context_data(
            page=page,
            ticked=ticked,
            states=states,
            filters=self.request.GET,
            filtered=is_filtered(self.request),
            **kwargs,
        )

    def _entries(self) -> list[EntryState]:
        today = timezone.localdate()
        wanted = self.request.GET.get("zustand", "")
        words = self.request.GET.get("q", "").casefold()
        return [
            state
            for state in progress_at(Municipality.objects.home(), today, model=self.model).states
            if words in f"{state.name} {state.identity} {state.themenfeld}".casefold()
            and (
                not wanted
                or state.bucket == wanted
                or (wanted in PILES and PILES[wanted][1](state, today))
            )
        ]

    def form_valid(self, form: BulkForm) -> HttpResponse:
        entries = LeikaEntry.objects.filter(pk__in=self._chosen())
        if not entries:
            form.add_error(None, _("Bitte wählen Sie mindestens eine Leistung."))
            return self.form_invalid(form)
        try:
            with transaction.atomic():  # no file stays of what was refused
                fields = with_evidence(form.cleaned_data, actor=self.request.user)
                made = assessment.record_many(
                    actor=self.request.user,
                    municipality=Municipality.objects.home(),
                    observations=self._observations(entries, fields),
                    reason=form.cleaned_data["evidence"],
                )
        except CatalogueError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(
            self.request, _("%(count)s Bewertungen eingetragen.") % {"count": len(made)}
        )
        return redirect("ozg_worklist")

    def _chosen(self) -> list[int]:
        """Those that are ticked, or all that the filter finds; never the whole catalogue."""
        if "all" in self.request.POST and is_filtered(self.request):
            return [state.entry_id for state in self._entries()]
        ticked = self.request.POST.getlist("entry")
        return [int(pk) for pk in ticked if pk.isdecimal() and len(pk) < LONGEST_PK]

    def _observations(
        self, entries: QuerySet[LeikaEntry], fields: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Who says what the level is does not say that address or plan are gone."""
        home, today = Municipality.objects.home(), timezone.localdate()
        states = states_at(home, today, model=self.model, within=entries)
        known = {state.entry_id: state.assessment or {} for state in states}
        return [{"entry": entry, **_kept(known.get(entry.pk, {}), fields)} for entry in entries]


def _kept(before: Mapping[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """What is told of all entries, with what was known of this one and is not told of all."""
    kept = {"channel_url": before.get("url") or ""}
    if "finding" not in fields:
        kept["plan_note"] = before.get("plan_note") or ""
        if not fields["planned_for"]:
            kept["planned_for"] = before.get("planned_for")
    return {**fields, **kept}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tabelle (CSV oder XLSX)"),
        help_text=_(
            "Spalten: Kennung, Stufe, Beobachtet am; freiwillig: Geplant bis, Zur Planung, "
            "Nachweis. Eine Leistung mit leerer Stufe bleibt, wie sie ist."
        ),
    )


class OfficeImportView(WorkView, FormView):
    """First what would change, then (with a second button) the recording."""

    template_name = "ozg_catalog/staff/office_import.html"
    page_title = _("Tabelle eines Fachamts einlesen")
    form_class = UploadForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "preview" in request.POST:
            return self._record(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        home = Municipality.objects.home()
        try:
            preview = office_import.read(file.read(), home, timezone.localdate())
        except CatalogueError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        rows = [dataclasses.asdict(line) for line in preview.lines]
        token = signing.dumps({"file": file.name, "rows": rows}, salt=SALT, compress=True)
        context = self.get_context_data(form=form, preview=preview, token=token)
        return self.render_to_response(context)

    def _record(self, request: HttpRequest) -> HttpResponse:
        try:
            told = signing.loads(request.POST["preview"], salt=SALT, max_age=PREVIEW_SECONDS)
            made = office_import.record(
                actor=request.user,
                municipality=Municipality.objects.home(),
                lines=[office_import.Line(**row) for row in told["rows"]],
                reason=_("Tabelle %(file)s") % {"file": told["file"]},
            )
        except signing.BadSignature:
            messages.error(request, _("Die Vorschau ist zu alt. Bitte laden Sie die Tabelle neu."))
            return redirect("ozg_office_import")
        except CatalogueError as error:
            messages.error(request, str(error))
            return redirect("ozg_office_import")
        messages.success(request, _("%(count)s Bewertungen eingetragen.") % {"count": len(made)})
        return redirect("ozg_worklist")
