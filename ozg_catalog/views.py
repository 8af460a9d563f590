"""Public pages. They show a frozen stand; only where none is frozen yet, the live figures."""

from __future__ import annotations

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ozg_catalog import inquiries, open_lists, publication
from ozg_catalog import licence_costs as costs
from ozg_catalog.cells import safe_cell
from ozg_catalog.figures import entry_data, providers
from ozg_catalog.forms import STATES, EntryFilter
from ozg_catalog.linkcheck.links import links_at
from ozg_catalog.models import (
    Assessment,
    Competence,
    CouncilReport,
    MaturityModel,
    Municipality,
    OzgService,
    Project,
    Provider,
    ReportFile,
    Snapshot,
)
from ozg_catalog.outages import outages_of, outages_today, stopped
from ozg_catalog.programme_figures import DATES
from ozg_catalog.progress import AVAILABLE, states_at
from ozg_catalog.stands import Stand, history, stand_of

PAGE_SIZE = 50
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return _overview(request, stand_of())


@require_safe
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    return _overview(request, stand_of({"stand": str(pk)}))


def _overview(request: HttpRequest, stand: Stand) -> HttpResponse:
    data = stand.data
    context = {
        "stand": stand,
        "data": data,
        "history": history(),
        "stopped": _stopped(stand) if stand.is_current else 0,
        "missing": publication.missing(Municipality.objects.home(), timezone.localdate()),
        "overdue": open_lists.overdue(stand, request.GET),
        "running": [row for row in data["projects"] if row["status"] == Project.Status.RUNNING],
    }
    return render(request, "ozg_catalog/overview.html", context)


def _stopped(stand: Stand) -> int:
    """Outages are of today and stand in no snapshot."""
    online = (entry["key"] for entry in stand.data["entries"] if entry["bucket"] in AVAILABLE)
    return stopped(online, outages_today())


@require_safe
def snapshot_list(request: HttpRequest) -> HttpResponse:
    return render(request, "ozg_catalog/snapshots.html", {"history": history()})


@require_safe
def snapshot_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen bytes themselves: their SHA-256 is the digest shown on the page."""
    chosen = get_object_or_404(Snapshot, pk=pk)
    response = HttpResponse(chosen.content.encode(), content_type="application/json; charset=utf-8")
    response["ETag"] = f'"{chosen.digest}"'
    return response


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    home = Municipality.objects.home()
    reports = CouncilReport.objects.released().filter(snapshot__municipality=home)
    context = {
        "reports": reports.select_related("snapshot", "replaced_by").defer("snapshot__content"),
        "missing": publication.missing(home, timezone.localdate()),
    }
    return render(request, "ozg_catalog/reports.html", context)


@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """The words and figures of the stored file, within today's frame: they can never differ."""
    released = CouncilReport.objects.released().defer("snapshot__content")
    found = get_object_or_404(released.select_related("snapshot", "replaces"), number=number)
    context = {
        "report": found,
        "files": found.files.defer("content"),
        "text": publication.as_released(found),
    }
    return render(request, "ozg_catalog/council_report.html", context)


@require_safe
def report_file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """The file as it was released, from storage."""
    found = get_object_or_404(
        ReportFile.objects.select_related("report__snapshot"), report__number=number, format=name
    )
    response = HttpResponse(bytes(found.content), content_type=CONTENT_TYPES[name])
    filename = f"digitalisierungsbericht-{found.report.snapshot.on.isoformat()}.{name}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["ETag"] = f'"{found.sha256}"'
    return response


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    stand = stand_of(request.GET)
    form = EntryFilter(request.GET, data=stand.data)
    page = Paginator(form.apply(stand.data["entries"]), PAGE_SIZE).get_page(
        request.GET.get("seite")
    )
    rows = [{**entry, "there": form.there(entry)} for entry in page.object_list]
    context = {
        "stand": stand,
        "form": form,
        "page": page,
        "rows": rows,
        "compared": form.is_valid() and form.cleaned_data["vergleich"],
        "query_string": _without_page(request),
    }
    return render(request, "ozg_catalog/entries.html", context)


@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """The OZG services behind the federal way of counting."""
    stand = stand_of(request.GET)
    found = open_lists.bundles(stand, request.GET)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "stand": stand,
        "page": page,
        "states": STATES,
        "state": request.GET.get("zustand", ""),
        "query_string": _without_page(request),
    }
    return render(request, "ozg_catalog/bundles.html", context)


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("seite", None)
    return query.urlencode()


@require_safe
def list_csv(request: HttpRequest, name: str) -> HttpResponse:
    """UTF-8 with a byte order mark and semicolons: opens as a table in German spreadsheets."""
    wanted = _list(name)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ozg-{name}.csv"'
    response.write("\ufeff")
    writer = csv.DictWriter(response, wanted.columns, delimiter=";")
    writer.writeheader()
    rows = wanted.rows(stand_of(request.GET), request.GET)
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return response


def _cell(value: Any) -> Any:
    return safe_cell(value) if isinstance(value, str) else value


@require_safe
def list_json(request: HttpRequest, name: str) -> HttpResponse:
    stand = stand_of(request.GET)
    rows = _list(name).rows(stand, request.GET)
    return JsonResponse({"on": stand.data["on"], "entries": list(rows)})


def _list(name: str) -> open_lists.OpenList:
    try:
        return open_lists.LISTS[name]
    except KeyError:
        raise Http404 from None


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The strategy with its versions, projects, dates and examinations."""
    stand = stand_of(request.GET)
    status = request.GET.get("status", "")
    context = {
        "stand": stand,
        "data": stand.data,
        "projects": open_lists.chosen_projects(stand, request.GET),
        "overdue": open_lists.overdue(stand, request.GET),
        "status": status if status in Project.Status else "",
        "statuses": Project.Status.choices,
    }
    return render(request, "ozg_catalog/programme.html", context)


@never_cache
@require_safe
def licence_costs(request: HttpRequest) -> HttpResponse:
    number = costs.businesses()
    context = {
        "businesses": number,
        "sizes": costs.SIZES,
        "costs": costs.comparison(number),
        "today": timezone.localdate(),
    }
    return render(request, "ozg_catalog/licence_costs.html", context)


@require_safe
def service(request: HttpRequest, ozg_id: str) -> HttpResponse:
    """One OZG service as it stands today, with everything that was ever observed."""
    found = get_object_or_404(OzgService.objects.select_related("lage__themenfeld"), ozg_id=ozg_id)
    home = Municipality.objects.home()
    model, today = MaturityModel.objects.counting(), timezone.localdate()
    links = links_at(today)
    states = states_at(home, today, model=model, within=found.entries.all())
    context = {
        "service": found,
        "model": model,
        "outages": outages_of([state.key for state in states if state.key]),
        "level_names": {level.value: level.name for level in model.known_levels},
        "states": [entry_data(state, links) for state in states],
        "history": Assessment.objects.filter(entry__services=found, municipality=home)
        .select_related("entry", "model", "corrects")
        .order_by("-observed_on", "-pk"),
        "competences": Competence.objects.filter(
            entry__services=found, municipality=home
        ).select_related("entry"),
        "projects": found.projects.all(),
    }
    return render(request, "ozg_catalog/service.html", context)


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Project.objects.prefetch_related("services", "depends_on"), slug=slug)
    milestones = found.milestones.prefetch_related("moves")
    today = timezone.localdate()
    over = found.status not in (Project.Status.DONE, Project.Status.DROPPED)
    context = {
        "project": found,
        "inquiries": inquiries.public(found.inquiries),
        "milestones": milestones,
        "today": today,
        "moves": [
            {"what": DATES.get(move.field), "move": move}
            for move in found.moves.all()
            if move.is_a_move
        ],
        "overdue": over and found.ends_on and not found.ended_on and found.ends_on < today,
    }
    return render(request, "ozg_catalog/project.html", context)


@require_safe
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Provider, slug=slug)
    data = next(row for row in providers(timezone.localdate()) if row["slug"] == found.slug)
    return render(request, "ozg_catalog/provider.html", {"provider": data})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    context = {
        "stand": stand_of(),
        "models": MaturityModel.objects.prefetch_related("levels", "criteria"),
    }
    return render(request, "ozg_catalog/method.html", context)
