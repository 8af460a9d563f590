"""What people search for, as a list of work: one submit assigns a word."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import search_terms
from services.models import QueryCount, Service

SHOWN = 15
MOST_WANTED = 50


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    counted = QueryCount.objects
    context = {
        "header_title": _("Wonach gesucht wird"),
        "lists": [
            (_("Gesucht und nicht gefunden"), _proposed(counted.without_hits())),
            (_("Gefunden und nicht geöffnet"), _proposed(counted.without_clicks())),
        ],
        "wanted": counted.terms()[:MOST_WANTED],
        "least": QueryCount.LEAST,
    }
    return render(request, "services/staff/search_terms.html", context)


def _proposed(rows: QuerySet[QueryCount, dict[str, Any]]) -> list[search_terms.Term]:
    return search_terms.with_proposals(list(rows[:SHOWN]))


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """A synonym where words are given, a pinned result where a service is chosen."""
    assert isinstance(request.user, User)
    text = request.POST.get("text", "")
    if not QueryCount.objects.terms().filter(text=text).exists():
        messages.error(request, _("Dieses Wort steht nicht auf der Liste."))
        return redirect("services_search_terms")
    try:
        _assign(request, text, request.user)
    except search_terms.TermError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Gespeichert. Die Suche weiß es in einer halben Minute."))
    return redirect("services_search_terms")


def _assign(request: HttpRequest, text: str, actor: User) -> None:
    if "service" in request.POST:
        service = get_object_or_404(Service.objects.public(), slug=request.POST["service"])
        search_terms.pin(text, service, actor=actor)
    else:
        search_terms.add_synonym(text, request.POST.get("official", "")[:300], actor=actor)
