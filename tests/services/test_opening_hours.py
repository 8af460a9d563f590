"""Opening hours against a clock, days of changing time included."""

import datetime
from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from services.models import Office
from services.opening_hours import BERLIN, Timetable, holiday
from services.templatetags.services import state_text

at = datetime.datetime.fromisoformat
day = datetime.date.fromisoformat
time = datetime.time.fromisoformat


def rule(weekday: int, opens: str, closes: str, *, by_appointment: bool = False, weeks=()):
    return SimpleNamespace(
        weekday=weekday,
        opens=time(opens),
        closes=time(closes),
        by_appointment=by_appointment,
        weeks=list(weeks),
    )


def exception(first: str, last: str, opens: str = "", closes: str = ""):
    return SimpleNamespace(
        first_day=day(first),
        last_day=day(last),
        opens=time(opens) if opens else None,
        closes=time(closes) if closes else None,
        reason="Inventur",
        reason_en="Stocktaking",
    )


TUESDAY, THURSDAY, SATURDAY, SUNDAY = 1, 3, 5, 6
OFFICE = Timetable(
    (
        rule(TUESDAY, "09:00", "12:00"),
        rule(TUESDAY, "13:00", "18:00"),
        rule(THURSDAY, "09:00", "12:00"),
        rule(SATURDAY, "09:00", "11:00", weeks=(1, 3)),
    )
)


def berlin(text: str) -> datetime.datetime:
    return at(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2026-11-24T09:00", "2026-11-24T12:00"),
        ("2026-11-24T11:59:59", "2026-11-24T12:00"),
        ("2026-11-24T13:00", "2026-11-24T18:00"),
        ("2026-11-07T10:00", "2026-11-07T11:00"),
    ],
)
def test_open_until(moment: str, closes: str) -> None:
    state = OFFICE.at(berlin(moment))
    assert state.is_open
    assert state.until == berlin(closes)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24T08:59", "2026-11-24T09:00"),
        ("2026-11-24T12:00", "2026-11-24T13:00"),
        ("2026-11-24T18:00", "2026-11-26T09:00"),
        ("2026-11-12T12:00", "2026-11-17T09:00"),
        ("2026-12-24T12:00", "2026-12-29T09:00"),
    ],
    ids=["before", "lunch", "evening", "second Saturday is no day", "Christmas"],
)
def test_opens_next(moment: str, opens: str) -> None:
    state = OFFICE.at(berlin(moment))
    assert not state.is_open
    assert state.opens_next == berlin(opens)


def test_the_clock_is_berlins_whatever_zone_asks() -> None:
    assert OFFICE.at(at("2026-11-24T08:30+00:00")).is_open
    assert not OFFICE.at(at("2026-11-24T07:30+00:00")).is_open
    assert OFFICE.at(at("2026-07-07T07:30+00:00")).is_open


@pytest.mark.parametrize("date", ["2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"])
def test_days_of_changing_time_keep_their_hours(date: str) -> None:
    table = Timetable((rule(SUNDAY, "01:00", "05:00"),), keeps_holidays=False)
    assert table.at(berlin(f"{date}T01:00")).is_open
    assert table.at(berlin(f"{date}T04:59")).is_open
    assert not table.at(berlin(f"{date}T05:00")).is_open
    assert table.at(berlin(f"{date}T00:30")).opens_next == berlin(f"{date}T01:00")


def test_holiday_of_thueringen_closes_and_is_named() -> None:
    table = Timetable(tuple(rule(weekday, "09:00", "12:00") for weekday in range(7)))
    state = table.at(berlin("2027-09-20T10:00"))
    assert not state.is_open
    assert state.reason == "Weltkindertag"


def test_a_place_may_stay_open_on_holidays() -> None:
    table = Timetable((rule(0, "09:00", "12:00"),), keeps_holidays=False)
    assert table.at(berlin("2027-09-20T10:00")).is_open


def test_exception_closes_and_beats_the_rule() -> None:
    table = Timetable(OFFICE.rules, (exception("2026-11-23", "2026-11-27"),))
    state = table.at(berlin("2026-11-24T10:00"))
    assert (state.is_open, state.reason) == (False, "Inventur")
    assert state.opens_next == berlin("2026-12-01T09:00")


def test_exception_opens_on_a_holiday() -> None:
    table = Timetable(OFFICE.rules, (exception("2026-12-25", "2026-12-25", "10:00", "12:00"),))
    assert table.at(berlin("2026-12-25T11:00")).is_open


def test_hours_by_appointment_are_no_open_door() -> None:
    table = Timetable((rule(TUESDAY, "09:00", "12:00", by_appointment=True),))
    state = table.at(berlin("2026-11-24T10:00"))
    assert (state.is_open, state.opens_next) == (False, None)


def test_notices_name_the_days_that_differ() -> None:
    table = Timetable(OFFICE.rules, (exception("2026-12-10", "2026-12-10", "10:00", "11:00"),))
    assert [(d.date, d.reason) for d in table.notices(day("2026-12-01"))] == [
        (day("2026-12-10"), "Inventur")
    ]


@given(st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 12, 31)))
def test_two_years_hold_together(naive: datetime.datetime) -> None:
    """Open means closing ahead today; closed means the next opening is really an opening."""
    moment = naive.replace(tzinfo=datetime.UTC)
    state = OFFICE.at(moment)
    if state.is_open:
        assert state.until is not None
        assert state.until > moment
        assert not OFFICE.at(state.until).is_open
    else:
        assert state.opens_next is not None
        assert state.opens_next > moment
        assert OFFICE.at(state.opens_next).is_open
        assert not holiday(state.opens_next.date())


@pytest.mark.django_db
def test_an_office_gives_its_timetable_in_one_query(
    make_office: Callable[..., Office], django_assert_num_queries
) -> None:
    make_office((TUESDAY, "09:00", "12:00"))
    with django_assert_num_queries(1):
        office = Office.objects.with_hours().get()
        assert office.timetable.at(berlin("2026-11-24T10:00")).is_open


# Written down from the calendar, not taken from the library that the code asks.
HOLIDAYS = """
    2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-09-20 2026-10-03
    2026-10-31 2026-12-25 2026-12-26 2027-01-01 2027-03-26 2027-03-29 2027-05-01 2027-05-06
    2027-05-17 2027-09-20 2027-10-03 2027-10-31 2027-12-25 2027-12-26
"""
INVENTORY = exception("2026-06-09", "2026-06-11")
LATE_OPENING = exception("2027-05-06", "2027-05-06", "15:00", "17:00")
EVERY_DAY = Timetable(
    (
        *(rule(weekday, "00:30", "04:30") for weekday in range(7)),
        *(rule(weekday, "09:00", "12:00") for weekday in range(5)),
        rule(TUESDAY, "13:00", "18:00"),
        rule(SATURDAY, "09:00", "11:00", weeks=(1, 3)),
    ),
    (INVENTORY, LATE_OPENING),
)


def open_times() -> list[tuple[datetime.datetime, datetime.datetime]]:
    """Every opening of two years, day by day, in UTC: what the code should find by itself."""
    found = []
    for offset in range(730):
        date = datetime.date(2026, 1, 1) + datetime.timedelta(days=offset)
        for opens, closes in hours_of(date):
            begin, end = (berlin(f"{date}T{clock}") for clock in (opens, closes))
            found.append((begin.astimezone(datetime.UTC), end.astimezone(datetime.UTC)))
    return found


def hours_of(date: datetime.date) -> list[tuple[str, str]]:
    if date == LATE_OPENING.first_day:
        return [("15:00", "17:00")]
    if date.isoformat() in HOLIDAYS or INVENTORY.first_day <= date <= INVENTORY.last_day:
        return []
    hours = [("00:30", "04:30")]
    if date.weekday() < SATURDAY:
        hours.append(("09:00", "12:00"))
    if date.weekday() == TUESDAY:
        hours.append(("13:00", "18:00"))
    if date.weekday() == SATURDAY and (date.day <= 7 or 15 <= date.day <= 21):
        hours.append(("09:00", "11:00"))
    return hours


def test_two_years_against_a_clock() -> None:
    """Each second at which something opens or closes, the second before, and the middle of each
    stretch: state, end and next opening are those of the calendar above."""
    times, second = open_times(), datetime.timedelta(seconds=1)
    for (opens, closes), (opens_next, _) in pairwise(times):
        for moment in (opens, opens + (closes - opens) / 2, closes - second):
            state = EVERY_DAY.at(moment)
            assert (state.is_open, state.until) == (True, closes), moment
        for moment in (closes, closes + (opens_next - closes) / 2, opens_next - second):
            state = EVERY_DAY.at(moment)
            assert (state.is_open, state.opens_next) == (False, opens_next), moment


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-03-29", 3), ("2026-10-25", 5), ("2027-03-28", 3), ("2027-10-31", 0)]
)
def test_a_night_of_changing_time_is_as_long_as_it_is(date: str, hours: int) -> None:
    """Four hours by the clock on the wall; on 31 October 2027 a holiday closes besides."""
    begin = berlin(f"{date}T00:00").astimezone(datetime.UTC)
    quarters = [begin + n * datetime.timedelta(minutes=15) for n in range(4 * 7)]
    assert sum(EVERY_DAY.at(moment).is_open for moment in quarters) == 4 * hours


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-24T10:00", "Jetzt geöffnet bis 12:00 Uhr"),
        ("2026-11-24T12:30", "Geschlossen, öffnet heute um 13:00 Uhr"),
        ("2026-11-24T18:00", "Geschlossen, öffnet Donnerstag um 9:00 Uhr"),
        ("2026-11-25T18:00", "Geschlossen, öffnet morgen um 9:00 Uhr"),
        ("2026-12-24T12:00", "Geschlossen, öffnet Dienstag um 9:00 Uhr"),
        ("2026-12-22T18:00", "Geschlossen, öffnet Donnerstag um 9:00 Uhr"),
        ("2026-03-29T00:30", "Geschlossen, öffnet Dienstag um 9:00 Uhr"),
    ],
)
def test_what_the_page_says(moment: str, said: str) -> None:
    with time_machine.travel(berlin(moment), tick=False):
        assert state_text(OFFICE.at(berlin(moment))) == said


def test_a_week_ahead_is_a_date() -> None:
    table = Timetable((rule(THURSDAY, "09:00", "12:00"),))
    with time_machine.travel(berlin("2026-11-26T12:00"), tick=False):
        assert state_text(table.at(berlin("2026-11-26T12:00"))).endswith("3. Dezember um 9:00 Uhr")
