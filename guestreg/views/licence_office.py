"""The licence officer's queue: applications with their checks, and the decision."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.log_actions import registry as log_registry

from guestreg import licence_checks, licences
from guestreg.errors import LicenceError
from guestreg.models import Deletion, Licence
from guestreg.staff_forms import DecisionForm

State = Licence.State
PAGE = 50

Verb = Callable[..., Licence]
DECISIONS: dict[str, Verb] = {
    "grant": licences.grant,
    "ask_back": licences.ask_back,
    "refuse": licences.refuse,
    "suspend": licences.suspend,
    "resume": licences.resume,
    "revoke": licences.revoke,
}
LABELS: dict[str, Promise] = {
    "grant": gettext_lazy("Lizenz erteilen"),
    "ask_back": gettext_lazy("Rückfrage stellen"),
    "refuse": gettext_lazy("Ablehnen"),
    "suspend": gettext_lazy("Aussetzen"),
    "resume": gettext_lazy("Fortsetzen"),
    "revoke": gettext_lazy("Widerrufen"),
}
POSSIBLE: dict[str, tuple[str, ...]] = {
    State.SUBMITTED: ("grant", "ask_back", "refuse"),
    State.GRANTED: ("suspend", "revoke"),
    State.SUSPENDED: ("resume", "revoke"),
}


@permission_required("guestreg.view_licence")
def queue(request: HttpRequest) -> HttpResponse:
    """Waiting applications first, the oldest on top; below them all others."""
    others = Licence.objects.submitted_ever().exclude(state=State.SUBMITTED)
    pages = Paginator(others.select_related("account"), PAGE)
    context = {
        "waiting": Licence.objects.waiting().select_related("account"),
        "page": pages.get_page(request.GET.get("page")),
        "load": licence_checks.municipal_load(),
        "page_title": _("Lizenzen für die Gästeregistrierung"),
        "header_title": _("Lizenzen für die Gästeregistrierung"),
        "header_icon": "clipboard-list",
    }
    return render(request, "guestreg/admin/licences.html", context)


@permission_required("guestreg.view_licence")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = Licence.objects.submitted_ever().select_related("account", "basis", "terms")
    licence = get_object_or_404(found, pk=pk)
    return _page(request, licence)


def _page(request: HttpRequest, licence: Licence) -> HttpResponse:
    context = {
        "licence": licence,
        "checks": licence_checks.checks(licence),
        "load": licence_checks.municipal_load(),
        "history": log_registry.get_logs_for_instance(licence).order_by("timestamp"),
        "form": DecisionForm(),
        "decisions": [(verb, LABELS[verb]) for verb in POSSIBLE.get(licence.state, ())],
        "header_title": str(licence),
        "header_icon": "clipboard-list",
        "breadcrumbs_items": [
            {"url": reverse("guestreg_staff:licences"), "label": _("Lizenzen")},
            {"url": "", "label": str(licence)},
        ],
    }
    return render(request, "guestreg/admin/licence.html", context)


@require_POST
@permission_required("guestreg.decide_licence")
def decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    licence = get_object_or_404(Licence.objects.submitted_ever(), pk=pk)
    form = DecisionForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        DECISIONS[verb](actor=request.user, licence=licence, reason=reason)
    except LicenceError as error:
        messages.error(request, str(error))
    else:
        state = licence.get_state_display()
        messages.success(request, _("Stand ist jetzt: %(state)s.") % {"state": state})
    return redirect("guestreg_staff:licence", pk)


@permission_required("guestreg.view_deletion")
def deletions(request: HttpRequest) -> HttpResponse:
    """What was deleted, per day, with counts."""
    context = {
        "page": Paginator(Deletion.objects.all(), PAGE).get_page(request.GET.get("page")),
        "page_title": _("Löschprotokoll der Gästeregistrierung"),
        "header_title": _("Löschprotokoll der Gästeregistrierung"),
        "header_icon": "bin",
    }
    return render(request, "guestreg/admin/deletions.html", context)
