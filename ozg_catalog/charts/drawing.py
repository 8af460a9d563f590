"""What our pages need of an SVG that pygal drew.

The policy blocks inline style and script, so the look comes from classes of our style sheet and
from the patterns of ``parts/patterns.html``. Equal figures give equal bytes: the day, the random
name and the long decimals go. The picture gets its words. A fluid picture has its places across
in percent: text keeps its size on a narrow screen, and patterns are not squeezed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from pygal.graph.graph import Graph

SVG = "{http://www.w3.org/2000/svg}"
# Drawn as one colour; a pattern of nothing but ground would show its seams.
SOLID = frozenset({"conform", "offline", "reached", "due"})
UNSEEN = ""
# Frozen figures do not change, and drawing them takes 10 ms and more: so many pictures are kept.
KEPT = 512
NOT_OURS_TO_SHOW = ("style", "script", "desc", "title")
NUMBER = re.compile(r"-?\d+\.\d+")
STRAIGHT = re.compile(r"M(-?[\d.]+) (-?[\d.]+) h([\d.]+)")


@dataclass(frozen=True)
class Words:
    """What a reader hears: the name of the picture, and what it shows."""

    title: str
    text: str


def settings_of(name: str) -> dict[str, object]:
    """What every chart asks of pygal: no script, no font from elsewhere, no legend of its own."""
    return {
        "js": (),
        "css": (),
        "classes": ("chart-picture", f"chart-picture--{name}"),
        "disable_xml_declaration": True,
        "show_legend": False,
        "margin": 0,
        "spacing": 0,
        "truncate_label": -1,
    }


def draw(chart: Graph, name: str, words: Words, looks: Sequence[str]) -> etree._Element:
    """The tree of the picture. ``name`` is its id, once in a page; ``looks`` go by series."""
    chart.uuid = name
    root = etree.fromstring(chart.render())
    _drop_foreign_parts(root)
    for number, look in enumerate(looks):
        _dress(root, number, look)
    _remove_empty_groups(root)
    _say(root, words)
    _round(root)
    etree.cleanup_namespaces(root)
    return root


def markup(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode")


@dataclass(frozen=True)
class Inline:
    """A picture within a page: lxml wrote and escaped it, so it is markup already."""

    markup: str

    def __html__(self) -> str:
        return self.markup


def remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def number_of(element: etree._Element, key: str) -> float:
    """What pygal leaves out is nought: a bar without a width is a bar of nothing."""
    return float(element.get(key) or 0)


def look(name: str) -> dict[str, str]:
    """The attributes of a rectangle in this look."""
    if name in SOLID:
        return {"class": f"bar__part b-{name}"}
    return {"class": "bar__part", "fill": f"url(#p-{name})"}


def crop(root: etree._Element, left: float, width: float) -> None:
    """Cut off the blank that pygal leaves beside the bars."""
    height = _view_box(root)[3]
    root.set("viewBox", f"{left:.2f} 0 {width:.2f} {height:g}")


def make_fluid(root: etree._Element) -> None:
    """Places across become percent of the picture's width; places down stay pixels."""
    left, _top, width, height = _view_box(root)
    for element in list(root.iter(f"{SVG}rect", f"{SVG}text", f"{SVG}path")):
        offset = _shift(element) - left
        if element.tag == f"{SVG}path":
            _replace_line(element, offset, width)
        else:
            _to_percent(element, offset, width)
    for group in root.iter(f"{SVG}g"):
        if group.get("transform"):
            _across, down = _translation(group)
            group.set("transform", f"translate(0 {down:g})")
    del root.attrib["viewBox"]
    root.set("width", "100%")
    root.set("height", f"{height:g}")


def _drop_foreign_parts(root: etree._Element) -> None:
    """Style, script, tooltips, backgrounds, and the comment that names the day."""
    for element in list(root.iter()):
        if _is_foreign(element):
            remove(element)


def _is_foreign(element: etree._Element) -> bool:
    if not isinstance(element.tag, str):
        return True
    classes = (element.get("class") or "").split()
    return (
        element.tag.removeprefix(SVG) in NOT_OURS_TO_SHOW
        or "tooltip-overlay" in classes
        or "background" in classes
    )


def _dress(root: etree._Element, number: int, name: str) -> None:
    for rect in _rects_of_series(root, number):
        if name == UNSEEN or not (number_of(rect, "width") and number_of(rect, "height")):
            remove(rect)
            continue
        for needless in ("rx", "ry"):
            if rect.get(needless) == "0":
                del rect.attrib[needless]
        for key, value in look(name).items():
            rect.set(key, value)


def _rects_of_series(root: etree._Element, number: int) -> list[etree._Element]:
    return [
        rect
        for group in root.iter(f"{SVG}g")
        if f"serie-{number}" in (group.get("class") or "").split()
        for rect in group.iter(f"{SVG}rect")
    ]


def _remove_empty_groups(root: etree._Element) -> None:
    for group in reversed([*root.iter(f"{SVG}g", f"{SVG}defs")]):
        if len(group) == 0:
            remove(group)


def _say(root: etree._Element, words: Words) -> None:
    name = root.get("id")
    root.set("role", "img")
    root.set("focusable", "false")
    for place, (tag, text) in enumerate((("title", words.title), ("desc", words.text))):
        element = etree.Element(f"{SVG}{tag}", {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(place, element)
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-desc")


def _round(root: etree._Element) -> None:
    """Two decimals are finer than any screen, and the same on every machine."""
    for element in root.iter(f"{SVG}rect", f"{SVG}text", f"{SVG}path", f"{SVG}g"):
        for key in ("x", "y", "width", "height", "d", "transform"):
            if value := element.get(key):
                element.set(key, NUMBER.sub(lambda found: f"{float(found[0]):.2f}", value))


def _view_box(root: etree._Element) -> list[float]:
    return [float(part) for part in root.get("viewBox", "").split()]


def _translations(element: etree._Element) -> Iterator[float]:
    for group in element.iterancestors(f"{SVG}g"):
        yield _translation(group)[0]


def _shift(element: etree._Element) -> float:
    return sum(_translations(element))


def _translation(group: etree._Element) -> tuple[float, float]:
    found = [float(number) for number in re.findall(r"-?[\d.]+", group.get("transform") or "")]
    return (found[0], found[1]) if found else (0, 0)


def _to_percent(element: etree._Element, offset: float, width: float) -> None:
    element.set("x", f"{100 * (number_of(element, 'x') + offset) / width:.3f}%")
    if element.get("width"):
        element.set("width", f"{100 * number_of(element, 'width') / width:.3f}%")


def _replace_line(path: etree._Element, offset: float, width: float) -> None:
    """A path knows no percent, a line does; of lines that go down, none is wanted."""
    found = STRAIGHT.match(path.get("d") or "")
    if found:
        x, y, length = (float(number) for number in found.groups())
        start, end = (100 * (place + offset) / width for place in (x, x + length))
        places = {"x1": f"{start:.3f}%", "x2": f"{end:.3f}%", "y1": f"{y:g}", "y2": f"{y:g}"}
        path.addnext(etree.Element(f"{SVG}line", places | {"class": path.get("class") or ""}))
    remove(path)
