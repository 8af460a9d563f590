"""The texts of a service in plain fields: works without JavaScript, by the same rules."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import drafting
from services.models import Service, ServiceText
from services.models.vocabulary import Language
from services.staff.plain import workflow
from services.staff.plain.fields import MarkupField
from services.staff.plain.records import kinds_for
from services.staff.tasks import approvals

FOUND_AT_MOST = 50
LINES = ("title", "teaser", "keywords", "source")


class PlainTextForm(forms.Form):
    """One text of a service. A section that the signs cannot say is only to be read."""

    written_on = forms.DateField(
        label=gettext_lazy("Stand des Textes"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, text: ServiceText) -> None:
        names = (*LINES, *ServiceText.MODULES)
        super().__init__(
            data, initial={name: getattr(text, name) for name in ("written_on", *names)}
        )
        self.text = text
        self.fields |= {name: _field(name) for name in names}

    @property
    def values(self) -> dict[str, Any]:
        """Fields of the text that were changed; sections as HTML."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _field(name: str) -> forms.CharField:
    field = ServiceText._meta.get_field(name)
    if name in ServiceText.MODULES:
        return MarkupField(label=field.verbose_name, required=False)
    return forms.CharField(
        label=field.verbose_name, max_length=field.max_length, required=not field.blank
    )


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a service, and what waits for this person's approval."""
    assert isinstance(request.user, User)
    asked = request.GET.get("q", "").replace("\x00", "")[:100]
    found = Service.objects.filter(name__icontains=asked).order_by("name")[:FOUND_AT_MOST]
    waiting = [record for record in approvals(request.user) if isinstance(record, Service)]
    context = {
        "header_title": _("Leistungen ohne JavaScript bearbeiten"),
        "q": asked,
        "found": found,
        "waiting": waiting,
        "most": FOUND_AT_MOST,
        "kinds": kinds_for(request.user),
    }
    return render(request, "services/staff/plain_list.html", context)


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    assert isinstance(request.user, User)
    draft, language = drafting.draft_of(service), _language(request)
    text = draft.text_in(language) or ServiceText(language=language)
    form = PlainTextForm(workflow.typed(request), text=text)
    if workflow.step(request, service, form, partial(_write, request, service, form)):
        return redirect(f"{request.path}?sprache={language}")
    context = workflow.standing(request, pk, read=None if request.POST else draft) | {
        "form": form,
        "language": language,
        "languages": [(v, name, v == language) for v, name in Language.choices],
        "is_foreign": draft.is_imported and bool(text.pk) and not text.is_local,
    }
    return render(request, "services/staff/plain_edit.html", context)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("sprache", "")
    return asked if asked in Language.values else Language.GERMAN


def _write(request: HttpRequest, service: Service, form: PlainTextForm) -> None:
    """Raises DraftingError."""
    assert isinstance(request.user, User)
    if form.values:
        drafting.write(
            service,
            form.values,
            language=form.text.language,
            based_on=workflow.based_on(request),
            actor=request.user,
        )
