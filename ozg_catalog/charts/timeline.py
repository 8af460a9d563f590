"""The share that is online and that is conform, one column for each frozen stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pygal
from django.utils.translation import gettext as _
from lxml import etree

from ozg_catalog.charts.drawing import (
    KEPT,
    SVG,
    Words,
    draw,
    make_fluid,
    markup,
    remove,
    settings_of,
)
from ozg_catalog.models import Snapshot

WIDTH, HEIGHT = 720, 240
# So many dates stand side by side on a screen of 320 pixels.
MOST_LABELS = 3
EDGE = 12


@dataclass(frozen=True)
class Column:
    """The shares of one stand, in percent of the tasks it counted."""

    on: date
    online: float
    conform: float


def timeline(history: Iterable[Snapshot], name: str) -> str:
    """Columns of conform and online, with a scale from 0 to 100; nothing without a stand."""
    columns = tuple(column_of(taken) for taken in history)
    return inline(columns, name, words(columns)) if columns else ""


def column_of(taken: Snapshot) -> Column:
    return Column(taken.on, _share(taken, "online_total"), _share(taken, "conform"))


def _share(taken: Snapshot, what: str) -> float:
    ours = taken.counts["ours"]
    return 100 * taken.counts[what] / ours if ours else 0


def words(columns: Sequence[Column]) -> Words:
    text = _(
        "%(n)s Stände von %(first)s bis %(last)s. Zuletzt online: %(online)s %%, davon "
        "OZG-konform: %(conform)s %%. Alle Zahlen stehen in der folgenden Tabelle."
    ) % {
        "n": len(columns),
        "first": f"{columns[0].on:%d.%m.%Y}",
        "last": f"{columns[-1].on:%d.%m.%Y}",
        "online": _half_up(columns[-1].online),
        "conform": _half_up(columns[-1].conform),
    }
    return Words(_("Anteil online und OZG-konform je festgehaltenem Stand"), text)


def _half_up(share: float) -> int:
    return int(share + 0.5)


@lru_cache(KEPT)
def inline(columns: tuple[Column, ...], name: str, words: Words) -> str:
    return markup(tree(columns, name, words))


def tree(columns: Sequence[Column], name: str, words: Words) -> etree._Element:
    size = {"width": WIDTH, "height": HEIGHT, "margin_top": 20, "margin_bottom": 16}
    scale = {"range": (0, 100), "y_labels": (0, 50, 100), "value_formatter": _percent}
    chart = pygal.StackedBar(**settings_of("timeline"), **size, **scale)
    chart.x_labels = labels(columns)
    chart.add("", [column.conform for column in columns])
    chart.add("", [column.online - column.conform for column in columns])
    root = draw(chart, name, words, ["conform", "online"])
    make_fluid(root)
    _put_labels_inside(root)
    return root


def _percent(share: float) -> str:
    """The floor needs no words, and they would stand behind the first column."""
    return f"{share:.0f} %" if share else ""


def labels(columns: Sequence[Column]) -> list[str]:
    """Month and year of a few columns, evenly; the others have none."""
    every = max(1, -(-len(columns) // MOST_LABELS))
    return [
        f"{column.on:%m/%Y}" if place % every == 0 else "" for place, column in enumerate(columns)
    ]


def _put_labels_inside(root: etree._Element) -> None:
    """Beside the columns is no room on a narrow screen: the scale stands on its own lines."""
    for text in list(root.iter(f"{SVG}text")):
        classes = [group.get("class") or "" for group in text.iterancestors(f"{SVG}g")]
        across = float((text.get("x") or "0").removesuffix("%"))
        if not text.text:
            remove(text)
        elif any(" y" in name for name in classes):
            text.set("x", "0")
            text.set("dy", "-8")
        else:
            anchor = "start" if across < EDGE else "end" if across > 100 - EDGE else "middle"
            text.set("text-anchor", anchor)
