"""Barriere melden: form, deadline, answer, forgetting."""

import datetime

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from identity.models import User
from portal.barriers import reports
from portal.models import AccessibilityPage, BarrierReport

pytestmark = pytest.mark.django_db

VALID = {"description": "Die Liste lässt sich nicht bedienen.", "page_address": "/leistungen/"}


def report(**changes: str) -> BarrierReport:
    fields = {**VALID, "email": "", "language": "de", **changes}
    return reports.report(actor=None, **fields)


def test_form_knows_the_page(citizen: Client) -> None:
    page = citizen.get("/barriere-melden/?seite=/gast/").content.decode()
    assert 'value="/gast/"' in page


def test_report_without_account_leads_to_its_status(citizen: Client) -> None:
    response = citizen.post("/barriere-melden/", VALID)
    stored = BarrierReport.objects.get()
    assert response["Location"] == f"/barriere-melden/{stored.reference}/"
    assert str(stored) in citizen.get(response["Location"]).content.decode()


def test_english_report_stays_english(citizen: Client) -> None:
    citizen.post("/en/barriere-melden/", VALID)
    assert BarrierReport.objects.get().language == "en"


def test_empty_form_names_field_and_way_out(citizen: Client) -> None:
    page = citizen.post("/barriere-melden/", {}).content.decode()
    assert "<title>Fehler: " in page
    assert 'href="#id_description"' in page
    assert "Bitte beschreiben Sie, was nicht geht." in page
    assert not BarrierReport.objects.exists()


@pytest.mark.usefixtures("site")
def test_deadline_follows_the_statement() -> None:
    AccessibilityPage.objects.update(answer_days=10)
    assert report().due_on == timezone.localdate() + datetime.timedelta(days=10)


def test_overdue_the_day_after() -> None:
    stored = report()
    due = stored.due_on
    assert not BarrierReport.objects.overdue(due).exists()
    assert BarrierReport.objects.overdue(due + datetime.timedelta(days=1)).get() == stored


def test_answer_reaches_the_reader(
    editor: User, citizen: Client, django_capture_on_commit_callbacks
) -> None:
    stored = report(email="leserin@example.org", language="en")
    with django_capture_on_commit_callbacks(execute=True):
        reports.answer(actor=editor, barrier=stored, text="Behoben.")
    assert mail.outbox[0].to == ["leserin@example.org"]
    assert "Behoben." in mail.outbox[0].body
    assert "Behoben." in citizen.get(stored.get_absolute_url()).content.decode()


@pytest.mark.parametrize("text", ["", "   "])
def test_empty_answer_is_refused(editor: User, text: str) -> None:
    with pytest.raises(reports.ReportError):
        reports.answer(actor=editor, barrier=report(), text=text)


def test_answered_once_only(editor: User) -> None:
    stored = report()
    reports.answer(actor=editor, barrier=stored, text="Behoben.")
    with pytest.raises(reports.ReportError, match="schon beantwortet"):
        reports.answer(actor=editor, barrier=stored, text="Noch einmal.")


def test_address_is_forgotten_but_not_too_early(editor: User) -> None:
    stored = report(email="leserin@example.org")
    reports.answer(actor=editor, barrier=stored, text="Behoben.")
    assert reports.forget_contacts() == 0
    BarrierReport.objects.update(answered_at=timezone.now() - datetime.timedelta(days=91))
    assert reports.forget_contacts() == 1
    assert BarrierReport.objects.get().email == ""


def test_audit_has_no_personal_data(editor: User) -> None:
    stored = report(email="leserin@example.org")
    reports.answer(actor=editor, barrier=stored, text="Frau Muster, danke.")
    entries = ModelLogEntry.objects.for_instance(stored)
    assert {entry.action for entry in entries} == {
        "portal.barrier.report",
        "portal.barrier.answer",
    }
    assert "leserin" not in str([(entry.label, entry.data) for entry in entries])


def test_editor_answers_in_the_staff_area(editor: User, login) -> None:
    stored = report()
    response = login(editor).post(
        f"/verwaltung/barrieren/edit/{stored.pk}/", {"answer": "Ist behoben."}
    )
    assert response.status_code == 302
    stored.refresh_from_db()
    assert stored.answered_by == editor


@pytest.mark.parametrize("role", ["licence_officer", "health_officer", "digital_officer"])
def test_other_roles_do_not_see_reports(role: str, staff, login) -> None:
    response = login(staff(role)).get("/verwaltung/barrieren/")
    assert response.status_code in {302, 403}
