"""A section of a service in plain fields, and a new service."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import drafting
from services.models import Service
from services.staff.plain import workflow
from services.staff.plain.forms import PlainForm, empty_rows, plain_form
from services.staff.plain.sections import SECTIONS


class NewServiceForm(forms.ModelForm[Service]):
    class Meta:
        model = Service
        fields = ("name", "slug", "audience", "level")
        labels: ClassVar = {"name": gettext_lazy("Titel der Leistung")}
        help_texts: ClassVar = {
            "name": gettext_lazy("So, wie Menschen danach fragen: Hund anmelden."),
            "slug": gettext_lazy("Leer: wird aus dem Titel gemacht."),
        }

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["slug"].required = False


@require_admin_access
@permission_required("services.add_service", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewServiceForm(request.POST or None)
    assert isinstance(request.user, User)
    if request.method == "POST" and form.is_valid():
        made = drafting.begin(form.save(commit=False), actor=request.user)
        return redirect("services_plain", made.pk)
    context = {"header_title": _("Neue Leistung"), "plain": PlainForm(form)}
    return render(request, "services/staff/plain_new.html", context)


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    if name not in SECTIONS:
        raise Http404
    draft = drafting.draft_of(service)
    plain = plain_form(
        draft,
        fields=SECTIONS[name].fields,
        lists=SECTIONS[name].lists,
        data=workflow.typed(request),
        empty_rows=empty_rows(request),
    )
    if workflow.step(request, service, plain.form, partial(_write, request, plain)):
        return redirect(request.path)
    context = {"plain": plain, "section": SECTIONS[name], "name": name}
    standing = workflow.standing(request, pk, here=name, read=None if request.POST else draft)
    return render(request, "services/staff/plain_section.html", standing | context)


def _write(request: HttpRequest, plain: PlainForm) -> None:
    """Raises DraftingError."""
    assert isinstance(request.user, User)
    if plain.form.has_changed():
        draft = plain.form.save(commit=False)
        drafting.keep(
            draft,
            based_on=workflow.based_on(request),
            actor=request.user,
            decided=plain.form.decided,
        )
