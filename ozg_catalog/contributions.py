"""What other packages add to a frozen day: the catalogue asks, and does not know them.

A contribution is a chapter in German, like the whole report, with its figures as text:
``{"title", "paragraphs", "rows": [[name, value], …]}``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypedDict


class Chapter(TypedDict):
    title: str
    paragraphs: list[str]
    rows: list[list[str]]


_contributors: dict[str, Callable[[date], Chapter]] = {}


def register(name: str, chapter: Callable[[date], Chapter]) -> None:
    """``chapter`` says what stood on that day, so that an earlier day can be frozen too."""
    _contributors[name] = chapter


def chapters(on: date) -> list[Chapter]:
    return [_contributors[name](on) for name in sorted(_contributors)]
