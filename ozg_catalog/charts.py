"""Where things lie in the charts: whole numbers for SVG attributes, so nothing needs a style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

# The share that is online and that is conform, one column per frozen stand.
HISTORY_WIDTH, WIDEST, FLOOR, TALL = 720, 90, 170, 160
MOST_LABELS = 9


def history_columns(history: list[Any]) -> tuple[list[dict[str, Any]], int]:
    """Columns and the width of the chart. Many columns get narrow, and only some a label."""
    step = max(8, min(WIDEST, HISTORY_WIDTH // max(1, len(history))))
    every = max(1, -(-len(history) // MOST_LABELS))
    columns = [_column(position, taken, step, every) for position, taken in enumerate(history)]
    return columns, max(1, len(columns)) * step


def _column(position: int, taken: Any, step: int, every: int) -> dict[str, Any]:
    counts = taken.counts
    ours = max(counts["ours"], 1)
    online, conform = (TALL * counts[name] // ours for name in ("online_total", "conform"))
    gap = max(1, step // 6)
    return {
        "snapshot": taken,
        "x": position * step + gap,
        "width": step - 2 * gap,
        "middle": position * step + step // 2,
        "labelled": position % every == 0,
        "online_y": FLOOR - online,
        "online_height": online - conform,
        "conform_y": FLOOR - conform,
        "conform_height": conform,
    }


# The plan: a row for each project and each milestone, from the first year to the last.
PLAN_WIDTH, ROW, HEAD = 720, 40, 30
LONGEST_TITLE = 88


@dataclass(frozen=True)
class Axis:
    first: date
    last: date

    def x(self, day: date) -> int:
        return PLAN_WIDTH * (day - self.first).days // max(1, (self.last - self.first).days)

    @property
    def years(self) -> list[dict[str, int]]:
        return [
            {"year": year, "x": self.x(date(year, 1, 1))}
            for year in range(self.first.year, self.last.year + 1)
        ]


def plan(data: dict[str, Any]) -> dict[str, Any] | None:
    """The programme of a stand, laid out. None when nothing in it has a date."""
    dated = [
        *_rows("project", data["projects"], "starts_on", "ended_on", "ends_on"),
        *_rows("milestone", data["milestones"], "planned_on", "reached_on", "planned_on"),
    ]
    if not dated:
        return None
    days = [day for row in dated for day in (row["from"], row["to"])]
    today = date.fromisoformat(data["on"])
    axis = Axis(
        date(min(*days, today).year, 1, 1),
        date(max(*days, today).year + 1, 1, 1),
    )
    rows = [_placed(row, axis, number) for number, row in enumerate(dated)]
    height = HEAD + ROW * len(rows) + 10
    return {
        "rows": rows,
        "years": axis.years,
        "today": axis.x(today),
        "width": PLAN_WIDTH,
        "height": height,
        "first": axis.first.year,
        "last": axis.last.year - 1,
    }


def _rows(
    kind: str, items: Iterable[dict[str, Any]], start: str, done: str, planned: str
) -> list[dict[str, Any]]:
    """What has no date has no place on a line of time; the lists below name it."""
    found = []
    for item in items:
        days = [item[name] for name in (start, done, planned) if item[name]]
        if days:
            end = item[done] or item[planned] or item[start]
            fields = {
                "kind": kind,
                "title": _short(item["title"]),
                "overdue": item["overdue"],
                "done": bool(item[done]),
                "from": date.fromisoformat(min(item[start] or end, end)),
                "to": date.fromisoformat(end),
            }
            found.append(fields)
    return found


def _placed(row: dict[str, Any], axis: Axis, number: int) -> dict[str, Any]:
    x, end = axis.x(row["from"]), axis.x(row["to"])
    y = HEAD + ROW * number
    return {**row, "x": x, "end": end, "width": max(4, end - x), "label_y": y + 12, "y": y + 18}


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
