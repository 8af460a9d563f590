"""Editing without JavaScript: the same drafts, locks and four eyes as the large editor."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from identity.models import User
from services import drafting
from services.models import Service, ServiceText

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service(
        "Hund anmelden", text={"summary": "<p>Alt</p>", "hints": "<p><em>x</em></p>"}
    )


def address(service: Service) -> str:
    return reverse("services_plain", args=[service.pk])


def send(client: Client, service: Service, action: str, **fields: Any) -> Any:
    latest = Service.objects.get(pk=service.pk).latest_revision_id
    texts = {"title": "Hund anmelden", "summary": "Alt", "based_on": latest or ""}
    return client.post(address(service), texts | fields | {"action": action}, follow=True)


def public(service: Service) -> str:
    return str(ServiceText.objects.get(service=service, language="de").summary)


def draft(service: Service) -> ServiceText:
    text = drafting.draft_of(Service.objects.get(pk=service.pk)).text_in("de")
    assert text is not None
    return text


def test_a_draft_is_saved_and_nothing_is_public(service: Service, editor: User, login: Any) -> None:
    send(login(editor), service, "save", summary="Neu\n\n- eins\n- zwei")
    assert draft(service).summary == "<p>Neu</p><ul><li>eins</li><li>zwei</li></ul>"
    assert public(service) == "<p>Alt</p>"
    revision = Service.objects.get(pk=service.pk).latest_revision
    assert revision.user == editor


def test_what_was_not_changed_stays_as_it_is(service: Service, editor: User, login: Any) -> None:
    send(login(editor), service, "save", summary="Neu", hints="verloren?")
    assert draft(service).hints == "<p><em>x</em></p>"


def test_handed_in_and_approved_by_a_second_person(
    service: Service, editor: User, second: User, login: Any
) -> None:
    send(login(editor), service, "submit", summary="Neu")
    page = login(second).get(address(service)).content.decode()
    assert "<del>Alt</del>" in page
    assert "<ins>Neu</ins>" in page
    send(login(second), service, "approve")
    assert public(service) == "<p>Neu</p>"


@pytest.mark.parametrize("action", ["approve", "save", "submit"])
def test_the_author_neither_approves_nor_changes_what_is_handed_in(
    service: Service, editor: User, login: Any, action: str
) -> None:
    client = login(editor)
    send(client, service, "submit", summary="Neu")
    before = Service.objects.get(pk=service.pk).latest_revision_id
    send(client, service, action, summary="Heimlich")
    assert public(service) == "<p>Alt</p>"
    assert Service.objects.get(pk=service.pk).latest_revision_id == before


def test_given_back_it_can_be_changed_and_handed_in_again(
    service: Service, editor: User, second: User, login: Any
) -> None:
    send(login(editor), service, "submit", summary="Neu")
    send(login(second), service, "reject", comment="Bitte kürzer")
    send(login(editor), service, "submit", summary="Kurz")
    send(login(second), service, "approve")
    assert public(service) == "<p>Kurz</p>"


def test_the_author_takes_it_back(service: Service, editor: User, second: User, login: Any) -> None:
    send(login(editor), service, "submit", summary="Neu")
    send(login(second), service, "take_back")
    assert Service.objects.get(pk=service.pk).current_workflow_state is not None
    send(login(editor), service, "take_back")
    assert Service.objects.get(pk=service.pk).current_workflow_state is None


def test_nobody_overwrites_what_another_saved_meanwhile(
    service: Service, editor: User, second: User, login: Any
) -> None:
    send(login(second), service, "save", summary="Zuerst")
    page = send(login(editor), service, "save", summary="Danach", based_on="")
    assert "Inzwischen hat jemand anders gespeichert" in page.content.decode()
    assert draft(service).summary == "<p>Zuerst</p>"


def test_what_a_source_brought_as_a_draft_is_handed_in_as_it_is(
    service: Service, editor: User, second: User, login: Any
) -> None:
    Service.objects.update(live=False)
    send(login(editor), service, "submit")
    send(login(editor), service, "approve")
    assert not Service.objects.get(pk=service.pk).live
    send(login(second), service, "approve")
    assert Service.objects.get(pk=service.pk).live


def test_a_title_is_needed(service: Service, editor: User, login: Any) -> None:
    page = send(login(editor), service, "save", title="")
    assert page.context["form"].errors["title"]


def test_a_translation_is_begun(service: Service, editor: User, login: Any) -> None:
    new = {"title": "Register a dog", "summary": "New", "based_on": "", "action": "save"}
    login(editor).post(f"{address(service)}?sprache=en", new)
    found = drafting.draft_of(Service.objects.get(pk=service.pk)).text_in("en")
    assert found is not None
    assert (found.title, found.summary) == ("Register a dog", "<p>New</p>")


def test_a_sources_text_is_only_to_be_read(service: Service, editor: User, login: Any) -> None:
    Service.objects.update(agency="LAND", source_id="7")
    send(login(editor), service, "save", summary="Überschrieben")
    assert draft(service).summary == "<p>Alt</p>"


@pytest.mark.parametrize("action", ["unknown", "publish", ""])
def test_other_steps_do_not_exist(service: Service, editor: User, login: Any, action: str) -> None:
    send(login(editor), service, action, summary="Neu")
    assert draft(service).summary == "<p>Alt</p>"


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_other_roles_must_not(service: Service, staff: Any, login: Any, role: str) -> None:
    client = login(staff(role))
    send(client, service, "save", summary="Neu")
    assert client.get(reverse("services_plain_list")).status_code in {302, 403}
    assert draft(service).summary == "<p>Alt</p>"


def test_the_list_finds_services_and_what_waits(
    service: Service, editor: User, second: User, login: Any
) -> None:
    send(login(editor), service, "submit", summary="Neu")
    client = login(second)
    page = client.get(reverse("services_plain_list"), {"q": "hund\x00"})
    assert page.context["waiting"] == [service]
    assert list(page.context["found"]) == [service]
    assert not client.get(reverse("services_plain_list"), {"q": "katze"}).context["found"]


def test_the_large_editor_leads_to_the_same_service_in_plain_fields(
    service: Service, editor: User, login: Any
) -> None:
    page = login(editor).get(reverse("wagtailsnippets_services_service:edit", args=[service.pk]))
    assert '<noscript><p class="staff-noscript">' in page.content.decode()
    assert f'href="{address(service)}"' in page.content.decode().split("staff-noscript")[-1]
