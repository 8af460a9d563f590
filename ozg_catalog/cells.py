"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

# Wide signs too: a spreadsheet set to an East Asian language takes them for the narrow ones.
FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def safe_cell(value: str) -> str:
    """A spreadsheet must not take text for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value


def plain_cell(value: str) -> str:
    """What ``safe_cell`` was given."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA) else value
