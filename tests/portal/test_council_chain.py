"""Who signs when, that nobody approves their own words, and that a return starts over."""

import datetime
import json

import pytest

from identity.models import User
from portal.council import answers, inquiries
from portal.council.models import Answer, CoSignature, CouncilGroup, Inquiry, Question

pytestmark = pytest.mark.django_db
BODY = json.dumps([{"type": "text", "value": "<p>Ja.</p>"}])


@pytest.fixture
def submitted(digital_officer: User) -> Answer:
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    inquiry = Inquiry(
        number="1", slug="a", title="A", summary="A", group=group, put_on=datetime.date(2026, 3, 4)
    )
    inquiry.questions = [Question(number="1", text="Ob?")]
    inquiries.receive(actor=digital_officer, inquiry=inquiry)
    inquiries.start_work(actor=digital_officer, inquiry=inquiry)
    answer = Answer.objects.get()
    answer.body = BODY
    answers.write(actor=digital_officer, answer=answer)
    answers.submit(actor=digital_officer, answer=answer)
    return answer


def test_words_stand_still_during_review(submitted: Answer, digital_officer: User) -> None:
    with pytest.raises(answers.AnswerError, match="Mitzeichnung"):
        answers.write(actor=digital_officer, answer=submitted)


def test_the_order_of_the_chain(submitted: Answer, mayors_office: User) -> None:
    with pytest.raises(answers.AnswerError, match="Fachbereichsleitung"):
        answers.co_sign(actor=mayors_office, answer=submitted)


def test_nobody_signs_twice(submitted: Answer, head_of_office: User) -> None:
    answers.co_sign(actor=head_of_office, answer=submitted)
    with pytest.raises(answers.AnswerError, match="Büro"):
        answers.co_sign(actor=head_of_office, answer=submitted)


def test_an_officer_cannot_sign(submitted: Answer, digital_officer: User) -> None:
    with pytest.raises(answers.AnswerError):
        answers.co_sign(actor=digital_officer, answer=submitted)


def test_no_release_while_a_signature_is_missing(
    submitted: Answer, head_of_office: User, mayors_office: User
) -> None:
    answers.co_sign(actor=head_of_office, answer=submitted)
    frozen = answers.freeze_figures(actor=None)
    with pytest.raises(answers.AnswerError, match="Büro"):
        answers.release(actor=mayors_office, answer=submitted, figures=frozen)


def test_author_cannot_release_even_with_every_right(
    submitted: Answer, digital_officer: User, head_of_office: User, mayors_office: User
) -> None:
    answers.co_sign(actor=head_of_office, answer=submitted)
    answers.co_sign(actor=mayors_office, answer=submitted)
    User.objects.filter(pk=digital_officer.pk).update(is_superuser=True)
    author = User.objects.get(pk=digital_officer.pk)
    frozen = answers.freeze_figures(actor=None)
    with pytest.raises(answers.AnswerError, match="nicht selbst"):
        answers.release(actor=author, answer=submitted, figures=frozen)


def test_return_needs_words(submitted: Answer, head_of_office: User) -> None:
    with pytest.raises(answers.AnswerError, match="zu ändern"):
        answers.send_back(actor=head_of_office, answer=submitted, comment="")


def test_after_a_return_everyone_signs_again(
    submitted: Answer, digital_officer: User, head_of_office: User, mayors_office: User
) -> None:
    answers.co_sign(actor=head_of_office, answer=submitted)
    answers.send_back(actor=mayors_office, answer=submitted, comment="Quelle fehlt.")
    submitted.refresh_from_db()
    assert submitted.state == Answer.State.DRAFT
    answers.write(actor=digital_officer, answer=submitted)
    answers.submit(actor=digital_officer, answer=submitted)
    assert submitted.missing_stations() == list(CoSignature.Station)
    assert submitted.signatures.filter(is_return=True).get().comment == "Quelle fehlt."


def test_nothing_of_it_is_public(submitted: Answer, digital_officer: User, citizen) -> None:
    inquiry = submitted.question.inquiry
    inquiries.publish(actor=digital_officer, inquiry=inquiry)
    page = citizen.get(inquiry.get_absolute_url()).content.decode()
    assert "Noch nicht beantwortet." in page
    assert "<p>Ja.</p>" not in page
