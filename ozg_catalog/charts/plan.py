"""The plan: a row for each project and each milestone, from the first year to the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pygal
from django.utils.translation import gettext as _
from lxml import etree

from ozg_catalog.charts.drawing import KEPT, SVG, UNSEEN, Words, draw, markup, remove, settings_of

WIDTH, LINE, HEAD = 720, 22, 24
LONGEST_TITLE = 88
# A milestone is a day; this many pixels make it a dot that can be seen.
DOT = 18
LEAST = 4
DOTS = ("reached", "due", "missed")
LOOKS = ("conform", "planned", "overdue", *DOTS)


@dataclass(frozen=True)
class Row:
    """One project or milestone with its first and last day."""

    title: str
    look: str
    start: date
    end: date


def plan(data: dict[str, Any], name: str) -> str:
    """The programme of a stand as a chart; nothing when nothing in it has a date."""
    rows, today = tuple(rows_of(data)), date.fromisoformat(data["on"])
    return inline(rows, today, name, words(rows, today)) if rows else ""


@lru_cache(KEPT)
def inline(rows: tuple[Row, ...], today: date, name: str, words: Words) -> str:
    return markup(tree(rows, today, name, words))


def tree(rows: Sequence[Row], today: date, name: str, words: Words) -> etree._Element:
    first, last = _span(rows, today)
    root = draw(_chart(rows, first, last, today), name, words, (UNSEEN, *LOOKS))
    _lift_years(root)
    return root


def _span(rows: Sequence[Row], today: date) -> tuple[date, date]:
    """Whole years, the day of the stand among them."""
    first = min([row.start for row in rows] + [today]).year
    last = max([row.end for row in rows] + [today]).year
    return date(first, 1, 1), date(last + 1, 1, 1)


def rows_of(data: dict[str, Any]) -> list[Row]:
    """What has no date has no place on a line of time; the lists below name it."""
    return [
        *_rows(data["projects"], ("conform", "planned"), "starts_on", "ended_on", "ends_on"),
        *_rows(data["milestones"], ("reached", "due"), "planned_on", "reached_on", "planned_on"),
    ]


def _rows(
    items: Iterable[dict[str, Any]],
    looks: tuple[str, str],
    start: str,
    done: str,
    planned: str,
) -> list[Row]:
    found, late = [], "overdue" if looks[0] == "conform" else "missed"
    for item in items:
        if not any(item[name] for name in (start, done, planned)):
            continue
        end = item[done] or item[planned] or item[start]
        seen = late if item["overdue"] else looks[0] if item[done] else looks[1]
        days = date.fromisoformat(min(item[start] or end, end)), date.fromisoformat(end)
        found.append(Row(_label(item), seen, *days))
    return found


def _chart(rows: Sequence[Row], first: date, last: date, today: date) -> pygal.HorizontalStackedBar:
    """Two lines a row, counted from below: the bar, and over it the title at the edge."""
    days = (last - first).days
    size = {"width": WIDTH, "height": 2 * HEAD + 2 * LINE * len(rows), "margin_top": HEAD}
    scale = {"range": (0, days), "y_labels": _marks(first, last, today), "show_y_labels": False}
    words = {"print_labels": True, "print_values_position": "bottom"}
    chart = pygal.HorizontalStackedBar(**settings_of("plan"), **size, **scale, **words)
    chart.y_labels_major = [(today - first).days]
    upwards = [_placed(row, first, days) for row in reversed(rows)]
    chart.add("", [value for row, lead, _ in upwards for value in (lead, _titled(row))])
    for look in LOOKS:
        lengths = [length if row.look == look else 0 for row, _, length in upwards]
        round_off = DOT // 2 if look in DOTS else None
        values = [value for length in lengths for value in (length, 0)]
        chart.add("", values, rounded_bars=round_off)
    return chart


def _placed(row: Row, first: date, days: int) -> tuple[Row, float, float]:
    """Days before the bar and in it; a dot is wider than its day and lies around it."""
    pixel = days / WIDTH
    lead, length = (row.start - first).days, (row.end - row.start).days
    if row.look not in DOTS:
        return row, lead, max(length, LEAST * pixel)
    dot = DOT * pixel
    return row, min(max((row.end - first).days - dot / 2, 0), days - dot), dot


def _titled(row: Row) -> dict[str, Any]:
    return {"value": 0, "label": row.title}


def _marks(first: date, last: date, today: date) -> list[dict[str, Any]]:
    """Each year, and today, whose line has no words: it is drawn like no other."""
    years = [
        {"value": (date(year, 1, 1) - first).days, "label": str(year)}
        for year in range(first.year, last.year)
    ]
    return [*years, {"value": (today - first).days, "label": ""}]


def words(rows: Sequence[Row], today: date) -> Words:
    first, last = _span(rows, today)
    return Words(
        _("Zeitplan mit %(n)s Vorhaben und Meilensteinen von %(first)s bis %(last)s")
        % {"n": len(rows), "first": first.year, "last": last.year - 1},
        _("Dieselben Angaben stehen in den folgenden Listen."),
    )


def _label(item: dict[str, Any]) -> str:
    title: str = item["title"]
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    return _("überfällig: %(title)s") % {"title": short} if item["overdue"] else short


def _lift_years(root: etree._Element) -> None:
    """The years stand over the plan, where reading begins."""
    for text in list(root.iter(f"{SVG}text")):
        if text.get("class") == "label":
            text.set("x", "2")
        elif text.text:
            text.set("y", "-8")
        else:
            remove(text)
