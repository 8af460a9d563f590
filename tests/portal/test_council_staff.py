"""The officer's section "Rat" in the staff area."""

from html import unescape

import pytest
from django.test import Client

from identity.models import User
from portal.council.admin import STEPS
from portal.council.models import Answer, CouncilGroup, Inquiry
from portal.example import council

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(digital_officer: User, head_of_office: User, mayors_office: User) -> Inquiry:
    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    return Inquiry.objects.get()


def new_inquiry(group: CouncilGroup) -> dict[str, str]:
    return {
        "number": "2026/7",
        "title": "Neue Anfrage",
        "slug": "neue-anfrage",
        "summary": "Worum es geht.",
        "group": str(group.pk),
        "put_on": "2026-10-01",
        "responsible": "digital_officer",
        "questions-TOTAL_FORMS": "1",
        "questions-INITIAL_FORMS": "0",
        "questions-MIN_NUM_FORMS": "1",
        "questions-MAX_NUM_FORMS": "1000",
        "questions-0-number": "1",
        "questions-0-text": "Wann?",
        "questions-0-ORDER": "1",
    }


def test_from_receipt_to_publication(
    digital_officer: User, head_of_office: User, mayors_office: User, login
) -> None:
    client: Client = login(digital_officer)
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    response = client.post("/verwaltung/rat/anfragen/new/", new_inquiry(group))
    inquiry = Inquiry.objects.get()
    assert response["Location"] == f"/verwaltung/rat/{inquiry.pk}/"
    client.post(f"/verwaltung/rat/{inquiry.pk}/start/")
    draft = Answer.objects.get()
    body = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "figure",
        "body-0-id": "",
        "body-0-value-figure": "ozg.online",
        "body-0-value-remark": "",
    }
    assert client.post(f"/verwaltung/rat/antworten/edit/{draft.pk}/", body).status_code == 302
    client.post(f"/verwaltung/rat/{inquiry.pk}/submit/")
    login(head_of_office).post(f"/verwaltung/rat/{inquiry.pk}/cosign/")
    login(mayors_office).post(f"/verwaltung/rat/{inquiry.pk}/cosign/")
    login(mayors_office).post(f"/verwaltung/rat/{inquiry.pk}/release/")
    client.post(f"/verwaltung/rat/{inquiry.pk}/publish/")
    inquiry.refresh_from_db()
    assert inquiry.state == Inquiry.State.ANSWERED
    page = Client().get(inquiry.get_absolute_url()).content.decode()
    assert "Leistungen der Stadt sind online" in page
    assert "Prüfsumme" in page


def test_work_page_shows_history(published: Inquiry, digital_officer: User, login) -> None:
    page = login(digital_officer).get(f"/verwaltung/rat/{published.pk}/").content.decode()
    assert "Anfrage veröffentlicht" in page
    assert "Antwort 1a berichtigen" in page


def test_domain_error_becomes_a_message(published: Inquiry, digital_officer: User, login) -> None:
    client = login(digital_officer)
    response = client.post(f"/verwaltung/rat/{published.pk}/publish/", follow=True)
    assert "Die Anfrage ist schon öffentlich." in response.content.decode()


def test_why_an_answer_is_not_kept_stands_on_its_page(
    published: Inquiry, digital_officer: User, login
) -> None:
    answer = Answer.objects.filter(question__inquiry=published, state="released").first()
    body = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-id": ""}
    body |= {"body-0-type": "figure", "body-0-value-figure": "ozg.online"}
    page = login(digital_officer).post(f"/verwaltung/rat/antworten/edit/{answer.pk}/", body)
    (why,) = page.context["form"].non_field_errors()
    assert why in unescape(page.content.decode())


@pytest.mark.parametrize("role", ["editor", "licence_officer", "health_officer", "administrator"])
@pytest.mark.parametrize("step", ["", *(f"{name}/" for name in STEPS)])
def test_nobody_else_gets_in(published: Inquiry, staff, login, role: str, step: str) -> None:
    client = login(staff(role))
    address = f"/verwaltung/rat/{published.pk}/{step}"
    response = client.post(address) if step else client.get(address)
    assert response.status_code in {302, 403}
    if response.status_code == 302:
        assert response["Location"] == "/verwaltung/"


@pytest.mark.parametrize("step", ["", "publish/"])
def test_outsiders_are_sent_to_sign_in(published: Inquiry, citizen: Client, step: str) -> None:
    address = f"/verwaltung/rat/{published.pk}/{step}"
    response = citizen.post(address) if step else citizen.get(address)
    assert response.status_code in {302, 403}


def test_inquiries_cannot_be_deleted(published: Inquiry, digital_officer: User, login) -> None:
    login(digital_officer).post(f"/verwaltung/rat/anfragen/delete/{published.pk}/")
    assert Inquiry.objects.filter(pk=published.pk).exists()


def test_words_of_an_answered_question_stay(published: Inquiry, digital_officer: User) -> None:
    from portal.council import inquiries

    question = next(q for q in published.questions.all() if q.number == "1a")
    question.text = "Etwas ganz anderes"
    published.questions = [
        q if q.pk != question.pk else question for q in published.questions.all()
    ]
    with pytest.raises(inquiries.InquiryError, match="1a"):
        inquiries.change(actor=digital_officer, inquiry=published)
