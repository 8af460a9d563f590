"""Working days in Thuringia, and what is late on which day."""

import datetime

import pytest
from django.test import Client

from identity.models import User
from portal.council import inquiries
from portal.council.deadlines import deadline, is_working_day, working_days_between
from portal.council.models import CouncilGroup, DeadlineRule, Inquiry, Question


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-04", 20, "2026-04-01"),  # nothing between but weekends
        ("2026-03-30", 5, "2026-04-08"),  # Good Friday and Easter Monday
        ("2026-12-18", 10, "2027-01-05"),  # Christmas and New Year, both on a Friday
        ("2026-07-06", 20, "2026-08-03"),  # a summer without holidays
        ("2026-05-12", 3, "2026-05-18"),  # Ascension Day
        ("2026-09-18", 1, "2026-09-21"),  # World Children's Day falls on a Sunday
        ("2027-09-17", 1, "2027-09-21"),  # and on a Monday the year after
        ("2025-10-30", 1, "2025-11-03"),  # Reformation Day
    ],
)
def test_due_date(start: str, days: int, due: str) -> None:
    assert deadline(day(start), days).due_on == day(due)


@pytest.mark.parametrize("holiday", ["2026-09-20", "2026-10-31", "2026-10-03", "2026-12-25"])
def test_holidays_of_thuringia(holiday: str) -> None:
    assert not is_working_day(day(holiday))


@pytest.mark.parametrize("ordinary", ["2026-01-06", "2026-06-04", "2026-08-14", "2025-11-19"])
def test_holidays_of_others_are_working_days(ordinary: str) -> None:
    assert is_working_day(day(ordinary))


def test_calculation_names_what_it_skipped() -> None:
    skipped = deadline(day("2026-03-30"), 5).skipped
    assert [name for _day, name in skipped] == ["Karfreitag", "Ostermontag"]


def test_counting_back_gives_the_same_number() -> None:
    for days in (1, 5, 20, 60):
        start = day("2026-11-23")
        assert working_days_between(start, deadline(start, days).due_on) == days


@pytest.fixture
def received(digital_officer: User) -> Inquiry:
    DeadlineRule.objects.create(working_days=5, source="Muster", valid_from=day("2026-01-01"))
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    inquiry = Inquiry(
        number="1", slug="a", title="A", summary="A", group=group, put_on=day("2026-03-30")
    )
    inquiry.questions = [Question(number="1", text="Ob?")]
    return inquiries.receive(actor=digital_officer, inquiry=inquiry)


@pytest.mark.django_db
def test_the_rule_of_the_day_sets_the_deadline(received: Inquiry) -> None:
    assert received.due_on == day("2026-04-08")
    assert not received.is_overdue(day("2026-04-08"))
    assert received.is_overdue(day("2026-04-09"))


@pytest.mark.django_db
def test_the_page_shows_the_calculation(
    received: Inquiry, digital_officer: User, citizen: Client
) -> None:
    inquiries.publish(actor=digital_officer, inquiry=received)
    page = citizen.get(received.get_absolute_url()).content.decode()
    assert "5 Arbeitstage nach dem 30. März 2026 ist der 8. April 2026." in page
    assert "Karfreitag" in page


@pytest.mark.django_db
def test_extension_moves_the_date_and_keeps_the_old_one(
    received: Inquiry, digital_officer: User, citizen: Client
) -> None:
    inquiries.publish(actor=digital_officer, inquiry=received)
    inquiries.extend_deadline(
        actor=digital_officer, inquiry=received, due_on=day("2026-04-20"), reason="Rückfrage"
    )
    assert not received.is_overdue(day("2026-04-09"))
    page = citizen.get(received.get_absolute_url()).content.decode()
    assert "Verlängert von 8. April 2026 auf 20. April 2026: Rückfrage" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due_on", "reason"), [("2026-04-08", "x"), ("2026-04-01", "x"), ("2026-05-01", " ")]
)
def test_extension_without_sense_is_refused(
    received: Inquiry, digital_officer: User, due_on: str, reason: str
) -> None:
    with pytest.raises(inquiries.InquiryError):
        inquiries.extend_deadline(
            actor=digital_officer, inquiry=received, due_on=day(due_on), reason=reason
        )
