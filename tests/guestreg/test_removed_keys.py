"""No officer alone takes a colleague, or the sheet in the safe, off the days' keys."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from guestreg import recipients
from guestreg.errors import OfficeKeyError
from guestreg.example import keys as demo
from guestreg.models import DayKeyShare, OfficeRecipient
from identity.models import User

pytestmark = pytest.mark.django_db
KEYS = "/verwaltung/gaestedaten/schluessel/"


@pytest.fixture
def sheet(colleague: User) -> OfficeRecipient:
    """Of an office with one officer's key, the colleague's, both with shares of all days."""
    demo.load_office(colleague)
    return OfficeRecipient.objects.get(kid=demo.PAPER.kid)


@pytest.fixture
def theirs(sheet: OfficeRecipient) -> OfficeRecipient:
    return OfficeRecipient.objects.get(kid=demo.OFFICER.kid)


def decide(client: Client, recipient: OfficeRecipient, verb: str) -> str:
    return client.post(f"{KEYS}{recipient.pk}/entfernen/{verb}/", follow=True).content.decode()


def still_opens(recipient: OfficeRecipient) -> bool:
    recipient.refresh_from_db()
    shares = DayKeyShare.objects.filter(recipient=recipient).exists()
    assert shares == (recipient.retired_at is None)
    return shares


@pytest.mark.parametrize("which", [demo.PAPER.kid, demo.OFFICER.kid])
def test_one_officer_alone_removes_nothing(
    which: str, sheet: OfficeRecipient, health_officer: User, login: Callable[[User], Client]
) -> None:
    client, target = login(health_officer), OfficeRecipient.objects.get(kid=which)
    for verb in ("propose", "confirm", "propose", "confirm"):
        decide(client, target, verb)
    assert still_opens(target)


def test_a_second_officer_confirms(
    sheet: OfficeRecipient,
    health_officer: User,
    colleague: User,
    login: Callable[[User], Client],
) -> None:
    assert "zweite Person" in decide(login(health_officer), sheet, "propose")
    page = decide(login(colleague), sheet, "confirm")
    assert "Der Schlüssel ist entfernt." in page
    assert not still_opens(sheet)
    trail = ModelLogEntry.objects.filter(label=sheet.kid).values_list("action", "user__username")
    assert ("guestreg.office.propose_removal", health_officer.username) in trail
    assert ("guestreg.office.retire_recipient", "colleague") in trail


def test_anybody_of_the_office_discards(
    theirs: OfficeRecipient, health_officer: User, colleague: User, login: Callable
) -> None:
    recipients.propose_removal(actor=health_officer, recipient=theirs)
    decide(login(colleague), theirs, "discard")
    decide(login(colleague), theirs, "confirm")
    assert still_opens(theirs)


def test_ones_own_key_needs_a_second_person_too(
    theirs: OfficeRecipient, colleague: User, health_officer: User, login: Callable
) -> None:
    decide(login(colleague), theirs, "propose")
    decide(login(colleague), theirs, "confirm")
    assert still_opens(theirs)
    decide(login(health_officer), theirs, "confirm")
    assert not still_opens(theirs)


def test_a_replaced_key_that_opens_days_still_is_removed_on_the_page_by_two(
    theirs: OfficeRecipient, colleague: User, health_officer: User, login: Callable
) -> None:
    """Who replaced a stolen key would else leave the thief four weeks."""
    recipients.adopt_officer_key(actor=colleague, point=demo.demo_key("successor").point)
    theirs.refresh_from_db()
    replaced_at, shares = theirs.retired_at, DayKeyShare.objects.filter(recipient=theirs)
    client = login(colleague)
    assert "öffnet noch Tage früherer Stapel" in client.get(KEYS).content.decode()
    decide(client, theirs, "propose")
    decide(client, theirs, "confirm")
    assert shares.exists()
    page = decide(login(health_officer), theirs, "confirm")
    assert not shares.exists()
    assert theirs.kid not in page
    theirs.refresh_from_db()
    assert theirs.retired_at == replaced_at
    with pytest.raises(OfficeKeyError, match="schon entfernt"):
        recipients.propose_removal(actor=colleague, recipient=theirs)


def test_of_a_replaced_key_the_wish_is_told_before_the_end(
    theirs: OfficeRecipient,
    colleague: User,
    health_officer: User,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    recipients.adopt_officer_key(actor=colleague, point=demo.demo_key("successor").point)
    theirs.refresh_from_db()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        recipients.propose_removal(actor=colleague, recipient=theirs)
    with django_capture_on_commit_callbacks(execute=True):
        recipients.confirm_removal(actor=health_officer, recipient=theirs)
    subjects = [one.subject for one in mail.outbox]
    assert ["möchte" in subject for subject in subjects] == [True, False], subjects


def test_what_alone_opens_stored_days_stays(
    theirs: OfficeRecipient, sheet: OfficeRecipient, colleague: User, health_officer: User
) -> None:
    recipients.propose_removal(actor=colleague, recipient=theirs)
    recipients.confirm_removal(actor=health_officer, recipient=theirs)
    with pytest.raises(OfficeKeyError, match="Er muss bleiben"):
        recipients.propose_removal(actor=colleague, recipient=sheet)
    assert still_opens(sheet)


def test_another_sheet_does_not_push_out_the_former(
    sheet: OfficeRecipient, health_officer: User
) -> None:
    """A sheet of one's own must not be the way to be the only one who opens."""
    recipients.adopt_paper_key(actor=health_officer, point=demo.demo_key("second sheet").point)
    assert still_opens(sheet)


def test_whose_key_it_is_hears_of_both_steps(
    theirs: OfficeRecipient,
    health_officer: User,
    administrator: User,
    colleague: User,
    django_capture_on_commit_callbacks: Callable,
) -> None:
    third = User.objects.create_user("third", "third@stadt.example.org")
    third.groups.set(colleague.groups.all())
    with django_capture_on_commit_callbacks(execute=True):
        recipients.propose_removal(actor=health_officer, recipient=theirs)
        recipients.confirm_removal(actor=third, recipient=theirs)
    told = [(one.to[0], one.subject) for one in mail.outbox if "Schlüssel" in one.subject]
    assert {to for to, _subject in told} == {colleague.email}
    assert told[-1][1].endswith("Ein Schlüssel ist entfernt")


@pytest.mark.parametrize("role", ["licence_officer", "administrator", "editor", "auditor"])
def test_others_decide_nothing(
    role: str, theirs: OfficeRecipient, health_officer: User, staff: Callable, login: Callable
) -> None:
    recipients.propose_removal(actor=health_officer, recipient=theirs)
    client = login(staff(role))
    for verb in ("propose", "confirm", "discard"):
        decide(client, theirs, verb)
    assert still_opens(theirs)
    assert theirs.removal_proposed_by == health_officer


def test_database_refuses_one_person_twice(theirs: OfficeRecipient, colleague: User) -> None:
    with (
        pytest.raises(IntegrityError, match="officerecipient_removed_by_two"),
        transaction.atomic(),
    ):
        OfficeRecipient.objects.update(
            removal_proposed_by=colleague, removal_confirmed_by=colleague
        )


def test_an_office_of_one_person_may_do_without(
    theirs: OfficeRecipient, health_officer: User, settings: LazySettings
) -> None:
    settings.GUESTREG_SECOND_APPROVAL = False
    recipients.propose_removal(actor=health_officer, recipient=theirs)
    assert not still_opens(theirs)
