"""All offices as lines of the table."""

from collections.abc import Iterator

from services.exchange.base import OpeningRecord
from services.exchange.contrib.offices import hours, tables
from services.exchange.contrib.offices.columns import COLUMNS, DAYS
from services.models import Office

FORMATS = {"csv": tables.as_csv, "xlsx": tables.as_xlsx}


def export(name: str) -> bytes:
    """The table as ``csv`` or ``xlsx``."""
    return FORMATS[name](lines())


def lines() -> Iterator[list[str]]:
    parents = Office.objects.in_bulk()
    for office in Office.objects.with_hours().order_by("sort_key", "slug"):
        parent = parents.get(office.parent_id or 0)
        openings = openings_of(office)
        yield [
            key_of(office),
            *[column.write(getattr(office, column.field)) for column in COLUMNS],
            key_of(parent) if parent else "",
            *[
                hours.written(o for o in openings if o.weekday == weekday)
                for weekday in range(len(DAYS))
            ],
        ]


def key_of(office: Office) -> str:
    """Our short name, or id and agency of what came from elsewhere."""
    return f"{office.source_id}@{office.agency}" if office.source_id else office.slug


def openings_of(office: Office) -> list[OpeningRecord]:
    return [
        OpeningRecord(rule.weekday, rule.opens, rule.closes, rule.by_appointment, (*rule.weeks,))
        for rule in office.rules.all()
    ]
