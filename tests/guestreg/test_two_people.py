"""One person alone cannot put another root in the place of the health office's."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from guestreg import office
from guestreg.errors import OfficeKeyError
from guestreg.example import keys as demo
from guestreg.keys import office_root
from guestreg.models import DayKey, OfficeRoot, RootProposal
from identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]
NEXT = demo.demo_key("next root")
KEYS = "/verwaltung/gaestedaten/schluessel/"


@pytest.fixture
def proposal(health_officer: User, login: Callable[[User], Client]) -> RootProposal:
    """As an officer freshly signed in makes it."""
    login(health_officer).post(f"{KEYS}wurzel/", {"point": b64encode(NEXT.point).decode()})
    return RootProposal.objects.get()


def decide(client: Client, proposal: RootProposal, verb: str) -> None:
    client.post(f"{KEYS}wurzel/{proposal.pk}/{verb}/")


def holds(key: object) -> bool:
    root = office_root()
    return root is not None and root.kid == key.kid


def test_a_proposed_root_changes_nothing(proposal: RootProposal) -> None:
    assert holds(demo.ROOT)
    assert DayKey.objects.filter(root__retired_at=None).exists()


def test_who_proposed_cannot_confirm(
    proposal: RootProposal, health_officer: User, login: Callable[[User], Client]
) -> None:
    decide(login(health_officer), proposal, "confirm")
    assert holds(demo.ROOT)
    with pytest.raises(OfficeKeyError, match="zweite Person"):
        office.confirm_root(actor=health_officer, proposal=proposal)


def test_a_second_person_confirms(
    proposal: RootProposal, colleague: User, login: Callable[[User], Client]
) -> None:
    client = login(colleague)
    assert NEXT.kid in client.get(KEYS).content.decode()
    decide(client, proposal, "confirm")
    assert holds(NEXT)
    root = office_root()
    assert (root.created_by, root.confirmed_by) == (proposal.proposed_by, colleague)
    assert not RootProposal.objects.exists()


def test_anybody_of_the_office_discards(
    proposal: RootProposal, colleague: User, login: Callable[[User], Client]
) -> None:
    decide(login(colleague), proposal, "discard")
    assert holds(demo.ROOT)
    assert not RootProposal.objects.exists()


@pytest.mark.parametrize("role", ["licence_officer", "administrator", "editor", "auditor"])
def test_others_neither_confirm_nor_discard(
    role: str, proposal: RootProposal, staff: Callable, login: Callable[[User], Client]
) -> None:
    client = login(staff(role))
    for verb in ("confirm", "discard"):
        decide(client, proposal, verb)
    assert holds(demo.ROOT)
    assert RootProposal.objects.exists()


def test_the_whole_office_hears_of_it(
    health_officer: User, colleague: User, django_capture_on_commit_callbacks: Callable
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        office.propose_root(actor=health_officer, point=NEXT.point)
    told = {message.to[0] for message in mail.outbox if "Wurzel" in message.subject}
    assert told == {health_officer.email, colleague.email}


def test_database_refuses_one_person_twice(proposal: RootProposal) -> None:
    person = proposal.proposed_by
    with pytest.raises(IntegrityError, match="officeroot_two_people"), transaction.atomic():
        OfficeRoot.objects.update(created_by=person, confirmed_by=person)


def test_a_former_root_does_not_come_back(health_officer: User) -> None:
    with pytest.raises(OfficeKeyError, match="gibt es schon"):
        office.propose_root(actor=health_officer, point=demo.ROOT.point)


def test_first_root_needs_nobody_to_replace(db: None, health_officer: User) -> None:
    DayKey.objects.all().delete()
    OfficeRoot.objects.all().delete()
    assert isinstance(office.propose_root(actor=health_officer, point=NEXT.point), OfficeRoot)


def test_an_office_of_one_person_may_do_without(
    health_officer: User, settings: LazySettings
) -> None:
    settings.GUESTREG_SECOND_APPROVAL = False
    office.propose_root(actor=health_officer, point=NEXT.point)
    assert holds(NEXT)
