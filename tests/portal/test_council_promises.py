"""Promises, subjects, durations, open questions, live blocks, the PDF, and tracked changes."""

import datetime
import io
import json
from collections.abc import Callable

import pytest
import time_machine
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from pypdf import PdfReader

from identity.models import User
from ozg_catalog import programme
from ozg_catalog.models import Milestone, Project
from portal.council import inquiries, promising, statistics
from portal.council.models import Answer, CouncilGroup, Inquiry, Promise, Question, Subject
from portal.council.promising import PromiseError
from services.models import Service, ServiceText
from services.search import search
from tests.pdf_ua import breaches

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def milestone() -> Milestone:
    project = Project.objects.create(
        slug="vorhaben", title="Vorhaben", summary="x", responsible="x", recorded_on="2026-01-01"
    )
    return Milestone.objects.create(
        project=project,
        title="Antrag online",
        responsible="x",
        planned_on=day("2026-06-30"),
        recorded_on=day("2026-01-01"),
    )


@pytest.fixture
def inquiry(digital_officer: User) -> Inquiry:
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    new = Inquiry(
        number="Z/1",
        slug="z-1",
        title="Wann kommt der Antrag?",
        summary="x",
        group=group,
        put_on=day("2026-02-02"),
        due_on=day("2026-03-02"),
    )
    new.subjects = [Subject.objects.create(name="Formulare", slug="formulare")]
    new.questions = [Question(sort_order=0, number="1", text="Bis wann genau?")]
    received = inquiries.receive(actor=digital_officer, inquiry=new)
    inquiries.publish(actor=digital_officer, inquiry=received)
    return received


@pytest.fixture
def answer(
    inquiry: Inquiry, digital_officer: User, head_of_office: User, mayors_office: User
) -> Callable[[list[dict]], Answer]:
    """Write these blocks, and take them through the whole chain."""

    def run(blocks: list[dict]) -> Answer:
        from portal.council import answers

        if inquiry.state == Inquiry.State.RECEIVED:
            inquiries.start_work(actor=digital_officer, inquiry=inquiry)
        draft = answers.draft(actor=digital_officer, question=inquiry.questions.get())
        draft.body = json.dumps(blocks)
        answers.write(actor=digital_officer, answer=draft)
        inquiries.submit_answers(actor=digital_officer, inquiry=inquiry)
        inquiries.co_sign_answers(actor=head_of_office, inquiry=inquiry)
        inquiries.co_sign_answers(actor=mayors_office, inquiry=inquiry)
        inquiries.release_answers(actor=mayors_office, inquiry=inquiry)
        return Answer.objects.get(pk=draft.pk)

    return run


@pytest.fixture
def promised(inquiry: Inquiry, milestone: Milestone, digital_officer: User) -> Promise:
    return promising.promise(
        actor=digital_officer,
        inquiry=inquiry,
        text="Der Antrag geht online.",
        milestone=milestone,
        promised_on=day("2026-02-03"),
    )


@pytest.mark.parametrize(
    ("reached", "on", "state"),
    [
        (None, "2026-06-30", "open"),
        (None, "2026-07-01", "broken"),
        ("2026-06-30", "2026-07-01", "kept"),
        ("2026-07-01", "2026-07-01", "late"),
        ("2026-07-02", "2026-07-01", "broken"),
    ],
)
def test_whether_it_was_kept(promised: Promise, reached: str | None, on: str, state: str) -> None:
    promised.milestone.reached_on = day(reached) if reached else None
    assert promised.state_on(day(on)) == state


def test_moving_the_milestone_keeps_the_promised_day(
    promised: Promise, digital_officer: User, citizen: Client
) -> None:
    programme.move_milestone(
        actor=digital_officer, milestone=promised.milestone, to=day("2027-01-31"), reason="später"
    )
    promised.refresh_from_db()
    assert promised.state_on(day("2026-07-01")) == "broken"
    for address in ("/rat/anfragen/", "/rat/anfragen/z-1/"):
        page = citizen.get(address).content.decode()
        assert "30.06.2026" in page
        assert "jetzt geplant: 31.01.2027" in page


@pytest.mark.parametrize(
    "statement",
    ["UPDATE portal_promise SET due_on = '2030-01-01'", "DELETE FROM portal_promise"],
)
def test_the_database_keeps_a_promise(promised: Promise, statement: str) -> None:
    with (
        pytest.raises((ProgrammingError, InternalError), match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(("text", "on"), [(" ", "2026-02-03"), ("x", "2999-01-01")])
def test_a_promise_without_sense_is_refused(
    inquiry: Inquiry, milestone: Milestone, digital_officer: User, text: str, on: str
) -> None:
    with pytest.raises(PromiseError):
        promising.promise(
            actor=digital_officer,
            inquiry=inquiry,
            text=text,
            milestone=milestone,
            promised_on=day(on),
        )


def test_promises_of_unpublished_inquiries_are_nowhere(
    promised: Promise, inquiry: Inquiry, digital_officer: User, citizen: Client
) -> None:
    inquiries.depublish(actor=digital_officer, inquiry=inquiry, reason="x")
    assert "Der Antrag geht online." not in citizen.get("/rat/anfragen/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("thema=formulare", True),
        ("thema=anderes", False),
        ("jahr=2025", False),
        ("jahr=2026", True),
    ],
)
def test_filter(inquiry: Inquiry, citizen: Client, query: str, found: bool) -> None:
    page = citizen.get(f"/rat/anfragen/?{query}").content.decode()
    assert ("Wann kommt der Antrag?" in page) is found


@pytest.mark.parametrize("value", ["%00", "a" * 500, "'; DROP TABLE x", "formulare&thema=b"])
def test_a_strange_subject_is_no_error(inquiry: Inquiry, citizen: Client, value: str) -> None:
    assert citizen.get(f"/rat/anfragen/?thema={value}").status_code == 200


def test_open_questions_and_durations(
    inquiry: Inquiry, citizen: Client, answer: Callable[[list[dict]], Answer]
) -> None:
    assert "Bis wann genau?" in citizen.get("/rat/anfragen/").content.decode()
    assert statistics.durations().answered == 0
    with time_machine.travel("2026-02-09T10:00:00+01:00"):
        answer([{"type": "text", "value": "<p>Bald.</p>"}])
    page = citizen.get("/rat/anfragen/").content.decode()
    assert "Zurzeit ist keine Frage offen." in page
    found = statistics.durations()
    assert (found.answered, found.median, found.in_time, found.with_deadline) == (1, 5, 1, 1)


def test_live_blocks_are_frozen_with_the_answer(
    inquiry: Inquiry,
    milestone: Milestone,
    digital_officer: User,
    citizen: Client,
    answer: Callable[[list[dict]], Answer],
) -> None:
    released = answer(
        [
            {"type": "live_list", "value": {"of": "milestones.open"}},
            {"type": "live_timeline", "value": {"of": "project:vorhaben"}},
        ]
    )
    assert len(released.extracts) == 2
    Milestone.objects.update(title="Ganz anders")
    page = citizen.get("/rat/anfragen/z-1/").content.decode()
    assert page.count("Antrag online") == 2
    assert "Ganz anders" not in page


def test_an_answer_leads_to_a_service_and_the_service_back(
    inquiry: Inquiry, citizen: Client, answer: Callable[[list[dict]], Answer]
) -> None:
    service = Service.objects.create(slug="ausweis", live=True)
    ServiceText.objects.create(service=service, language="de", title="Ausweis", teaser="x")
    inquiry.services = [service]
    inquiry.save()
    answer([{"type": "reference", "value": {"of": "service:ausweis"}}])
    assert "/leistungen/ausweis/" in citizen.get("/rat/anfragen/z-1/").content.decode()
    page = citizen.get("/leistungen/ausweis/").content.decode()
    assert "Anfragen im Rat dazu" in page
    assert "/rat/anfragen/z-1/" in page
    Inquiry.objects.update(published_at=None)
    assert "Anfragen im Rat dazu" not in citizen.get("/leistungen/ausweis/").content.decode()


def test_a_key_that_is_gone_breaks_nothing(
    inquiry: Inquiry, citizen: Client, answer: Callable[[list[dict]], Answer]
) -> None:
    answer([{"type": "decision", "value": {"of": "gibt-es-nicht"}}])
    assert citizen.get("/rat/anfragen/z-1/").status_code == 200


def test_the_pdf_is_tagged_and_says_the_same(
    inquiry: Inquiry,
    milestone: Milestone,
    citizen: Client,
    answer: Callable[[list[dict]], Answer],
) -> None:
    answer(
        [
            {
                "type": "text",
                "value": "<p>Das <b>steht</b> fest &amp; gilt.</p><ul><li>Punkt</li></ul>",
            },
            {"type": "live_list", "value": {"of": "milestones.open"}},
            {"type": "figure", "value": {"figure": "ozg.online", "remark": "Nur eigene."}},
        ]
    )
    first, second = (citizen.get("/rat/anfragen/z-1/anfrage.pdf").content for _time in range(2))
    assert first == second
    assert breaches(first) == []
    reader = PdfReader(io.BytesIO(first))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Wann kommt der Antrag?"
    for words in ("Das steht fest & gilt.", "Punkt", "Antrag online", "Nur eigene."):
        assert words in text


def test_answers_are_found(inquiry: Inquiry, answer: Callable[[list[dict]], Answer]) -> None:
    answer([{"type": "text", "value": "<p>Im Nebelmonat.</p>"}])
    assert [hit.title for hit in search("Nebelmonat", language="de", limit=5, offset=0).hits] == [
        "Wann kommt der Antrag?"
    ]


def test_changes_are_tracked(
    inquiry: Inquiry, digital_officer: User, login, answer: Callable[[list[dict]], Answer]
) -> None:
    answer([{"type": "text", "value": "<p>Zuerst so.</p>"}])
    second = answer([{"type": "text", "value": "<p>Dann anders.</p>"}])
    address = f"/verwaltung/rat/antworten/{second.pk}/aenderungen/"
    page = login(digital_officer).get(address).content.decode()
    assert "<del>Zuerst so.</del>" in page
    assert "<ins>Dann anders.</ins>" in page
    assert "digital_officer" in page


@pytest.mark.parametrize(
    ("put_on", "days", "due_on"),
    [
        ("2026-03-30", 5, "2026-04-08"),  # Easter
        ("2026-12-18", 10, "2027-01-05"),  # Christmas and New Year
        ("2026-07-06", 20, "2026-08-03"),  # a summer
    ],
)
def test_overdue_shows_on_the_right_day(
    digital_officer: User, citizen: Client, put_on: str, days: int, due_on: str
) -> None:
    from portal.council.models import DeadlineRule

    DeadlineRule.objects.create(working_days=days, source="Muster", valid_from=day("2026-01-01"))
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    new = Inquiry(number="1", slug="a", title="A", summary="A", group=group, put_on=day(put_on))
    new.questions = [Question(number="1", text="Ob?")]
    with time_machine.travel(f"{put_on}T09:00:00+02:00"):
        inquiries.receive(actor=digital_officer, inquiry=new)
        inquiries.publish(actor=digital_officer, inquiry=new)
    last = datetime.datetime.fromisoformat(f"{due_on}T21:59:00+00:00")
    for moment, late in (
        (last - datetime.timedelta(hours=2), False),
        (last.replace(hour=23), True),
    ):
        with time_machine.travel(moment):
            for address in ("/rat/anfragen/", "/rat/anfragen/a/"):
                assert ("überfällig" in citizen.get(address).content.decode()) is late, moment
            (row,) = json.loads(citizen.get("/api/v1/datasets/council-inquiries.json").content)
            assert row["overdue"] is late
