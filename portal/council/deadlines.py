"""Deadlines in working days, with the public holidays of the city's Land.

Which number of days applies is the council's own rule and therefore data
(`COUNCIL_DEADLINE`); the holidays come from the library `holidays`.
"""

import datetime
from dataclasses import dataclass
from functools import lru_cache

import holidays
from django.conf import settings

SATURDAY = 5


@dataclass(frozen=True)
class Deadline:
    """A due date with the calculation that leads to it."""

    start: datetime.date
    working_days: int
    due_on: datetime.date
    skipped: tuple[tuple[datetime.date, str], ...]


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[datetime.date, str]:
    calendar = holidays.country_holidays(
        "DE", subdiv=settings.PORTAL_LAND, years=year, language="de"
    )
    return dict(sorted(calendar.items()))


def holiday_name(day: datetime.date) -> str:
    return public_holidays(day.year).get(day, "")


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < SATURDAY and not holiday_name(day)


def deadline(start: datetime.date, working_days: int) -> Deadline:
    """The day of receipt does not count; the last counted day is the due date."""
    day, counted, skipped = start, 0, []
    while counted < working_days:
        day += datetime.timedelta(days=1)
        if is_working_day(day):
            counted += 1
        elif day.weekday() < SATURDAY:
            skipped.append((day, holiday_name(day)))
    return Deadline(start, working_days, day, tuple(skipped))


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Working days after `start` up to and including `end`."""
    days = (end - start).days
    return sum(is_working_day(start + datetime.timedelta(days=n)) for n in range(1, days + 1))
