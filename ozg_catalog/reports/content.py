"""What the report says, as headings, paragraphs and tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property

from ozg_catalog.models import CatalogueEdition, ChannelAddress, Competence, Snapshot
from ozg_catalog.progress import AVAILABLE, OURS, Bucket
from ozg_catalog.reports.programme import programme, providers
from ozg_catalog.reports.shapes import Bar, Section, Table, german, percent

WHY = {
    "assessment": "neue Bewertung",
    "competence": "Zuständigkeit geändert",
    "edition": "neue Katalogausgabe",
}


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
    def is_example(self) -> bool:
        return bool(self.data["has_examples"])

    @cached_property
    def sections(self) -> list[Section]:
        makers = (
            _headline,
            _themenfelder,
            _lists,
            _links,
            _changes,
            programme,
            providers,
            _comparison,
            _method,
        )
        sections = [maker(self.data) for maker in makers]
        sections[-2:-2] = [_contributed(chapter) for chapter in self.data.get("contributed", [])]
        if self.explanation:
            sections.insert(
                1, Section("Warum sich Kennzahlen stark verändert haben", [self.explanation])
            )
        return sections


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
            _counted_of(data),
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
        bars=[
            Bar("aufgaben", "Aufgaben der Stadt", _online(entries), entries),
            Bar("katalog", "Der ganze Katalog", f"{entries['total']} Leistungen", entries, True),
        ],
        legend=list(Bucket),
    )


def _counted_of(data: dict[str, Any]) -> str:
    """The denominators with their version: other editions or models have others."""
    model, figures = data["model"], data["figures"]
    # The last of each kind; what the dashboard exports is no catalogue.
    latest = {row["kind"]: row["name"] for row in data["editions"]}
    latest.pop(CatalogueEdition.Kind.DIRECTORY, None)
    names = "; ".join(latest.values()) or "keine Katalogausgabe"
    return (
        f"Bezugsgröße: {figures['entries']['ours']} Aufgaben der Stadt unter "
        f"{figures['entries']['total']} Leistungen des Katalogs ({names}), bewertet nach "
        f"{model['name']} {model['version']}."
    )


def _online(counts: dict[str, int]) -> str:
    return f"{counts['online_total']} von {counts['ours']} online"


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
        bars=[
            Bar(f"themenfeld-{number}", row["name"] or "ohne Zuordnung", _online(row), row)
            for number, row in enumerate(data["figures"]["themenfelder"], start=1)
            if row["ours"]
        ],
        legend=OURS,
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
                [
                    [entry["name"], _level(entry, levels) + _broken(entry), _observed(entry)]
                    for entry in online
                ],
                counted_by=(1,),
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
                counted_by=(1,),
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
                counted_by=(1,),
            ),
            _not_ours(entries),
        ],
    )


def _not_ours(entries: list[dict[str, Any]]) -> Table:
    """Who says "not ours" says why; the entries one by one are in the CSV and the XLSX."""
    groups: dict[tuple[str, str], int] = {}
    for entry in entries:
        if entry["bucket"] == Bucket.NOT_OURS:
            decided = entry["competence"]
            group = str(Competence.Level(decided["level"]).label), decided["reason"]
            groups[group] = groups.get(group, 0) + 1
    rows = [[level, reason, str(count)] for (level, reason), count in sorted(groups.items())]
    columns = ["Zuständig", "Begründung", "Leistungen"]
    return Table("Nicht Aufgabe der Stadt, mit Begründung", columns, rows, frozenset({2}))


def _links(data: dict[str, Any]) -> Section:
    counts = data["figures"].get("links")
    title = "Erreichbarkeit der Online-Adressen"
    if counts is None:
        return Section(title, ["Bei diesem Stand wurden die Adressen noch nicht geprüft."])
    rows = [
        [entry["name"], f"online, Link defekt seit {german(link['since'])}", link["url"]]
        for entry in data["entries"]
        if (link := entry.get("link")) and link["state"] == ChannelAddress.State.BROKEN
    ]
    states = ", ".join(f"{state.label}: {counts[state]}" for state in ChannelAddress.State)
    return Section(
        title,
        [
            f"Von den Leistungen, die online sind: {states}. Eine Adresse gilt als defekt, wenn "
            "sie an drei verschiedenen Tagen nicht geantwortet hat.",
            f"Defekte Links: {counts['broken']}.",
        ],
        [Table("Defekte Links", ["Leistung", "Stand", "Adresse"], rows, counted_by=(1,))],
    )


def _level(entry: dict[str, Any], levels: dict[str, str]) -> str:
    level = entry["assessment"]["level"]
    return f"{level} {levels[str(level)]}"


def _broken(entry: dict[str, Any]) -> str:
    link = entry.get("link")
    if not link or link["state"] != ChannelAddress.State.BROKEN:
        return ""
    return f"; Link defekt seit {german(link['since'])}"


def _observed(entry: dict[str, Any]) -> str:
    return german(entry["assessment"]["observed_on"])


def _changes(data: dict[str, Any]) -> Section:
    since = data["since"]
    if since is None:
        title = "Veränderung seit dem letzten Stand"
        return Section(title, ["Das ist der erste festgehaltene Stand."])
    number = since.get("report")
    title = f"Veränderung seit dem letzten {'Bericht' if number else 'Stand'}"
    old, new = since["entries"], data["figures"]["entries"]
    rows = [
        [change["name"], _bucket(change["from"]), _bucket(change["to"]), WHY[change["why"]]]
        for change in since["changes"]
    ]
    return Section(
        title,
        [
            (f"Der letzte Bericht ist Nr. {number}. " if number else "")
            + f"Am {german(since['on'])} waren {old['online_total']} von {old['ours']} Aufgaben "
            f"der Stadt online, jetzt sind es {new['online_total']} von {new['ours']}.",
            f"Neu im Katalog: {since['new']}. Nicht mehr im Katalog: {since['gone']}.",
        ],
        [
            Table(
                "Was sich geändert hat",
                ["Leistung", "vorher", "jetzt", "Anlass"],
                rows,
                counted_by=(1, 2, 3),
            )
        ],
    )


def _bucket(value: str | None) -> str:
    if value is None:
        return "nicht im Katalog"
    return str(Bucket(value).label)


def _contributed(chapter: dict[str, Any]) -> Section:
    """A chapter of another package; days frozen before it existed have none."""
    table = Table(chapter["title"], ["Was", "Stand"], chapter["rows"], frozenset({1}))
    return Section(chapter["title"], chapter["paragraphs"], [table])


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
