"""Nobody publishes what they wrote: not by the form, not around it."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow

from identity.models import User
from portal import workflows
from portal.pages.models import HomePage
from services import publication
from services.foureyes import SamePersonError, author_of
from services.models import FourEyesTask, Service
from tests.services.edit_form import edit_address, filled

pytestmark = pytest.mark.django_db
TITLE = "texts-0-title"


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    return make_service("Hund anmelden")


def title(service: Service) -> str:
    return str(service.texts.model.objects.get(service=service).title)


def send(client: Client, service: Service, action: str = "", **fields: Any) -> Any:
    data = filled(client, edit_address(service)) | fields
    if action:
        data[f"action-{action}"] = "1"
    return client.post(edit_address(service), data, follow=True)


@pytest.fixture
def handed_in(service: Service, editor: User) -> Service:
    hand_in(service, "Hund abmelden", by=editor)
    return Service.objects.get(pk=service.pk)


def hand_in(service: Service, wanted: str, *, by: User) -> None:
    service.texts = list(service.texts.all())
    service.texts.all()[0].title = wanted
    service.save_revision(user=by)
    service.get_workflow().start(service, by)


def approve(client: Client, service: Service, **fields: Any) -> Any:
    fields["workflow-action-name"] = "approve"
    return send(client, service, "workflow-action", **fields)


def address_of(name: str, service: Service, *arguments: Any) -> str:
    return reverse(f"wagtailsnippets_services_service:{name}", args=[service.pk, *arguments])


def test_a_fresh_instance_has_the_workflow(service: Service) -> None:
    assert isinstance(service.get_workflow().tasks[0].specific, FourEyesTask)
    assert Page.get_first_root_node().get_workflow() == service.get_workflow()


def test_setting_it_up_again_leaves_the_citys_own_alone(service: Service) -> None:
    Workflow.objects.filter(pk=service.get_workflow().pk).update(name="Unsere Freigabe")
    workflows.ensure()
    assert FourEyesTask.objects.count() == 1
    assert service.get_workflow().name == "Unsere Freigabe"


@pytest.mark.parametrize("action", ["publish", "", "workflow-action"])
def test_an_editor_alone_publishes_nothing(
    service: Service, editor: User, login, action: str
) -> None:
    send(login(editor), service, action, **{TITLE: "Hund abmelden"})
    assert title(service) == "Hund anmelden"


def test_a_new_service_is_a_draft(editor: User, login) -> None:
    client = login(editor)
    address = reverse("wagtailsnippets_services_service:add")
    data = filled(client, address) | {"name": "Neu", "slug": "neu", "action-publish": "1"}
    data |= {"texts-TOTAL_FORMS": "1", "texts-0-language": "de", TITLE: "Neu", "texts-0-ORDER": "1"}
    for module in Service.texts.rel.related_model.MODULES:
        data[f"texts-0-{module}"] = "null"
    client.post(address, data)
    assert not Service.objects.get(slug="neu").live


def test_a_second_editor_publishes(service: Service, editor: User, second: User, login) -> None:
    send(login(editor), service, "submit", **{TITLE: "Hund abmelden"})
    approve(login(second), service)
    assert title(service) == "Hund abmelden"


def test_the_author_does_not_approve(handed_in: Service, editor: User, login) -> None:
    approve(login(editor), handed_in)
    assert title(handed_in) == "Hund anmelden"


def test_who_changes_it_while_approving_becomes_its_author(
    handed_in: Service, second: User, login
) -> None:
    page = approve(login(second), handed_in, **{TITLE: "Hund verkaufen"})
    assert "zweite Person" in page.content.decode()
    assert title(handed_in) == "Hund anmelden"
    assert author_of(Service.objects.get(pk=handed_in.pk).latest_revision) == second.pk


def test_then_the_first_one_approves(handed_in: Service, editor: User, second: User, login) -> None:
    send(login(second), handed_in, **{TITLE: "Hund verkaufen"})
    approve(login(editor), handed_in)
    assert title(handed_in) == "Hund verkaufen"


def test_nobody_changes_what_lies_before_the_reviewer(
    handed_in: Service, editor: User, login
) -> None:
    before = Service.objects.get(pk=handed_in.pk).latest_revision_id
    client = login(editor)
    data = {TITLE: "Anders", "texts-TOTAL_FORMS": "1"}
    client.post(edit_address(handed_in), data)
    assert Service.objects.get(pk=handed_in.pk).latest_revision_id == before


def test_outsiders_cannot_approve(handed_in: Service, licence_officer: User, login) -> None:
    state = handed_in.current_workflow_task_state
    address = address_of("workflow_action", handed_in, "approve", state.pk)
    login(licence_officer).post(address, {"comment": ""})
    assert title(handed_in) == "Hund anmelden"


def test_the_address_of_another_record_is_no_way_around(
    handed_in: Service, editor: User, second: User, login, make_service: Callable[..., Service]
) -> None:
    other = make_service("Fundsachen suchen")
    hand_in(other, "Fundsachen melden", by=second)
    own = handed_in.current_workflow_task_state
    login(editor).post(address_of("workflow_action", other, "approve", own.pk), {"comment": ""})
    assert title(handed_in) == "Hund anmelden"


def test_an_old_version_is_restored_as_a_draft(
    service: Service, editor: User, second: User, login
) -> None:
    old = service.save_revision(user=second)
    service.refresh_from_db()
    service.texts = list(service.texts.all())
    service.texts.all()[0].title = "Hund abmelden"
    service.save_revision(user=second).publish()
    client, address = login(editor), address_of("revisions_revert", service, old.pk)
    client.post(address, filled(client, address) | {"revision": old.pk, "action-publish": "1"})
    assert title(service) == "Hund abmelden"


@pytest.mark.parametrize("name", ["unpublish", "revisions_unschedule"])
def test_wagtails_own_publishing_addresses_are_closed(
    service: Service, editor: User, login, name: str
) -> None:
    revision = service.save_revision(user=editor)
    arguments = [revision.pk] if name == "revisions_unschedule" else []
    login(editor).post(address_of(name, service, *arguments))
    assert Service.objects.get(pk=service.pk).live


def test_unlocking_gives_no_right_to_publish(handed_in: Service, editor: User, login) -> None:
    client = login(editor)
    client.post(address_of("unlock", handed_in))
    approve(client, handed_in)
    assert title(handed_in) == "Hund anmelden"


@pytest.mark.parametrize("how", ["delete", "bulk"])
def test_what_is_on_the_net_is_not_deleted(service: Service, editor: User, login, how: str) -> None:
    address = address_of("delete", service)
    if how == "bulk":
        bulk = reverse("wagtail_bulk_action", args=["services", "service", "delete"])
        address = f"{bulk}?id={service.pk}"
    login(editor).post(address)
    assert Service.objects.filter(pk=service.pk).exists()


def test_even_a_superuser_needs_somebody_else(service: Service) -> None:
    root = User.objects.create_superuser("root", "root@stadt.example.org", "ein langes Kennwort")
    revision = service.save_revision(user=root)
    with pytest.raises(SamePersonError):
        revision.publish(user=root)


def test_pages_too(editor: User, second: User) -> None:
    page = HomePage(title="Start", slug="start-2")
    Page.get_first_root_node().add_child(instance=page)
    assert not page.permissions_for_user(editor).can_publish()
    page.get_workflow().start(page, editor) if page.save_revision(user=editor) else None
    state = page.current_workflow_task_state
    with pytest.raises(SamePersonError):
        state.task.specific.on_action(state, editor, "approve")
    state.task.specific.on_action(state, second, "approve")
    assert Page.objects.get(pk=page.pk).live


def test_a_planned_publication_waits_for_approval_and_for_its_time(
    service: Service, editor: User, second: User, login
) -> None:
    later = timezone.localtime() + datetime.timedelta(hours=1)
    when = {TITLE: "Hund abmelden", "go_live_at": f"{later:%d.%m.%Y %H:%M}"}
    send(login(editor), service, "submit", **when)
    approve(login(second), service)
    assert title(service) == "Hund anmelden"
    scheduled = Service.objects.get(pk=service.pk).latest_revision
    assert scheduled.approved_go_live_at is not None
    with time_machine.travel(later + datetime.timedelta(minutes=5)):
        call_command("publish_scheduled", stdout=io.StringIO())
    assert title(service) == "Hund abmelden"


def test_a_planned_date_without_approval_publishes_nothing(
    service: Service, editor: User, login
) -> None:
    soon = timezone.localtime() + datetime.timedelta(minutes=1)
    send(login(editor), service, **{TITLE: "Anders", "go_live_at": f"{soon:%d.%m.%Y %H:%M}"})
    assert Service.objects.get(pk=service.pk).latest_revision.approved_go_live_at is None


def test_one_person_takes_a_wrong_page_down(service: Service, editor: User, login) -> None:
    address = reverse("services_take_down", args=[service.pk])
    assert b"services_take_down" not in login(editor).get(address).content
    login(editor).post(address, {"reason": "Falsche Gebühr"})
    assert not Service.objects.get(pk=service.pk).live


def test_taking_down_wants_a_reason(service: Service, editor: User) -> None:
    with pytest.raises(publication.PublicationError):
        publication.take_down(service, actor=editor, reason="  ")
