"""The editors' section: for editors, and for nobody else."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from identity.models import User
from services.models import Service, ServiceText
from services.readability import reading_ease
from tests.services.edit_form import edit_address

pytestmark = pytest.mark.django_db

MODELS = ["service", "office", "onlinechannel", "lifesituation", "requireddocument", "synonym"]


def list_of(model: str) -> str:
    return reverse(f"wagtailsnippets_services_{model}:list")


@pytest.mark.parametrize("model", MODELS)
def test_editor_sees_each_list(editor: User, login, directory: None, model: str) -> None:
    assert login(editor).get(list_of(model)).status_code == 200


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
@pytest.mark.parametrize("model", MODELS)
def test_other_roles_do_not(staff, login, role: str, model: str) -> None:
    assert login(staff(role)).get(list_of(model)).status_code in {302, 403}


def test_nobody_gets_in_without_account(citizen: Client) -> None:
    assert citizen.get(list_of("service")).status_code == 302


def test_menu_entry_is_the_editors(editor: User, licence_officer: User, login) -> None:
    address = "/verwaltung/"
    assert b"services/service" in login(editor).get(address).content
    assert b"services/service" not in login(licence_officer).get(address).content


def test_edit_form_opens_with_everything(editor: User, login, directory: None) -> None:
    service = Service.objects.get(slug="kfz-zulassen")
    address = reverse("wagtailsnippets_services_service:edit", args=[service.pk])
    response = login(editor).get(address)
    assert response.status_code == 200
    for text in ("Kraftfahrzeug zulassen", "Bericht der Hauptuntersuchung", "99036008007000"):
        assert text in response.content.decode()


def test_a_draft_changes_no_public_page(
    editor: User, login, make_service: Callable[..., Service], citizen: Client
) -> None:
    service = make_service("Alter Titel")
    draft = Service.objects.get(pk=service.pk)
    draft.texts = [*draft.texts.all()]
    draft.texts.all()[0].title = "Neuer Titel"
    revision = draft.save_revision(user=editor)
    assert b"Alter Titel" in citizen.get(service.get_absolute_url()).content
    revision.publish()
    assert b"Neuer Titel" in citizen.get(service.get_absolute_url()).content


@pytest.mark.parametrize("mode", ["de", "en", "de-simple"])
def test_preview_shows_the_draft(directory: None, rf, mode: str) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    service.texts = [*service.texts.all()]
    for text in service.texts.all():
        text.title = "Nur im Entwurf"
    request = rf.get("/")
    response = service.make_preview_request(request, mode)
    assert "Nur im Entwurf" in response.render().content.decode()


def test_the_edit_form_says_how_easy_each_section_reads(editor: User, login, make_service) -> None:
    easy = "<p>" + "Der Hund ist da. Er will in den Park. " * 4 + "</p>"
    service = make_service("Hund anmelden", text={"hints": easy})
    page = login(editor).get(edit_address(service)).content.decode()
    row = page[page.index('data-module="hints"') :].split("</tr>")[0]
    assert f"<td>{reading_ease(easy)}</td>" in row
    assert "leicht" in row
    assert "Amstad" in page


def test_the_work_list_has_what_others_handed_in(
    editor: User, login, make_service: Callable[..., Service]
) -> None:
    other = User.objects.create_user("editor_2", "editor-2@stadt.example.org")
    for author, name in ((editor, "Von mir"), (other, "Von anderen")):
        service = make_service(name)
        service.save_revision(user=author)
        service.get_workflow().start(service, author)
    page = login(editor).get("/verwaltung/leistungen/aufgaben/").content.decode()
    assert page.count("Von anderen") == 2  # to approve, and without an English text
    assert page.count("Von mir") == 1


def test_the_work_list_has_translations_that_are_behind(
    editor: User, login, make_service: Callable[..., Service]
) -> None:
    service = make_service("Hund anmelden", text={"written_on": datetime.date(2026, 5, 1)})
    english = {"language": "en", "title": "Register a dog"}
    ServiceText.objects.create(service=service, **english, written_on=datetime.date(2026, 4, 1))
    address = "/verwaltung/leistungen/aufgaben/"
    assert "Hund anmelden (Englisch)" in login(editor).get(address).content.decode()


def test_previews_bring_the_accessibility_checker(editor: User, login, directory: None) -> None:
    service = Service.objects.get(slug="personalausweis-beantragen")
    revision = service.save_revision(user=editor)
    name = "wagtailsnippets_services_service:revisions_view"
    page = login(editor).get(reverse(name, args=[service.pk, revision.pk])).content.decode()
    assert "wagtail-userbar" in page
