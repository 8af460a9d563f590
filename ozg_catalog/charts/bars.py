"""One bar: how many entries are in each state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pygal
from django.utils.translation import gettext as _
from lxml import etree

from ozg_catalog.charts.drawing import KEPT, Words, crop, draw, make_fluid, markup, settings_of
from ozg_catalog.progress import OURS, Bucket

WIDTH, HEIGHT = 1000, 28
# pygal leaves a twenty-sixth of the width blank, half of it on each side.
BLANK = WIDTH / 52


@dataclass(frozen=True)
class Bar:
    """What a bar shows: the states that are not empty, in their order."""

    name: str
    words: Words
    parts: tuple[tuple[str, int], ...]


def tasks_bar(counts: Mapping[str, int], name: str, title: str) -> Bar:
    """The tasks of the city by state. ``name`` is the picture's id, once in a page."""
    return _bar(counts, OURS, name, Words(title, tasks_in_words(counts)))


def entries_bar(counts: Mapping[str, int], name: str, title: str) -> Bar:
    """Every entry of the catalogue by state, with those that are nobody's zero."""
    parts = _in_words(counts, list(Bucket))
    text = _("%(total)s Leistungen, davon %(parts)s") % {"total": counts["total"], "parts": parts}
    return _bar(counts, list(Bucket), name, Words(title, text))


def tasks_in_words(counts: Mapping[str, int]) -> str:
    if not counts["ours"]:
        return _("keine Aufgabe der Stadt")
    return _("%(ours)s Aufgaben der Stadt, davon %(parts)s") % {
        "ours": counts["ours"],
        "parts": _in_words(counts, OURS),
    }


@lru_cache(KEPT)
def inline(bar: Bar) -> str:
    """For a page; nothing where nothing is counted."""
    if not bar.parts:
        return ""
    root = tree(bar)
    make_fluid(root)
    return markup(root)


def tree(bar: Bar) -> etree._Element:
    """The picture of a bar that has parts, in its own size."""
    size = {"width": WIDTH, "height": HEIGHT}
    whole = {"range": (0, sum(count for _state, count in bar.parts))}
    axes = {"show_x_labels": False, "show_y_labels": False}
    chart = pygal.HorizontalStackedBar(**settings_of("bar"), **size, **whole, **axes)
    for state, count in bar.parts:
        chart.add(state, [count])
    root = draw(chart, bar.name, bar.words, [state for state, _count in bar.parts])
    crop(root, BLANK, WIDTH - 2 * BLANK)
    return root


def _bar(counts: Mapping[str, int], buckets: Sequence[Bucket], name: str, words: Words) -> Bar:
    parts = tuple((bucket.value, counts[bucket]) for bucket in buckets if counts[bucket])
    return Bar(name, words, parts)


def _in_words(counts: Mapping[str, int], buckets: Sequence[Bucket]) -> str:
    return ", ".join(f"{bucket.label}: {counts[bucket]}" for bucket in buckets if counts[bucket])
