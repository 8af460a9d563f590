"""Live parts of an answer that are more than one figure: lists, timelines, decision papers, links.

A draft shows them as of today. A release stores them with the answer, read from the same frozen
snapshot as its figures, so that what the council was shown can be read again word for word.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ozg_catalog.figures import figures_at
from ozg_catalog.models import (
    CouncilReport,
    Membership,
    Municipality,
    Project,
    Provider,
    Snapshot,
)
from services.models import Service

Data = dict[str, Any]


@dataclass(frozen=True)
class Section:
    title: str
    lines: list[str]


@dataclass(frozen=True)
class Extract:
    """`date` is the day of the data; `columns` and `rows`, `steps` or `sections` are filled."""

    title: str
    url: str
    source: str
    date: str
    is_example: bool = False
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    steps: list[list[str]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    @classmethod
    def from_json(cls, value: Data) -> "Extract":
        sections = [Section(**section) for section in value["sections"]]
        return cls(**{**value, "sections": sections})

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.date)

    def as_json(self) -> Data:
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """As plain text."""
        yield self.title
        for row in self.rows:
            pairs = zip(self.columns, row, strict=True)
            yield "– " + "; ".join(f"{name}: {cell}" for name, cell in pairs if cell)
        for day, text in self.steps:
            yield f"– {day}: {text}"
        for section in self.sections:
            yield f"{section.title}:"
            yield from (f"– {line}" for line in section.lines)
        yield _("Quelle: %(source)s, Stand %(day)s") % {
            "source": self.source,
            "day": _day(self.date),
        }


class Sources:
    """The catalogue's data: as they are today, or as a snapshot holds them."""

    def __init__(self, snapshot: Snapshot | None = None) -> None:
        self.snapshot = snapshot

    @cached_property
    def data(self) -> Data:
        if self.snapshot:
            frozen: Data = self.snapshot.data
            return frozen
        return figures_at(Municipality.objects.home(), timezone.localdate())

    def extract(self, title: str, url: str, examples: list[Data], **content: Any) -> Extract:
        return Extract(
            title=title,
            url=url,
            source=_("Digitalisierungsprogramm dieses Portals"),
            date=self.data["on"],
            is_example=any(row.get("is_example") for row in examples),
            **content,
        )


def _day(text: str | None) -> str:
    """A day as people write it; what is not a whole date stays as it is."""
    try:
        return f"{datetime.date.fromisoformat(text or ''):%d.%m.%Y}"
    except ValueError:
        return text or ""


def _projects(sources: Sources) -> Extract:
    rows = sources.data["projects"]
    labels = dict(Project.Status.choices)
    return sources.extract(
        _("Vorhaben und Ergebnisse"),
        reverse("ozg_catalog:overview"),
        rows,
        columns=[_("Vorhaben"), _("Stand"), _("Ergebnis")],
        rows=[[row["title"], str(labels[row["status"]]), row["result"]] for row in rows],
    )


def _milestones(title: Any, wanted: Callable[[Data], bool]) -> Callable[[Sources], Extract]:
    def read(sources: Sources) -> Extract:
        rows = [row for row in sources.data["milestones"] if wanted(row)]
        return sources.extract(
            str(title),
            reverse("ozg_catalog:overview"),
            rows,
            columns=[_("Meilenstein"), _("zugesagt"), _("erreicht")],
            rows=[[row["title"], _day(row["planned_on"]), _day(row["reached_on"])] for row in rows],
        )

    return read


def _planned_services(sources: Sources) -> Extract:
    found = [row for row in sources.data["entries"] if row["bucket"] == "planned"]
    found.sort(key=lambda row: row["assessment"]["planned_for"] or "9999")
    return sources.extract(
        _("Leistungen, die als nächste online gehen"),
        reverse("ozg_catalog:services"),
        [row["assessment"] for row in found],
        columns=[_("Leistung"), _("geplant bis")],
        rows=[[row["name"], _day(row["assessment"]["planned_for"])] for row in found],
    )


def _examinations(sources: Sources) -> Extract:
    rows = sources.data["examinations"]
    return sources.extract(
        _("Was geprüft wurde"),
        reverse("ozg_catalog:overview"),
        rows,
        columns=[_("Prüfauftrag"), _("Maßstäbe"), _("Kosten"), _("Vorlauf"), _("Ergebnis")],
        rows=[
            [row["title"], row["criteria"], row["cost"], row["lead_time"], row["result"]]
            for row in rows
        ],
    )


LISTS: dict[str, tuple[Any, Callable[[Sources], Extract]]] = {
    "projects": (gettext_lazy("Vorhaben und Ergebnisse"), _projects),
    "milestones.reached": (
        gettext_lazy("Erreichte Meilensteine"),
        _milestones(gettext_lazy("Erreichte Meilensteine"), lambda row: bool(row["reached_on"])),
    ),
    "milestones.open": (
        gettext_lazy("Offene Meilensteine"),
        _milestones(gettext_lazy("Offene Meilensteine"), lambda row: not row["reached_on"]),
    ),
    "milestones.missed": (
        gettext_lazy("Versäumte Meilensteine"),
        _milestones(gettext_lazy("Versäumte Meilensteine"), lambda row: row["overdue"]),
    ),
    "services.planned": (
        gettext_lazy("Leistungen, die als nächste online gehen"),
        _planned_services,
    ),
    "examinations": (gettext_lazy("Prüfaufträge"), _examinations),
}
STRATEGY = "strategy"


def _list(sources: Sources, key: str) -> Extract | None:
    return LISTS[key][1](sources) if key in LISTS else None


def _timeline(sources: Sources, key: str) -> Extract | None:
    if key == STRATEGY:
        return _strategy_timeline(sources)
    slug = key.removeprefix("project:")
    project = next((p for p in sources.data["projects"] if p["slug"] == slug), None)
    if project is None:
        return None
    steps = [(project["starts_on"], _("Beginn")), (project["ended_on"], _("abgeschlossen"))]
    if not project["ended_on"]:
        steps[1] = (project["ends_on"], _("geplantes Ende"))
    mine = [m for m in sources.data["milestones"] if m["project"] == project["title"]]
    for row in mine:
        reached = row["reached_on"]
        word = _("erreicht") if reached else _("geplant")
        steps.append((reached or row["planned_on"], f"{row['title']} ({word})"))
    return sources.extract(
        project["title"],
        reverse("ozg_catalog:project", args=[slug]),
        [project, *mine],
        steps=_in_order(steps),
    )


def _strategy_timeline(sources: Sources) -> Extract | None:
    strategy = sources.data["strategy"]
    if strategy is None:
        return None
    steps = [
        (strategy["dated_on"], _("%(version)s fertig") % {"version": strategy["version"]}),
        (strategy["council_planned_on"], _("für den Stadtrat geplant")),
        (strategy["council_decided_on"], _("im Stadtrat beschlossen")),
    ]
    url = reverse("ozg_catalog:overview")
    return sources.extract(strategy["title"], url, [strategy], steps=_in_order(steps))


def _in_order(steps: list[tuple[str | None, str]]) -> list[list[str]]:
    known = sorted((day, text) for day, text in steps if day)
    return [[_day(day), text] for day, text in known]


def _decision(sources: Sources, slug: str) -> Extract | None:
    provider = next((p for p in sources.data["providers"] if p["slug"] == slug), None)
    if provider is None:
        return None
    return sources.extract(
        _("Entscheidungsvorlage: %(name)s") % {"name": provider["name"]},
        reverse("ozg_catalog:provider", args=[slug]),
        [*provider["options"], *provider["memberships"]],
        sections=[section for section in _decision_sections(provider) if section.lines],
    )


def _decision_sections(provider: Data) -> Iterator[Section]:
    yield Section(_("Frage"), [provider["question"]])
    labels = dict(Membership.Status.choices)
    yield Section(
        _("Wer beteiligt ist"),
        [
            f"{row['municipality']}: {labels[row['status']]} ({row['source']})"
            for row in provider["memberships"]
        ],
    )
    for topic in provider["topics"]:
        title = topic["topic"] + (
            f" ({_('Quellen widersprechen sich')})" if topic["conflict"] else ""
        )
        yield Section(title, [_fact(fact) for fact in topic["facts"]])
    for option in provider["options"]:
        yield Section(_("Möglichkeit: %(title)s") % {"title": option["title"]}, _option(option))
    yield Section(_("Was noch offen ist"), [line for line in provider["open_questions"] if line])


def _fact(fact: Data) -> str:
    return f"{fact['statement']} ({fact['source']}, {_day(fact['dated']) or _('ohne Datum')})"


def _option(option: Data) -> list[str]:
    lines = [f"{_('dafür')}: {line}" for line in option["pro"] if line]
    lines += [f"{_('dagegen')}: {line}" for line in option["contra"] if line]
    costs = ((_("einmalig"), option["one_off_cost"]), (_("jährlich"), option["yearly_cost"]))
    return lines + [f"{name}: {cost}" for name, cost in costs if cost]


def _reference(sources: Sources, key: str) -> Extract | None:
    kind, _colon, name = key.partition(":")
    if kind == "report":
        return _report(name)
    service = Service.objects.public().titled("de").filter(slug=name).first()
    if service is None:
        return None
    return Extract(
        title=service.shown_title,
        url=service.get_absolute_url(),
        source=_("Dienstleistungen dieses Portals"),
        date=timezone.localdate().isoformat(),
        is_example=service.is_example,
        sections=[Section(_("Worum es geht"), [service.shown_teaser])]
        if service.shown_teaser
        else [],
    )


def _report(number: str) -> Extract | None:
    found = (
        CouncilReport.objects.released().filter(number=number).select_related("snapshot").first()
    )
    if found is None:
        return None
    return Extract(
        title=str(found),
        url=found.get_absolute_url(),
        source=_("Berichte an den Stadtrat"),
        date=found.snapshot.on.isoformat(),
    )


READERS: dict[str, Callable[[Sources, str], Extract | None]] = {
    "live_list": _list,
    "live_timeline": _timeline,
    "decision": _decision,
    "reference": _reference,
}


def read(kind: str, key: str, sources: Sources | None = None) -> Extract | None:
    """One live part; None when what it names is gone."""
    return READERS[kind](sources or Sources(), key)


def freeze(body: Any, sources: Sources) -> dict[str, Data]:
    """All live parts of an answer by the ids of their blocks, in German like the answers."""
    with translation.override(settings.LANGUAGE_CODE):
        found = {
            block.id: read(block.block_type, block.value["of"], sources)
            for block in body
            if block.block_type in READERS
        }
    return {key: extract.as_json() for key, extract in found.items() if extract}


def list_choices() -> list[tuple[str, Any]]:
    return [(key, label) for key, (label, _read) in LISTS.items()]


def timeline_choices() -> list[tuple[str, Any]]:
    projects = Project.objects.order_by("title").values_list("slug", "title")
    return [(STRATEGY, _("Digitalisierungskonzept"))] + [
        (f"project:{slug}", title) for slug, title in projects
    ]


def decision_choices() -> list[tuple[str, Any]]:
    return list(Provider.objects.order_by("name").values_list("slug", "name"))


def reference_choices() -> list[tuple[str, Any]]:
    reports = CouncilReport.objects.released().order_by("-number")
    services = Service.objects.public().titled("de").order_by("shown_key")
    return [
        (_("Berichte"), [(f"report:{report.number}", str(report)) for report in reports]),
        (_("Leistungen"), [(f"service:{one.slug}", one.shown_title) for one in services]),
    ]
