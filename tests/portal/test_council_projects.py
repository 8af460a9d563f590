"""A project names the inquiries that it answers, and each inquiry shows its projects."""

import datetime
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from identity.models import User
from ozg_catalog import programme
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Project
from portal.council import inquiries
from portal.council.models import CouncilGroup, Inquiry, Question

pytestmark = pytest.mark.django_db
STAFF = "/verwaltung/digitalisierung/vorhaben/"
FIELDS = {
    "slug": "urkunden",
    "title": "Urkunden online",
    "kind": "project",
    "status": "running",
    "summary": "x",
    "responsible": "Bürgerbüro",
    "recorded_on": datetime.date(2026, 1, 1),
}


@pytest.fixture
def inquiry(digital_officer: User) -> Inquiry:
    new = Inquiry(
        number="2026/7",
        slug="urkunden",
        title="Wann gibt es Urkunden online?",
        summary="x",
        group=CouncilGroup.objects.create(name="Fraktion Beispiel", short_name="Beispiel"),
        put_on=datetime.date(2026, 3, 4),
        due_on=datetime.date(2026, 4, 1),
    )
    new.questions = [Question(sort_order=0, number="1", text="Wann?")]
    return inquiries.receive(actor=digital_officer, inquiry=new)


@pytest.fixture
def project() -> Project:
    return Project.objects.create(**FIELDS)


@pytest.fixture
def linked(project: Project, inquiry: Inquiry, digital_officer: User) -> Project:
    programme.answer_inquiry(actor=digital_officer, project=project, ref=str(inquiry.uid))
    inquiries.publish(actor=digital_officer, inquiry=inquiry)
    return project


def project_page(client: Client) -> str:
    return client.get("/digitalisierung/vorhaben/urkunden/").content.decode()


def test_project_leads_to_the_inquiry(citizen: Client, linked: Project) -> None:
    page = project_page(citizen)
    assert 'href="/rat/anfragen/urkunden/"' in page
    assert "2026/7: Wann gibt es Urkunden online?" in page


def test_inquiry_leads_to_the_project(citizen: Client, linked: Project) -> None:
    page = citizen.get("/rat/anfragen/urkunden/").content.decode()
    assert f'href="{linked.get_absolute_url()}"' in page


def test_the_link_outlives_a_new_address(
    citizen: Client, linked: Project, inquiry: Inquiry
) -> None:
    Inquiry.objects.filter(pk=inquiry.pk).update(slug="neu")
    assert 'href="/rat/anfragen/neu/"' in project_page(citizen)


def test_what_is_not_public_stays_unsaid(
    citizen: Client, project: Project, inquiry: Inquiry, digital_officer: User
) -> None:
    programme.answer_inquiry(actor=digital_officer, project=project, ref=str(inquiry.uid))
    assert "2026/7" not in project_page(citizen)


def test_an_unknown_inquiry_is_refused(project: Project, digital_officer: User) -> None:
    with pytest.raises(CatalogueError):
        programme.answer_inquiry(actor=digital_officer, project=project, ref=str(uuid.uuid4()))


class TestChoosing:
    @pytest.fixture
    def officer(self, login: Callable[[User], Client], digital_officer: User) -> Client:
        return login(digital_officer)

    def test_the_officer_chooses(self, officer: Client, project: Project, inquiry: Inquiry) -> None:
        url = f"{STAFF}edit/{project.pk}/"
        assert "2026/7: Wann gibt es Urkunden online?" in officer.get(url).content.decode()
        officer.post(url, {**FIELDS, "inquiries": [str(inquiry.uid)]})
        project.refresh_from_db()
        assert project.inquiries == [str(inquiry.uid)]

    def test_nothing_else_can_be_chosen(self, officer: Client, project: Project) -> None:
        url = f"{STAFF}edit/{project.pk}/"
        answer = officer.post(url, {**FIELDS, "inquiries": ["/rat/anfragen/x/"]})
        assert answer.status_code == 200
        project.refresh_from_db()
        assert project.inquiries == []
