"""How figures look: labels, dates and money out of frozen data, and bars as inline SVG.

A bar carries no inline style (the Content-Security-Policy forbids it): widths are SVG
attributes, colours are classes, and hatches keep the states apart on grey paper.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ozg_catalog.models import Assessment, ChannelAddress, Competence, Membership, Project
from ozg_catalog.progress import OURS, Bucket

register = template.Library()

WIDTH = 1000
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
def euro(value: str | None) -> str:
    return f"{number_format(Decimal(value), 2, use_l10n=True)} €" if value else ""


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key, mapping.get(str(key), ""))


@register.filter
def percent(part: int, whole: int) -> str:
    """Rounded half up, and said with its sign; without a denominator there is no share."""
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


@register.inclusion_tag("ozg_catalog/parts/bar.html")
def progress_bar(counts: dict[str, int], title: str = "") -> dict[str, Any]:
    return {"segments": _segments(counts), "width": WIDTH, "text": _spoken(counts, title)}


@register.inclusion_tag("ozg_catalog/parts/legend.html")
def progress_legend(counts: dict[str, int], query: str = "") -> dict[str, Any]:
    rows = [(bucket, counts[bucket.value]) for bucket in Bucket]
    return {"rows": rows, "ours": counts["ours"], "tasks": OURS, "query": query}


@register.inclusion_tag("ozg_catalog/parts/timeline.html")
def progress_timeline(history: list[Any]) -> dict[str, Any]:
    """The share that is online and that is conform, one column per frozen stand."""
    columns = [_column(position, taken) for position, taken in enumerate(history)]
    return {"columns": columns, "width": max(1, len(columns)) * 90, "height": 200}


def _segments(counts: dict[str, int]) -> list[dict[str, Any]]:
    total, seen, segments = counts["ours"], 0, []
    for bucket in OURS:
        count = counts[bucket.value]
        if count:
            start = WIDTH * seen // total
            end = WIDTH * (seen + count) // total
            segments.append({"bucket": bucket, "x": start, "width": end - start, "count": count})
        seen += count
    return segments


def _spoken(counts: dict[str, int], title: str) -> str:
    if not counts["ours"]:
        words = _("keine Aufgabe der Stadt")
    else:
        parts = [
            f"{bucket.label}: {counts[bucket.value]}" for bucket in OURS if counts[bucket.value]
        ]
        words = _("%(ours)s Aufgaben der Stadt, davon %(parts)s") % {
            "ours": counts["ours"],
            "parts": ", ".join(parts),
        }
    return f"{title}: {words}" if title else words


def _column(position: int, taken: Any) -> dict[str, Any]:
    counts = taken.counts
    ours = max(counts["ours"], 1)
    online, conform = (160 * counts[name] // ours for name in ("online_total", "conform"))
    return {
        "snapshot": taken,
        "counts": counts,
        "x": position * 90 + 15,
        "middle": position * 90 + 45,
        "online_y": 170 - online,
        "online_height": online - conform,
        "conform_y": 170 - conform,
        "conform_height": conform,
    }
