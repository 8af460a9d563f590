"""The way of an inquiry, and what the public reads of it."""

import datetime
import json

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from identity.models import User
from ozg_catalog.models import MaturityModel, Municipality
from portal.council import answers, figures, inquiries
from portal.council.models import Answer, CouncilGroup, FrozenFigures, Inquiry, Question

pytestmark = pytest.mark.django_db
TEXT = json.dumps([{"type": "text", "value": "<p>Wir prüfen das.</p>"}], ensure_ascii=False)
WITH_FIGURE = json.dumps(
    [{"type": "figure", "value": {"figure": "ozg.online", "remark": "Nur eigene."}}]
)


@pytest.fixture
def municipality() -> Municipality:
    return Municipality.objects.home()


@pytest.fixture
def inquiry(digital_officer: User, municipality: Municipality) -> Inquiry:
    group = CouncilGroup.objects.create(name="Fraktion Beispiel", short_name="Beispiel")
    new = Inquiry(
        number="2026/1",
        slug="beispiel",
        title="Wie weit sind wir?",
        summary="Eine Frage nach dem Stand.",
        group=group,
        put_on=datetime.date(2026, 3, 4),
        due_on=datetime.date(2026, 4, 1),
    )
    new.questions = [
        Question(sort_order=0, number="1", text="Wie weit sind wir?", is_heading=True),
        Question(sort_order=1, number="1a", text="Wie viele sind online?"),
        Question(sort_order=2, number="1b", text="Was fehlt?"),
    ]
    return inquiries.receive(actor=digital_officer, inquiry=new)


@pytest.fixture
def in_work(inquiry: Inquiry, digital_officer: User) -> Inquiry:
    inquiries.start_work(actor=digital_officer, inquiry=inquiry)
    return inquiry


def write(inquiry: Inquiry, number: str, officer: User, body: str = TEXT) -> Answer:
    draft = Answer.objects.drafts().get(question__inquiry=inquiry, question__number=number)
    draft.body = body
    return answers.write(actor=officer, answer=draft)


@pytest.fixture
def through_the_chain(digital_officer: User, head_of_office: User, mayors_office: User):
    """Submit what is written, sign at both stations, release."""

    def run(inquiry: Inquiry) -> int:
        inquiries.submit_answers(actor=digital_officer, inquiry=inquiry)
        inquiries.co_sign_answers(actor=head_of_office, inquiry=inquiry)
        inquiries.co_sign_answers(actor=mayors_office, inquiry=inquiry)
        return inquiries.release_answers(actor=mayors_office, inquiry=inquiry)

    return run


def actions(instance) -> list[str]:
    return list(ModelLogEntry.objects.for_instance(instance).values_list("action", flat=True))


def test_work_opens_a_draft_per_question_but_none_for_the_heading(in_work: Inquiry) -> None:
    drafts = Answer.objects.filter(question__inquiry=in_work)
    assert sorted(drafts.values_list("question__number", flat=True)) == ["1a", "1b"]
    assert in_work.state == Inquiry.State.IN_WORK


def test_some_answers_make_it_partly_answered(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    write(in_work, "1a", digital_officer)
    through_the_chain(in_work)
    assert in_work.state == Inquiry.State.PARTLY_ANSWERED
    assert in_work.answered_on is None


def test_all_answers_make_it_answered(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    write(in_work, "1a", digital_officer)
    write(in_work, "1b", digital_officer)
    assert through_the_chain(in_work) == 2
    assert in_work.state == Inquiry.State.ANSWERED
    assert in_work.answered_on is not None


def test_nothing_written_nothing_submitted(in_work: Inquiry, digital_officer: User) -> None:
    with pytest.raises(inquiries.InquiryError, match="fertig geschrieben"):
        inquiries.submit_answers(actor=digital_officer, inquiry=in_work)


@pytest.mark.parametrize(("day", "late"), [("2026-04-01", False), ("2026-04-02", True)])
def test_overdue_from_the_day_after(in_work: Inquiry, day: str, late: bool) -> None:
    on = datetime.date.fromisoformat(day)
    assert in_work.is_overdue(on) is late
    assert Inquiry.objects.overdue(on).exists() is late


def test_partly_answered_is_still_overdue(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    write(in_work, "1a", digital_officer)
    through_the_chain(in_work)
    assert in_work.is_overdue(datetime.date(2026, 5, 1))


def test_withdrawing_needs_a_reason(in_work: Inquiry, digital_officer: User) -> None:
    with pytest.raises(inquiries.InquiryError):
        inquiries.withdraw(actor=digital_officer, inquiry=in_work, reason=" ")
    inquiries.withdraw(actor=digital_officer, inquiry=in_work, reason="Hat sich erledigt.")
    assert in_work.state == Inquiry.State.WITHDRAWN
    assert not in_work.is_overdue(datetime.date(2030, 1, 1))


def test_figures_are_frozen_with_the_answer(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    write(in_work, "1a", digital_officer, WITH_FIGURE)
    through_the_chain(in_work)
    frozen = FrozenFigures.objects.get()
    assert set(frozen.values) == set(figures.KINDS)
    assert frozen.digest == figures.digest(frozen.values)
    assert frozen.ozg_snapshot.is_intact()
    shown = frozen.figure("ozg.online")
    assert shown is not None
    assert shown.url == frozen.ozg_snapshot.get_absolute_url()


def test_digest_shows_any_change(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    write(in_work, "1a", digital_officer, WITH_FIGURE)
    through_the_chain(in_work)
    frozen = FrozenFigures.objects.get()
    frozen.values["ozg.online"]["value"] = 99
    assert frozen.digest != figures.digest(frozen.values)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE portal_answer SET body = '[]'",
        "UPDATE portal_answer SET state = 'draft'",
        "DELETE FROM portal_answer WHERE state = 'released'",
        "UPDATE portal_frozenfigures SET values = '{}'",
        "DELETE FROM portal_frozenfigures",
    ],
)
def test_database_keeps_what_was_released(
    in_work: Inquiry, digital_officer: User, through_the_chain, statement: str
) -> None:
    write(in_work, "1a", digital_officer)
    through_the_chain(in_work)
    with (
        pytest.raises((ProgrammingError, InternalError), match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_correction_is_a_new_version(
    in_work: Inquiry, digital_officer: User, through_the_chain, citizen
) -> None:
    first = write(in_work, "1a", digital_officer)
    through_the_chain(in_work)
    second = answers.draft(actor=digital_officer, question=first.question)
    assert (second.version, str(second.body)) == (2, str(first.body))
    write(in_work, "1a", digital_officer, TEXT.replace("prüfen", "haben geprüft:"))
    through_the_chain(in_work)
    inquiries.publish(actor=digital_officer, inquiry=in_work)
    page = citizen.get(in_work.get_absolute_url()).content.decode()
    assert page.index("haben geprüft:") < page.index("Frühere Fassung 1") < page.rindex("prüfen")


def test_a_released_answer_cannot_be_rewritten(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    answer = write(in_work, "1a", digital_officer)
    through_the_chain(in_work)
    answer.refresh_from_db()
    with pytest.raises(answers.AnswerError, match="neue"):
        answers.write(actor=digital_officer, answer=answer)


def test_every_step_is_in_the_audit_log(
    in_work: Inquiry, digital_officer: User, through_the_chain
) -> None:
    answer = write(in_work, "1a", digital_officer)
    through_the_chain(in_work)
    inquiries.publish(actor=digital_officer, inquiry=in_work)
    assert actions(in_work) == [
        "portal.inquiry.publish",
        "portal.inquiry.start_work",
        "portal.inquiry.receive",
    ]
    assert actions(answer) == [
        "portal.answer.release",
        "portal.answer.cosign",
        "portal.answer.cosign",
        "portal.answer.submit",
        "portal.answer.write",
        "portal.answer.draft",
    ]


@pytest.mark.parametrize("path", ["/rat/anfragen/beispiel/", "/en/rat/anfragen/beispiel/"])
def test_unpublished_is_not_there(inquiry: Inquiry, citizen: Client, path: str) -> None:
    assert citizen.get(path).status_code == 404
    assert inquiry.title not in citizen.get("/rat/anfragen/").content.decode()


def test_published_draft_shows_questions_but_no_draft_text(
    in_work: Inquiry, digital_officer: User, citizen: Client
) -> None:
    write(in_work, "1a", digital_officer)
    inquiries.publish(actor=digital_officer, inquiry=in_work)
    page = citizen.get("/rat/anfragen/beispiel/").content.decode()
    assert "Wie viele sind online?" in page
    assert "Wir prüfen das." not in page
    assert page.count("Noch nicht beantwortet.") == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?stand=in_work", True),
        ("?stand=answered", False),
        ("?jahr=2026", True),
        ("?jahr=2021", False),
        ("?stand=unsinn&jahr=%27&fraktion=999999999999999999999", True),
    ],
)
def test_filters(in_work, digital_officer, citizen: Client, query: str, found: bool) -> None:
    inquiries.publish(actor=digital_officer, inquiry=in_work)
    page = citizen.get(f"/rat/anfragen/{query}").content.decode()
    assert (in_work.title in page) is found


def test_list_needs_the_same_queries_however_long(
    in_work, digital_officer, citizen: Client, django_assert_max_num_queries
) -> None:
    inquiries.publish(actor=digital_officer, inquiry=in_work)
    for number in range(2, 12):
        Inquiry.objects.create(
            number=f"2026/{number}",
            slug=f"n{number}",
            title="Weitere",
            summary="x",
            group=in_work.group,
            put_on=in_work.put_on,
            published_at=in_work.published_at,
        )
    with django_assert_max_num_queries(8):
        citizen.get("/rat/anfragen/")


def test_catalogue_model_counts(municipality: Municipality) -> None:
    """The figures read the counting model; without one nothing could be frozen."""
    assert MaturityModel.objects.counting()
    assert figures.current("ozg.online") is not None
    assert figures.current("gibt.es.nicht") is None
