"""Reading an edition of the catalogue, seeing what it changes, confirming it; and old ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from ozg_catalog import differences, editions
from ozg_catalog.catalogue_import import ImplausibleError, in_force
from ozg_catalog.edition_files import MOST_BYTES, contents_of, unpacked
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import CatalogueEdition, Municipality
from ozg_catalog.models.catalogue import ars_validator
from ozg_catalog.staff.work import WorkView


class EditionForm(forms.Form):
    file = forms.FileField(
        label=_("Datei (CSV)"),
        help_text=_(
            "OZG-Leistungen, LeiKa-Leistungen, Leistungskatalog (FIM) oder Export des Dashboards. "
            "Die Kopfzeile sagt, welche Art es ist."
        ),
    )
    name = forms.CharField(label=_("Name der Ausgabe"), max_length=200, required=False)
    dated_on = forms.DateField(label=_("Stand"), widget=AdminDateInput, required=False)
    source = forms.CharField(label=_("Quelle"), max_length=300)
    area = forms.CharField(
        label=_("Gebiet (ARS), nur für den Export des Dashboards"),
        required=False,
        max_length=12,
        validators=[ars_validator],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Die Datei ist zu groß."))
        return file


class EditionReadView(WorkView, FormView):
    template_name = "ozg_catalog/staff/edition_new.html"
    page_title = _("Katalogausgabe einlesen")
    form_class = EditionForm

    def get_initial(self) -> dict[str, Any]:
        return {"area": Municipality.objects.home().ars}

    def form_valid(self, form: EditionForm) -> HttpResponse:
        fields = dict(form.cleaned_data)
        file = fields.pop("file")
        try:
            edition = editions.read(file.read(), file.name, actor=self.request.user, **fields)
        except CatalogueError as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("ozg_edition", pk=edition.pk)


class EditionView(WorkView, TemplateView):
    """One edition: what it changes against the one before, and every row of it."""

    template_name = "ozg_catalog/staff/edition.html"
    page_title = _("Katalogausgabe")
    page_size = 100

    @cached_property
    def edition(self) -> CatalogueEdition:
        return get_object_or_404(CatalogueEdition, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.edition.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self._before()
        found = differences.between(before, self.edition)
        how = self.request.GET.get("art", "")
        rows = found.of(differences.How(how)) if how in differences.How.values else self._rows()
        page = Paginator(rows, self.page_size).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            edition=self.edition, before=before, found=found, how=how, page=page, **kwargs
        )

    def _before(self) -> CatalogueEdition | None:
        if self.edition.confirmed_at:
            return self.edition.previous
        return in_force(self.edition)

    def _rows(self) -> list[tuple[str, Any]]:
        words = self.request.GET.get("q", "").casefold()
        lines = contents_of(self.edition.pk, self.edition.sha256).lines
        return [
            (identity, line)
            for identity, line in lines.items()
            if words in f"{identity} {line.name}".casefold()
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if "discard" in request.POST:
                editions.discard(actor=request.user, edition=self.edition)
                messages.success(request, _("Die Ausgabe wurde verworfen."))
                return redirect("ozg_editions:index")
            result = editions.confirm(
                actor=request.user, edition=self.edition, large_change="large" in request.POST
            )
        except ImplausibleError as error:
            messages.error(request, str(error))
            return redirect("ozg_edition", pk=self.edition.pk)
        except CatalogueError as error:
            messages.error(request, str(error))
            return redirect("ozg_editions:index")
        messages.success(
            request,
            _("Die Ausgabe gilt. Neu: %(new)s, geändert: %(changed)s, entfallen: %(gone)s.")
            % {"new": result.created, "changed": result.changed, "gone": result.retired},
        )
        return redirect("ozg_edition", pk=self.edition.pk)


class EditionFileView(WorkView, View):
    """The file as it was read."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        edition = get_object_or_404(CatalogueEdition, pk=pk)
        response = HttpResponse(unpacked(edition), content_type="text/csv")
        name = slugify(edition.name) or "ausgabe"
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
