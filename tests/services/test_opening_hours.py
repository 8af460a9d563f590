"""Opening hours against a clock, days of changing time included."""

import datetime
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.models import Office
from services.opening_hours import BERLIN, Timetable, holiday

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
