"""The lists behind the figures, as open data: the same rows as CSV and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ozg_catalog.forms import SUMS, EntryFilter
from ozg_catalog.models import OzgService
from ozg_catalog.progress import ORDER, Bucket
from ozg_catalog.stands import Stand, history

Rows = Iterable[dict[str, Any]]
Query = Mapping[str, str]


@dataclass(frozen=True)
class OpenList:
    columns: list[str]
    rows: Callable[[Stand, Query], Rows]


def entries(stand: Stand, query: Query) -> Rows:
    form = EntryFilter(query, data=stand.data)
    return [{**_entry(entry), "there": form.there(entry)} for entry in _chosen(form, stand)]


def _chosen(form: EntryFilter, stand: Stand) -> list[dict[str, Any]]:
    return form.apply(stand.data["entries"])


def _entry(entry: dict[str, Any]) -> dict[str, Any]:
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
        "origin": seen.get("origin"),
        "observed_on": seen.get("observed_on"),
        "planned_for": seen.get("planned_for"),
        "link": link.get("state"),
        "link_since": link.get("since"),
        "example": bool(seen.get("is_example") or decided.get("is_example")),
    }


def bundles(stand: Stand, query: Query) -> list[dict[str, Any]]:
    """OZG services, each with the state of its best entry, as federal reports count."""
    best: dict[str, dict[str, Any]] = {}
    for entry in stand.data["entries"]:
        for ozg_id in entry["ozg_ids"]:
            row = best.setdefault(ozg_id, {"bucket": entry["bucket"], "entries": 0})
            row["bucket"] = min(Bucket(row["bucket"]), Bucket(entry["bucket"]), key=ORDER.index)
            row["entries"] += 1
    names = dict(OzgService.objects.filter(ozg_id__in=best).values_list("ozg_id", "name"))
    wanted = query.get("zustand", "")
    return [
        {
            "ozg_id": ozg_id,
            "name": names.get(ozg_id, ""),
            "bucket": str(row["bucket"]),
            "entries": row["entries"],
        }
        for ozg_id, row in sorted(best.items())
        if not wanted or row["bucket"] in SUMS.get(wanted, (wanted,))
    ]


def stands(_stand: Stand, _query: Query) -> Rows:
    for taken in history():
        yield {"on": taken.on.isoformat(), **taken.counts, "sha256": taken.digest}


def projects(stand: Stand, query: Query) -> Rows:
    for project in chosen_projects(stand, query):
        yield {name: project[name] for name in PROJECT_COLUMNS}


def chosen_projects(stand: Stand, query: Query) -> list[dict[str, Any]]:
    """The projects of a stand, or those in one status (``?status=running``)."""
    wanted = query.get("status", "")
    return [row for row in stand.data["projects"] if not wanted or row["status"] == wanted]


def overdue(stand: Stand, _query: Query) -> list[dict[str, Any]]:
    """Every promised date that passed. Examinations frozen earlier had none."""
    found = [("project", row, row["ends_on"]) for row in stand.data["projects"] if row["overdue"]]
    found += [
        ("milestone", row, row["planned_on"]) for row in stand.data["milestones"] if row["overdue"]
    ]
    found += [
        ("examination", row, row["due_on"])
        for row in stand.data["examinations"]
        if row.get("overdue")
    ]
    return [
        {
            "kind": kind,
            "title": row["title"],
            "responsible": row.get("responsible", ""),
            "planned_on": planned_on,
            "is_example": row["is_example"],
        }
        for kind, row, planned_on in sorted(found, key=lambda each: each[2])
    ]


def milestones(stand: Stand, _query: Query) -> Rows:
    for row in stand.data["milestones"]:
        moves = "; ".join(f"{m['from']} > {m['to']}: {m['reason']}" for m in row["moves"])
        yield {**{name: row[name] for name in MILESTONE_COLUMNS[:-1]}, "moves": moves}


ENTRY_COLUMNS = [
    "identity",
    "key",
    "name",
    "ozg_ids",
    "themenfeld",
    "lage",
    "bucket",
    "competence",
    "level",
    "origin",
    "observed_on",
    "planned_for",
    "link",
    "link_since",
    "there",
    "example",
]
PROJECT_COLUMNS = [
    "slug",
    "title",
    "kind",
    "status",
    "responsible",
    "starts_on",
    "ends_on",
    "ended_on",
    "overdue",
    "budget_from",
    "budget_to",
    "result",
    "is_example",
]
MILESTONE_COLUMNS = [
    "title",
    "project",
    "responsible",
    "planned_on",
    "reached_on",
    "overdue",
    "is_example",
    "moves",
]
OVERDUE_COLUMNS = ["kind", "title", "responsible", "planned_on", "is_example"]
STAND_COLUMNS = ["on", *Bucket.values, "online_total", "ours", "total", "sha256"]

LISTS = {
    "leistungen": OpenList(ENTRY_COLUMNS, entries),
    "ozg-leistungen": OpenList(["ozg_id", "name", "bucket", "entries"], bundles),
    "staende": OpenList(STAND_COLUMNS, stands),
    "vorhaben": OpenList(PROJECT_COLUMNS, projects),
    "meilensteine": OpenList(MILESTONE_COLUMNS, milestones),
    "ueberfaellig": OpenList(OVERDUE_COLUMNS, overdue),
}
