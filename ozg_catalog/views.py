"""Public pages. They show a frozen stand; only where none is frozen yet, the live figures."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ozg_catalog import publication
from ozg_catalog.figures import entry_data, figures_at, providers
from ozg_catalog.forms import EntryFilter
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
from ozg_catalog.progress import states_at
from ozg_catalog.reports import Report

PAGE_SIZE = 50
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
EXPORT_COLUMNS = [
    "identity",
    "key",
    "name",
    "ozg_ids",
    "themenfeld",
    "lage",
    "bucket",
    "competence",
    "level",
    "observed_on",
    "planned_for",
    "link",
    "link_since",
    "example",
]


@dataclass(frozen=True)
class Stand:
    """The figures a page shows, and the snapshot they come from (None: counted just now)."""

    data: dict[str, Any]
    snapshot: Snapshot | None
    is_current: bool


def _stand(query: Mapping[str, str] | None = None) -> Stand:
    home = Municipality.objects.home()
    current = Snapshot.objects.current(home)
    wanted = (query or {}).get("stand", "")
    if wanted:
        if not wanted.isdecimal():
            raise Http404
        chosen = get_object_or_404(Snapshot, pk=wanted, municipality=home)
        return Stand(chosen.data, chosen, chosen == current)
    if current:
        return Stand(current.data, current, True)
    return Stand(figures_at(home, timezone.localdate()), None, True)


def _history() -> list[Snapshot]:
    home = Municipality.objects.home()
    return list(Snapshot.objects.filter(municipality=home).defer("content").order_by("on", "pk"))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    return _overview(request, _stand())


@require_safe
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    return _overview(request, _stand({"stand": str(pk)}))


def _overview(request: HttpRequest, stand: Stand) -> HttpResponse:
    context = {"stand": stand, "data": stand.data, "history": _history()}
    return render(request, "ozg_catalog/overview.html", context)


@require_safe
def snapshot_list(request: HttpRequest) -> HttpResponse:
    return render(request, "ozg_catalog/snapshots.html", {"history": _history()})


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
    found = get_object_or_404(CouncilReport.objects.released(), number=number)
    text = Report.of(found.snapshot, explanation=found.explanation)
    context = {
        "report": found,
        "files": found.files.defer("content"),
        "text": text,
        "data": text.data,
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
    stand = _stand(request.GET)
    form = EntryFilter(request.GET, themenfelder=_themenfelder(stand))
    found = form.apply(stand.data["entries"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    query = request.GET.copy()
    query.pop("seite", None)
    context = {"stand": stand, "form": form, "page": page, "query_string": query.urlencode()}
    return render(request, "ozg_catalog/entries.html", context)


@require_safe
def entries_csv(request: HttpRequest) -> HttpResponse:
    """UTF-8 with a byte order mark and semicolons: opens as a table in German spreadsheets."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ozg-leistungen.csv"'
    response.write("\ufeff")
    writer = csv.DictWriter(response, EXPORT_COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows(_exported(request))
    return response


@require_safe
def entries_json(request: HttpRequest) -> HttpResponse:
    stand = _stand(request.GET)
    return JsonResponse({"on": stand.data["on"], "entries": list(_exported(request))})


def _exported(request: HttpRequest) -> list[dict[str, Any]]:
    stand = _stand(request.GET)
    form = EntryFilter(request.GET, themenfelder=_themenfelder(stand))
    return [_export(entry) for entry in form.apply(stand.data["entries"])]


def _export(entry: dict[str, Any]) -> dict[str, Any]:
    seen, decided = entry["assessment"] or {}, entry["competence"] or {}
    link = entry.get("link") or {}
    return {
        **{
            name: entry[name]
            for name in ("identity", "key", "name", "themenfeld", "lage", "bucket")
        },
        "ozg_ids": " ".join(entry["ozg_ids"]),
        "competence": decided.get("level", "undecided"),
        "level": seen.get("level"),
        "observed_on": seen.get("observed_on"),
        "planned_for": seen.get("planned_for"),
        "link": link.get("state"),
        "link_since": link.get("since"),
        "example": bool(seen.get("is_example") or decided.get("is_example")),
    }


def _themenfelder(stand: Stand) -> list[str]:
    return [row["name"] for row in stand.data["figures"]["themenfelder"] if row["name"]]


@require_safe
def service(request: HttpRequest, ozg_id: str) -> HttpResponse:
    """One OZG service as it stands today, with everything that was ever observed."""
    found = get_object_or_404(OzgService.objects.select_related("lage__themenfeld"), ozg_id=ozg_id)
    home = Municipality.objects.home()
    model, today = MaturityModel.objects.counting(), timezone.localdate()
    links = links_at(today)
    context = {
        "service": found,
        "model": model,
        "level_names": {level.value: level.name for level in model.levels.all()},
        "states": [
            entry_data(state, links)
            for state in states_at(home, today, model=model, within=found.entries.all())
        ],
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
    context = {"project": found, "milestones": milestones, "today": timezone.localdate()}
    return render(request, "ozg_catalog/project.html", context)


@require_safe
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Provider, slug=slug)
    data = next(row for row in providers() if row["slug"] == found.slug)
    return render(request, "ozg_catalog/provider.html", {"provider": data})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    context = {
        "stand": _stand(),
        "models": MaturityModel.objects.prefetch_related("levels", "criteria"),
    }
    return render(request, "ozg_catalog/method.html", context)
