"""When an office is open: weekly rule, public holidays of Thüringen, exceptions.

Pure functions of records and a moment. Days and times are those of the office's wall clock, so
a change to or from summer time never shifts an opening hour.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays

if TYPE_CHECKING:
    from services.models import Office, OpeningException, OpeningRule

BERLIN = ZoneInfo("Europe/Berlin")
DAYS_AHEAD = 60
NOTICE_DAYS = 28


@dataclass(frozen=True, order=True)
class Period:
    opens: datetime.time
    closes: datetime.time
    by_appointment: bool = False
    weeks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Day:
    """What holds on one date, and why."""

    date: datetime.date
    periods: tuple[Period, ...]
    reason: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class State:
    """Open until, or closed until the next opening (None when none is known)."""

    is_open: bool
    until: datetime.datetime | None = None
    opens_next: datetime.datetime | None = None
    reason: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Timetable:
    rules: "tuple[OpeningRule, ...]"
    exceptions: "tuple[OpeningException, ...]" = ()
    keeps_holidays: bool = True
    by_appointment_only: bool = False

    @property
    def known(self) -> bool:
        return bool(self.rules or self.exceptions)

    def on(self, date: datetime.date) -> Day:
        """An exception beats a holiday, a holiday beats the weekly rule."""
        if exceptions := [e for e in self.exceptions if e.first_day <= date <= e.last_day]:
            periods = sorted(Period(e.opens, e.closes) for e in exceptions if e.opens and e.closes)
            return Day(date, tuple(periods), exceptions[0].reason, exceptions[0].reason_en)
        if self.keeps_holidays and (name := holiday(date)):
            return Day(date, (), name, holiday(date, "en_US"))
        return Day(date, tuple(sorted(self._weekly(date))))

    def _weekly(self, date: datetime.date) -> Iterator[Period]:
        week = (date.day - 1) // 7 + 1
        for rule in self.rules:
            if rule.weekday == date.weekday() and (not rule.weeks or week in rule.weeks):
                yield Period(rule.opens, rule.closes, rule.by_appointment)

    def at(self, moment: datetime.datetime) -> State:
        """Whether one can walk in at this moment; hours by appointment only do not count."""
        local = moment.astimezone(BERLIN)
        today = self.on(local.date())
        for period in _walk_in(today):
            if period.opens <= local.time() < period.closes:
                return State(True, until=_moment(local.date(), period.closes))
        return State(False, None, self._next_opening(local), today.reason, today.reason_en)

    def _next_opening(self, local: datetime.datetime) -> datetime.datetime | None:
        for offset in range(DAYS_AHEAD):
            date = local.date() + datetime.timedelta(days=offset)
            for period in _walk_in(self.on(date)):
                if offset or period.opens > local.time():
                    return _moment(date, period.opens)
        return None

    def week(self) -> list[tuple[int, tuple[Period, ...]]]:
        """The plain weekly rule, Monday first, days without hours left out."""
        return [
            (weekday, periods)
            for weekday in range(7)
            if (periods := tuple(self._of_weekday(weekday)))
        ]

    def _of_weekday(self, weekday: int) -> Iterator[Period]:
        for rule in sorted(self.rules, key=lambda rule: rule.opens):
            if rule.weekday == weekday:
                yield Period(rule.opens, rule.closes, rule.by_appointment, tuple(rule.weeks))

    def notices(self, today: datetime.date) -> list[Day]:
        """Days of the next four weeks that differ from the weekly rule."""
        days = (self.on(today + datetime.timedelta(days=offset)) for offset in range(NOTICE_DAYS))
        return [
            day
            for day in days
            if day.reason and (day.periods or any(True for _ in self._weekly(day.date)))
        ]


def timetable_of(office: "Office") -> Timetable:
    return Timetable(
        rules=tuple(office.rules.all()),
        exceptions=tuple(office.exceptions.all()),
        keeps_holidays=office.keeps_holidays,
        by_appointment_only=office.appointment_only,
    )


def holiday(date: datetime.date, language: str = "de") -> str:
    """Name of the public holiday in Thüringen, or an empty text."""
    return str(_holidays(date.year, language).get(date, ""))


@lru_cache(maxsize=32)
def _holidays(year: int, language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv="TH", years=year, language=language)


def _walk_in(day: Day) -> list[Period]:
    return [period for period in day.periods if not period.by_appointment]


def _moment(date: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(date, time, BERLIN)
