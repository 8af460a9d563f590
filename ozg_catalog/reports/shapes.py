"""What a report is made of, and how it writes dates, shares and money. In German."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ozg_catalog.progress import Bucket


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Bar:
    """A bar of counts by state. ``name`` is its id, once in a document."""

    name: str
    label: str
    note: str
    counts: dict[str, int]
    everything: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    legend: list[Bucket] = field(default_factory=list)


def german(day: str | None) -> str:
    return date.fromisoformat(day).strftime("%d.%m.%Y") if day else "–"


def percent(part: int, whole: int) -> str:
    return f"{(200 * part + whole) // (2 * whole)} %" if whole else "–"


def euro(amount: str | None) -> str:
    if amount is None:
        return "–"
    whole, cents = amount.split(".")
    return f"{int(whole):,}".replace(",", ".") + f",{cents} €"
