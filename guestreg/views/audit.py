"""The auditor reads who did what with licences, requests, releases and keys."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required

from guestreg.audit import trail as entries
from guestreg.staff_forms import TrailForm

PAGE = 100


@permission_required("guestreg.view_audit")
def trail(request: HttpRequest) -> HttpResponse:
    form = TrailForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = entries(chosen.get("gegenstand", ""), chosen.get("q", ""))
    context = {
        "form": form,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "page_title": _("Prüfspur der Gästeregistrierung"),
        "header_title": _("Prüfspur der Gästeregistrierung"),
        "header_icon": "history",
    }
    return render(request, "guestreg/admin/trail.html", context)
