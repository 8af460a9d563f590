"""The last replacement of addresses is taken back, except where somebody worked since."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from identity.models import User
from services.links import replacing, undoing
from services.links.change import Change
from services.links.replacing import LinkError
from services.models import OnlineChannel, RequiredDocument, Service

pytestmark = pytest.mark.django_db
ALT, NEU = "https://alt.beispielstadt.de/", "https://neu.beispielstadt.de/"
TEXT = f'<p><a href="{ALT}a">a</a> <a href="{NEU}a">war schon neu</a></p>'
WHERE = "services_links_undo"


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    OnlineChannel.objects.create(name="Dienst", url=f"{ALT}dienst")
    RequiredDocument.objects.create(name="Ausweis", url=f"{ALT}ausweis")
    return make_service("Hund anmelden", text={"hints": TEXT})


@pytest.fixture
def replaced(service: Service, editor: User) -> str:
    replacing.replace(Change(ALT, NEU, beginning=True), actor=editor)
    found = undoing.last()
    assert found is not None
    return found.number


def drafted() -> str:
    text = Service.objects.get().get_latest_revision_as_object().text_in("de")
    return str(text.hints)


def channel() -> str:
    return str(OnlineChannel.objects.get().url)


def test_each_address_comes_back_and_no_other(replaced: str, editor: User) -> None:
    assert drafted().count(NEU) == 2
    undoing.undo(replaced, actor=editor)
    assert channel() == f"{ALT}dienst"
    assert drafted() == TEXT


def test_nobody_has_to_approve_what_was_taken_back(replaced: str, editor: User) -> None:
    assert Service.objects.get().workflow_in_progress
    undoing.undo(replaced, actor=editor)
    assert not Service.objects.get().workflow_in_progress


def test_after_the_approval_it_is_a_draft_again(replaced: str, editor: User) -> None:
    Service.objects.get().latest_revision.publish()
    undoing.undo(replaced, actor=editor)
    assert Service.objects.get().text_in("de").hints.count(NEU) == 2
    assert drafted() == TEXT
    assert Service.objects.get().workflow_in_progress


def test_what_was_changed_since_stays(replaced: str, editor: User) -> None:
    OnlineChannel.objects.update(name="Anderer Name")
    done = undoing.undo(replaced, actor=editor)
    assert channel() == f"{NEU}dienst"
    assert RequiredDocument.objects.get().url == f"{ALT}ausweis"
    assert [str(one.record) for one in done if one.stays] == ["Anderer Name"]


def test_a_new_version_since_stays(replaced: str, editor: User) -> None:
    draft = Service.objects.get().get_latest_revision_as_object()
    draft.name = "Hund melden"
    draft.save_revision(user=editor)
    undoing.undo(replaced, actor=editor)
    assert drafted().count(NEU) == 2


def test_everything_changed_since_is_refused(replaced: str, editor: User) -> None:
    OnlineChannel.objects.update(name="x")
    RequiredDocument.objects.update(name="x")
    Service.objects.get().latest_revision.delete()
    with pytest.raises(LinkError, match="seitdem"):
        undoing.undo(replaced, actor=editor)


def test_it_stands_in_the_history_and_cannot_be_repeated(replaced: str, editor: User) -> None:
    undoing.undo(replaced, actor=editor)
    entry = ModelLogEntry.objects.filter(action="services.link.undo").first()
    assert entry is not None
    assert (entry.user, entry.data["of"]) == (editor, replaced)
    assert undoing.last() is None
    with pytest.raises(LinkError):
        undoing.undo(replaced, actor=editor)


def test_only_the_last_one(replaced: str, editor: User) -> None:
    other = Change(f"{NEU}dienst", "https://ganz.example.org/")
    replacing.replace(other, actor=editor)
    with pytest.raises(LinkError):
        undoing.undo(replaced, actor=editor)


def test_the_page_shows_first_and_then_does_it(replaced: str, editor: User, login: Any) -> None:
    client = login(editor)
    assert reverse(WHERE) in client.get(reverse("services_links")).content.decode()
    page = client.get(reverse(WHERE)).content.decode()
    assert "Ausweis" in page
    assert channel() == f"{NEU}dienst"
    client.post(reverse(WHERE), {"ersetzung": replaced})
    assert channel() == f"{ALT}dienst"


@pytest.mark.parametrize("number", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_a_forged_number_does_nothing(replaced: str, editor: User, login: Any, number: str) -> None:
    login(editor).post(reverse(WHERE), {"ersetzung": number})
    assert channel() == f"{NEU}dienst"


@pytest.mark.parametrize("role", ["digital_officer", "licence_officer", "health_officer"])
def test_other_roles_must_not(replaced: str, staff: Any, login: Any, role: str) -> None:
    login(staff(role)).post(reverse(WHERE), {"ersetzung": replaced})
    assert channel() == f"{NEU}dienst"


def test_without_a_replacement_there_is_nothing_to_do(editor: User, login: Any) -> None:
    assert login(editor).get(reverse(WHERE)).context["replacement"] is None
