"""The report's chapters on the programme and on the IT providers."""

from __future__ import annotations

from typing import Any

from ozg_catalog.models import Membership, Project
from ozg_catalog.reports.shapes import Section, Table, euro, german


def programme(data: dict[str, Any]) -> Section:
    strategy = data["strategy"]
    paragraphs = ["An diesem Stichtag lag kein Digitalisierungskonzept vor."]
    if strategy:
        decided, planned = strategy["council_decided_on"], strategy["council_planned_on"]
        paragraphs = [
            f"{strategy['title']}, {strategy['version']} vom {german(strategy['dated_on'])}: "
            f"{strategy['summary']}",
            f"Vom Stadtrat beschlossen am {german(decided)}."
            if decided
            else f"Geplant für den Stadtrat: {german(planned)}.",
        ]
    return Section(
        "Konzept und Vorhaben",
        paragraphs,
        [
            _versions(strategy),
            _projects(data["projects"]),
            _milestones(data["milestones"]),
            _moves(data),
            _examinations(data),
        ],
    )


def _versions(strategy: dict[str, Any] | None) -> Table:
    rows = [
        [row["title"], row["version"], german(row["dated_on"]), german(row["council_decided_on"])]
        for row in (strategy or {}).get("versions", [])
    ]
    columns = ["Konzept", "Fassung", "Stand", "Im Stadtrat beschlossen"]
    return Table("Fassungen des Konzepts", columns, rows)


def _moves(data: dict[str, Any]) -> Table:
    """Moved dates of strategy, projects and examinations; those of milestones stand beside them."""
    subjects = [*([data["strategy"]] if data["strategy"] else []), *data["projects"]]
    subjects += data["examinations"]
    rows = [
        [subject["title"], move["what"], german(move["from"]), german(move["to"]), move["reason"]]
        for subject in subjects
        for move in subject.get("moves", [])
    ]
    columns = ["Was", "Termin", "von", "auf", "Grund"]
    return Table("Verschobene Termine", columns, rows)


def _projects(projects: list[dict[str, Any]]) -> Table:
    rows = [
        [
            project["title"],
            str(Project.Status(project["status"]).label)
            + (" (überfällig)" if project["overdue"] else ""),
            project["responsible"],
            german(project["ended_on"] or project["ends_on"]),
            _budget(project),
            project["result"] or "–",
        ]
        for project in projects
    ]
    columns = ["Vorhaben", "Stand", "Verantwortlich", "Ende", "Kosten", "Ergebnis"]
    return Table("Vorhaben", columns, rows)


def _budget(project: dict[str, Any]) -> str:
    low, high = project["budget_from"], project["budget_to"]
    if low and high:
        return f"{euro(low)} bis {euro(high)}"
    return f"höchstens {euro(high)}" if high else "–"


def _milestones(milestones: list[dict[str, Any]]) -> Table:
    rows = []
    for milestone in milestones:
        moves = [
            f"verschoben vom {german(move['from'])} auf den {german(move['to'])}: {move['reason']}"
            for move in milestone["moves"]
        ]
        open_text = "überfällig" if milestone["overdue"] else "offen"
        reached = german(milestone["reached_on"]) if milestone["reached_on"] else open_text
        rows.append(
            [milestone["title"], german(milestone["planned_on"]), reached, "; ".join(moves) or "–"]
        )
    return Table("Meilensteine", ["Meilenstein", "Geplant", "Erreicht", "Verschiebungen"], rows)


def _examinations(data: dict[str, Any]) -> Table:
    rows = [
        [
            item["question"],
            german(item["asked_on"]) + _due(item),
            item["criteria"] or "–",
            item["cost"] or "–",
            item["lead_time"] or "–",
            item["result"] or "offen",
        ]
        for item in data["examinations"]
    ]
    columns = ["Was zu prüfen war", "Gestellt", "Maßstäbe", "Kosten", "Vorlauf", "Ergebnis"]
    return Table("Prüfaufträge", columns, rows)


def _due(item: dict[str, Any]) -> str:
    """Until when the answer was promised; examinations frozen earlier had no such date."""
    if not item.get("due_on") or item["concluded_on"]:
        return ""
    late = ", überfällig" if item["overdue"] else ""
    return f" (geplant bis {german(item['due_on'])}{late})"


def providers(data: dict[str, Any]) -> Section:
    tables = []
    for provider in data["providers"]:
        tables.append(
            Table(
                f"{provider['name']}: Beteiligung der Kommunen",
                ["Kommune", "Stand", "Datum", "Quelle"],
                [
                    [
                        row["municipality"],
                        str(Membership.Status(row["status"]).label),
                        _dated(row["dated"]),
                        row["source"],
                    ]
                    for row in provider["memberships"]
                ],
            )
        )
        tables.append(_facts(provider))
    words = [provider["question"] for provider in data["providers"] if provider["question"]]
    words += [_offers(provider) for provider in data["providers"]]
    return Section("Kommunaler IT-Dienstleister", words, tables)


def _offers(provider: dict[str, Any]) -> str:
    offers = "; ".join(line for line in provider.get("offers", []) if line)
    return f"Angebot der {provider['name']}: {offers or 'Dazu liegt noch keine Quelle vor'}."


def _facts(provider: dict[str, Any]) -> Table:
    rows = [
        [
            topic["topic"] + (" (Quellen widersprechen sich)" if topic["conflict"] else ""),
            fact["statement"],
            fact["source"],
            _dated(fact["dated"]),
        ]
        for topic in provider["topics"]
        for fact in topic["facts"]
    ]
    title = f"{provider['name']}: was die Quellen sagen"
    return Table(title, ["Thema", "Aussage", "Quelle", "Datum"], rows)


def _dated(value: str | None) -> str:
    """Sources are dated to the day, or as exactly as they are."""
    try:
        return german(value)
    except ValueError:
        return value or "–"
