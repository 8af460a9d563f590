"""What a report is made of, and how it writes dates, shares and money. In German."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from ozg_catalog.progress import Bucket


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    rows: list[list[str]]
    numeric: frozenset[int] = frozenset()
    counted_by: tuple[int, ...] = ()
    """The columns that sum a list up where its rows are too many for paper; () prints them all."""

    def summed_up(self) -> Table:
        """How many rows say the same in the columns of ``counted_by``, the most frequent first."""
        groups = Counter(tuple(row[at] for at in self.counted_by) for row in self.rows)
        ordered = sorted(groups.items(), key=lambda group: (-group[1], group[0]))
        rows = [[*words, str(count)] for words, count in ordered]
        columns = [*(self.columns[at] for at in self.counted_by), "Zeilen"]
        return Table(self.title, columns, rows, frozenset({len(columns) - 1}))


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
