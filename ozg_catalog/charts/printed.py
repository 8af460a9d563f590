"""Pictures that leave the page: each carries its own looks, for the PDF has no style sheet."""

from __future__ import annotations

from functools import cache

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from lxml import etree

from ozg_catalog.charts.drawing import SVG, look, markup


@cache
def style() -> str:
    """The style sheet of the charts, the one that pages link to."""
    path = finders.find("ozg_catalog/charts.css")
    assert isinstance(path, str), "charts.css is not among the static files"
    with open(path, encoding="utf-8") as file:
        return file.read()


def standalone(root: etree._Element) -> str:
    """The picture with style and patterns inside. It comes from here, so its tree may change."""
    sheet = etree.Element(f"{SVG}style")
    sheet.text = style()
    root.insert(0, sheet)
    root.insert(1, etree.fromstring(_patterns())[0])
    return markup(root)


def swatch(name: str) -> str:
    """A small rectangle in this look, for a legend."""
    root = etree.Element(f"{SVG}svg", {"viewBox": "0 0 28 14"}, nsmap={None: SVG[1:-1]})
    place = {"x": "1", "y": "1", "width": "26", "height": "12"}
    etree.SubElement(root, f"{SVG}rect", place | look(name))
    return standalone(root)


@cache
def _patterns() -> str:
    return render_to_string("ozg_catalog/parts/patterns.html").strip()
