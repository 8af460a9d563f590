"""The form behind "Barriere melden". No sign-in, no captcha, no script."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from identity.models import User
from portal.barriers import reports
from portal.barriers.forms import BarrierForm
from portal.barriers.models import BarrierReport


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = BarrierForm(sent, initial={"page_address": _reported_page(request)})
    if form.is_valid():
        return redirect(_store(request, form.cleaned_data))
    context = {"form": form, "answer_days": reports.answer_days()}
    return render(request, "portal/barriers/report.html", context)


@never_cache
def status(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Where the reader sees what became of the report; the address is known only to them."""
    barrier = get_object_or_404(BarrierReport, reference=reference)
    return render(request, "portal/barriers/status.html", {"report": barrier})


def _store(request: HttpRequest, data: dict[str, Any]) -> BarrierReport:
    actor = request.user if isinstance(request.user, User) else None
    return reports.report(actor=actor, language=get_language(), **data)


def _reported_page(request: HttpRequest) -> str:
    return request.GET.get("seite", "")[:500]
