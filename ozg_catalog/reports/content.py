"""What the report says, as headings, paragraphs and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ozg_catalog.models import Competence, Membership, Project, Snapshot
from ozg_catalog.progress import AVAILABLE, OURS, Bucket

WHY = {"assessment": "neue Bewertung", "competence": "Zuständigkeit geändert"}


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    has_chart: bool = False


@dataclass(frozen=True)
class Report:
    """A report is the text of one snapshot. Its language is German."""

    data: dict[str, Any]
    digest: str
    explanation: str = ""

    @classmethod
    def of(cls, snapshot: Snapshot, *, explanation: str = "") -> Report:
        return cls(snapshot.data, snapshot.digest, explanation)

    @property
    def city(self) -> str:
        return str(self.data["municipality"]["name"])

    @property
    def on(self) -> date:
        return date.fromisoformat(self.data["on"])

    @property
    def title(self) -> str:
        return f"Bericht zum Stand der Digitalisierung in {self.city}"

    @property
    def subtitle(self) -> str:
        return f"Stichtag {german(self.data['on'])}"

    @property
    def tasks(self) -> list[Bucket]:
        return OURS

    @property
    def is_example(self) -> bool:
        return bool(self.data["has_examples"])

    @property
    def sections(self) -> list[Section]:
        makers = (
            _headline,
            _themenfelder,
            _lists,
            _changes,
            _programme,
            _providers,
            _comparison,
            _method,
        )
        sections = [maker(self.data) for maker in makers]
        if self.explanation:
            sections.insert(
                1, Section("Warum sich Kennzahlen stark verändert haben", [self.explanation])
            )
        return sections


def german(day: str | None) -> str:
    return date.fromisoformat(day).strftime("%d.%m.%Y") if day else "–"


def percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


def euro(amount: str | None) -> str:
    if amount is None:
        return "–"
    whole, cents = amount.split(".")
    return f"{int(whole):,}".replace(",", ".") + f",{cents} €"


def _headline(data: dict[str, Any]) -> Section:
    entries, services = data["figures"]["entries"], data["figures"]["services"]
    origin, ours = data["figures"]["origin"], entries["ours"]
    rows = [
        [
            str(bucket.label),
            str(entries[bucket]),
            percent(entries[bucket], ours) if bucket in OURS else "–",
        ]
        for bucket in Bucket
    ]
    return Section(
        "Das Wichtigste",
        [
            f"{entries['online_total']} von {ours} Aufgaben der Stadt sind online "
            f"({percent(entries['online_total'], ours)}). "
            f"{entries['conform']} davon sind OZG-konform.",
            f"Nach der Zählweise des Bundes sind {services['online_total']} von {services['ours']} "
            "OZG-Leistungen online: "
            "Ein Bündel gilt als online, sobald eine seiner Leistungen es ist.",
            f"Von den Leistungen, die online sind, bietet die Stadt {origin['own']} selbst an; "
            f"{origin['inherited']} übernimmt sie von Landkreis, Land oder Bund.",
            f"Die älteste Bewertung ist vom {german(data['figures']['oldest'])}, "
            f"die neueste vom {german(data['figures']['newest'])}.",
        ],
        [
            Table(
                "Jede Leistung steht in genau einer Zeile",
                ["Stand", "Leistungen", "Anteil an den Aufgaben der Stadt"],
                [*rows, ["Summe", str(entries["total"]), "–"]],
                frozenset({1, 2}),
            )
        ],
    )


def _themenfelder(data: dict[str, Any]) -> Section:
    columns = [
        "Aufgaben der Stadt",
        "online",
        "davon konform",
        "geplant",
        "nicht online",
        "unbekannt",
    ]
    return Section(
        "Nach Themenfeld, Lage und zuständiger Ebene",
        has_chart=True,
        tables=[
            _groups("Nach Themenfeld", "Themenfeld", columns, data["figures"]["themenfelder"]),
            _groups("Nach Lebens- und Geschäftslage", "Lage", columns, data["figures"]["lagen"]),
            Table(
                "Nach zuständiger Ebene",
                ["Ebene", "Leistungen"],
                [
                    [str(level.label), str(data["figures"]["competence"].get(level, 0))]
                    for level in Competence.Level
                ],
                frozenset({1}),
            ),
        ],
    )


def _groups(title: str, what: str, columns: list[str], groups: list[dict[str, Any]]) -> Table:
    rows = [
        [
            group["name"] or "ohne Zuordnung",
            str(group["ours"]),
            str(group["online_total"]),
            str(group["conform"]),
            str(group["planned"]),
            str(group["information"] + group["offline"]),
            str(group["not_assessed"] + group["not_reported"]),
        ]
        for group in groups
        if group["ours"]
    ]
    return Table(title, [what, *columns], rows, frozenset(range(1, 7)))


def _lists(data: dict[str, Any]) -> Section:
    entries, levels = data["entries"], data["model"]["levels"]
    online = [entry for entry in entries if entry["bucket"] in AVAILABLE]
    planned = [entry for entry in entries if entry["bucket"] == Bucket.PLANNED]
    unplanned = [
        entry for entry in entries if entry["bucket"] in (Bucket.INFORMATION, Bucket.OFFLINE)
    ]
    unknown = [
        entry for entry in entries if entry["bucket"] in (Bucket.NOT_ASSESSED, Bucket.NOT_REPORTED)
    ]
    return Section(
        "Leistungen im Einzelnen",
        [f"Noch nicht bewertet oder nicht gemeldet sind {len(unknown)} Aufgaben der Stadt."],
        [
            Table(
                "Online",
                ["Leistung", "Stufe", "Bewertet am"],
                [[entry["name"], _level(entry, levels), _observed(entry)] for entry in online],
            ),
            Table(
                "Geplant, mit Termin",
                ["Leistung", "Online bis", "Was geplant ist"],
                [
                    [
                        entry["name"],
                        german(entry["assessment"]["planned_for"]),
                        entry["assessment"]["plan_note"] or "–",
                    ]
                    for entry in planned
                ],
            ),
            Table(
                "Nicht online und ohne Termin",
                ["Leistung", "Stufe", "Grund"],
                [
                    [
                        entry["name"],
                        _level(entry, levels),
                        entry["assessment"]["plan_note"] or "nicht angegeben",
                    ]
                    for entry in unplanned
                ],
            ),
        ],
    )


def _level(entry: dict[str, Any], levels: dict[str, str]) -> str:
    level = entry["assessment"]["level"]
    return f"{level} {levels[str(level)]}"


def _observed(entry: dict[str, Any]) -> str:
    return german(entry["assessment"]["observed_on"])


def _changes(data: dict[str, Any]) -> Section:
    since = data["since"]
    title = "Veränderung seit dem letzten Stand"
    if since is None:
        return Section(title, ["Das ist der erste festgehaltene Stand."])
    old, new = since["entries"], data["figures"]["entries"]
    rows = [
        [change["name"], _bucket(change["from"]), _bucket(change["to"]), WHY[change["why"]]]
        for change in since["changes"]
    ]
    return Section(
        title,
        [
            f"Am {german(since['on'])} waren {old['online_total']} von {old['ours']} Aufgaben "
            f"der Stadt online, jetzt sind es {new['online_total']} von {new['ours']}.",
            f"Neu im Katalog: {since['new']}. Nicht mehr im Katalog: {since['gone']}.",
        ],
        [Table("Was sich geändert hat", ["Leistung", "vorher", "jetzt", "Anlass"], rows)],
    )


def _bucket(value: str) -> str:
    return str(Bucket(value).label)


def _programme(data: dict[str, Any]) -> Section:
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
        [_projects(data["projects"]), _milestones(data["milestones"]), _examinations(data)],
    )


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
        [item["title"], german(item["asked_on"]), item["cost"] or "–", item["result"] or "offen"]
        for item in data["examinations"]
    ]
    return Table("Prüfaufträge", ["Was zu prüfen war", "Gestellt", "Kosten", "Ergebnis"], rows)


def _providers(data: dict[str, Any]) -> Section:
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
    questions = [provider["question"] for provider in data["providers"] if provider["question"]]
    return Section("Kommunaler IT-Dienstleister", questions, tables)


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


def _comparison(data: dict[str, Any]) -> Section:
    rows = [
        [
            row["name"],
            str(row["tasks"]),
            str(row["theirs"]["online_total"]),
            str(row["theirs"]["not_assessed"] + row["theirs"]["not_reported"]),
            str(row["mine"]["online_total"]),
        ]
        for row in data["comparison"]
    ]
    city = data["municipality"]["name"]
    columns = ["Stadt", "gleiche Aufgaben", "dort online", "dort unbekannt", f"in {city} online"]
    return Section(
        "Vergleich über gleiche Aufgaben",
        ["Verglichen wird nur, was beide Städte selbst zu erledigen haben."],
        [Table("Vergleich", columns, rows, frozenset({1, 2, 3, 4}))] if rows else [],
    )


def _method(data: dict[str, Any]) -> Section:
    model = data["model"]
    editions = [
        f"{row['name']} ({row['rows']} Zeilen, Prüfsumme {row['sha256'][:12]})"
        for row in data["editions"]
    ]
    return Section(
        "So wurde gezählt",
        [
            "Gezählt werden die einzelnen Leistungen des Leistungskatalogs (LeiKa). Im Nenner "
            "stehen nur Aufgaben der Stadt. Unbekanntes zählt weder als null noch als online.",
            f"Maßstab ist das {model['name']} {model['version']} ({model['source']}). Online heißt "
            "ab Stufe 2, OZG-konform ab Stufe 3. Das niedrigste Kriterium entscheidet. "
            "Werte anderer Modelle sind nicht enthalten.",
            "Katalog: " + ("; ".join(editions) or "keiner") + ".",
        ],
    )
