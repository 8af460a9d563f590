"""How figures look: labels, dates and money out of frozen data, and the charts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from ozg_catalog.charts import bars, drawing, plan, timeline
from ozg_catalog.forms import NO_NAME, SUMS
from ozg_catalog.models import (
    Assessment,
    ChannelAddress,
    Competence,
    Membership,
    Project,
    Snapshot,
)
from ozg_catalog.progress import OURS, Bucket

register = template.Library()

LABELS: dict[str, Any] = {
    "bucket": Bucket,
    "competence": Competence.Level,
    "membership": Membership.Status,
    "project": Project.Status,
    "origin": Assessment.Origin,
    "link": ChannelAddress.State,
}


@register.filter
def label(value: str, kind: str) -> str:
    """The words for a stored value: {{ "online"|label:"bucket" }}."""
    return str(LABELS[kind](value).label)


@register.filter
def state_label(entry: dict[str, Any]) -> str:
    """The state of an entry; what is online under a broken address says so, with its day."""
    link = entry.get("link") or {}
    if link.get("state") == ChannelAddress.State.BROKEN:
        since = date.fromisoformat(link["since"]).strftime("%d.%m.%Y")
        return _("online, Link defekt seit %(since)s") % {"since": since}
    return label(entry["bucket"], "bucket")


@register.filter
def day(value: str | None) -> date | str | None:
    """A frozen ISO date as a date; what is not a full date ("August 2021") stays as it is."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return value


@register.filter
def is_day(value: str | None) -> bool:
    return isinstance(day(value), date)


@register.filter
def euro(value: str | Decimal | None) -> str:
    if value is None or value == "":
        return ""
    return f"{number_format(Decimal(value), 2, use_l10n=True)} €"


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key, mapping.get(str(key), ""))


@register.filter
def percent(part: int, whole: int) -> str:
    """Rounded half up, and said with its sign; without a denominator there is no share."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


@register.inclusion_tag("ozg_catalog/parts/chart.html")
def tasks_bar(counts: dict[str, int], name: str, title: str) -> dict[str, Any]:
    """The tasks of the city by state. ``name`` is the picture's id, once in a page."""
    bar = bars.tasks_bar(counts, name, title)
    return _chart(bars.inline(bar), bar.words.text)


@register.inclusion_tag("ozg_catalog/parts/chart.html")
def entries_bar(counts: dict[str, int], name: str, title: str) -> dict[str, Any]:
    """Every entry of the catalogue by state."""
    bar = bars.entries_bar(counts, name, title)
    return _chart(bars.inline(bar), _("Der Katalog ist leer."))


def _chart(markup: str, otherwise: str = "") -> dict[str, Any]:
    chart = format_html("{}", drawing.Inline(markup)) if markup else ""
    return {"chart": chart, "otherwise": otherwise}


@register.simple_tag
def look(name: str) -> str:
    """The attributes of a rectangle that looks like this state."""
    return flatatt(drawing.look(name))


@register.inclusion_tag("ozg_catalog/parts/legend.html")
def progress_legend(counts: dict[str, int], query: str = "") -> dict[str, Any]:
    rows = [(bucket, counts[bucket.value]) for bucket in Bucket]
    return {"rows": rows, "ours": counts["ours"], "tasks": OURS, "query": query}


@register.inclusion_tag("ozg_catalog/parts/chart.html")
def progress_timeline(history: list[Any]) -> dict[str, Any]:
    return _chart(timeline.timeline(history, "verlauf"))


@register.inclusion_tag("ozg_catalog/parts/chart.html")
def plan_timeline(data: dict[str, Any]) -> dict[str, Any]:
    return _chart(plan.plan(data, "plan"), _("Noch ist kein Termin eingetragen."))


# The columns of a table of groups, each with the filter that lists what it counts.
GROUP_COLUMNS = (
    ("ours", _lazy("Aufgaben der Stadt")),
    ("online_total", _lazy("online")),
    ("conform", _lazy("davon konform")),
    ("planned", _lazy("geplant")),
    ("not_online", _lazy("nicht online")),
    ("unknown", _lazy("unbekannt")),
    ("undecided", _lazy("nicht entschieden")),
    ("elsewhere", _lazy("nicht Stadt")),
)
GROUPS = {
    "themenfeld": (_lazy("Themenfeld"), _lazy("Leistungen nach Themenfeld und Stand")),
    "lage": (_lazy("Lage"), _lazy("Leistungen nach Lebens- und Geschäftslage und Stand")),
}


@register.inclusion_tag("ozg_catalog/parts/groups.html")
def group_table(groups: list[dict[str, Any]], field: str, stand: Any) -> dict[str, Any]:
    """Every number leads to the list that it counts."""
    what, caption = GROUPS[field]
    rows = [
        {
            "name": group["name"],
            "cells": [
                {
                    "count": _count(group, state),
                    "query": _query(stand, **{field: group["name"] or NO_NAME}, zustand=state),
                }
                for state, _heading in GROUP_COLUMNS
            ],
        }
        for group in groups
    ]
    headings = [heading for _state, heading in GROUP_COLUMNS]
    fields = {"field": field, "what": what, "caption": caption}
    return {"rows": rows, "headings": headings, **fields}


def _count(group: dict[str, Any], state: str) -> int:
    return int(group[state]) if state in group else sum(group[b.value] for b in SUMS[state])


def _query(stand: Any, **wanted: str) -> str:
    if stand and stand.snapshot:
        wanted["stand"] = str(stand.snapshot.pk)
    return urlencode(wanted)


@register.inclusion_tag("ozg_catalog/parts/list_link.html")
def frozen_link(taken: Snapshot, state: str) -> dict[str, Any]:
    """A number of a frozen stand, with the list that it counts."""
    query = urlencode({"zustand": state, "stand": str(taken.pk)})
    return {"count": taken.counts[state], "query": query}


@register.simple_tag
def list_query(stand: Any, status: str = "") -> str:
    return _query(stand, **({"status": status} if status else {}))


@register.simple_tag
def programme_url(stand: Any, status: str = "") -> str:
    """The programme of this stand, all of it or the projects in one status."""
    query = list_query(stand, status)
    return reverse("ozg_catalog:programme") + (f"?{query}" if query else "")


@register.filter
def tasks(counts: dict[str, int], stand: Any) -> list[tuple[Bucket, int, str]]:
    """What the bar is made of, in its order."""
    return [(b, counts[b.value], _query(stand, zustand=b.value)) for b in OURS if counts[b.value]]


@register.filter
def levels(counts: dict[str, int], stand: Any) -> list[tuple[str, str, int]]:
    return [
        (str(level.label), _query(stand, zustaendig=level.value), counts.get(level.value, 0))
        for level in Competence.Level
    ]


@register.filter
def link_states(counts: dict[str, int], stand: Any) -> list[tuple[str, str, int]]:
    return [
        (str(state.label), _query(stand, link=state.value), counts.get(state.value, 0))
        for state in ChannelAddress.State
    ]


@register.filter
def comparison(rows: list[dict[str, Any]], stand: Any) -> list[dict[str, Any]]:
    """A stand frozen before the entries were kept with it shows the numbers without a list."""
    return [{"name": row["name"], "cells": _compared(row, stand)} for row in rows]


def _compared(row: dict[str, Any], stand: Any) -> list[dict[str, Any]]:
    theirs, mine = row["theirs"], row["mine"]
    wanted: list[tuple[int, dict[str, str]]] = [
        (row["tasks"], {}),
        (theirs["online_total"], {"dort": "online_total"}),
        (theirs["not_assessed"] + theirs["not_reported"], {"dort": "unknown"}),
        (mine["online_total"], {"zustand": "online_total"}),
    ]
    return [
        {
            "count": count,
            "query": _query(stand, vergleich=row["name"], **more) if "entries" in row else "",
        }
        for count, more in wanted
    ]
