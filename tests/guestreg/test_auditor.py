"""The auditor reads who did what, and can do nothing."""

from collections.abc import Callable

import pytest
from django.test import Client

from guestreg import handover
from guestreg.models import DataRequest, Licence
from identity.models import User
from tests.guestreg.conftest import GUEST

pytestmark = pytest.mark.django_db
URL = "/verwaltung/gaestedaten/pruefspur/"


@pytest.fixture
def auditor(staff: Callable[[str], User]) -> User:
    return staff("auditor")


@pytest.fixture
def text(
    released: DataRequest, health_officer: User, auditor: User, login: Callable[[User], Client]
) -> Callable[..., str]:
    """The page after a licence, a request, its release and a download."""
    handover.take(actor=health_officer, request=released)
    client = login(auditor)
    return lambda **chosen: client.get(URL, chosen).content.decode()


def test_every_step_stands_in_the_trail(text: Callable[..., str]) -> None:
    steps = ("Antrag eingereicht", "Lizenz erteilt", "von zweiter Person freigegeben",
             "Betrieb hat Besuche freigegeben", "Besuche heruntergeladen")  # fmt: skip
    page = text()
    assert [step for step in steps if step not in page] == []
    assert "GA-2026-17" in page


def test_neither_guests_nor_contact_persons_stand_in_it(
    text: Callable[..., str], application: dict[str, str]
) -> None:
    page = text()
    contacts = ("contact_phone", "contact_email", "deputy_phone")
    hidden = [*GUEST.values(), *(application[name] for name in contacts)]
    assert [value for value in hidden if value in page] == []


@pytest.mark.parametrize(
    ("subject", "there", "elsewhere"),
    [
        ("licence", "Lizenz erteilt", "Besuche heruntergeladen"),
        ("request", "Besuche heruntergeladen", "Lizenz erteilt"),
        ("venue", "Code angelegt", "Lizenz erteilt"),
    ],
)
def test_trail_of_one_subject(
    text: Callable[..., str], subject: str, there: str, elsewhere: str
) -> None:
    page = text(gegenstand=subject)
    assert there in page
    assert elsewhere not in page


def test_trail_of_one_case(text: Callable[..., str]) -> None:
    assert "Besuche heruntergeladen" in text(q="GA-2026-17")
    assert "Keine Einträge." in text(q="GA-0")


@pytest.mark.parametrize("subject", ["'; DROP TABLE x", "guestreg.", "\x00"])
def test_unknown_subject_is_no_error(text: Callable[..., str], subject: str) -> None:
    assert "Prüfspur" in text(gegenstand=subject)


@pytest.mark.parametrize("role", ["health_officer", "licence_officer", "editor"])
def test_others_do_not_read_it(
    role: str, staff: Callable[[str], User], login: Callable[[User], Client]
) -> None:
    assert login(staff(role)).get(URL).status_code == 302


def test_auditor_opens_neither_licence_nor_release(
    released: DataRequest, licence: Licence, auditor: User, login: Callable[[User], Client]
) -> None:
    client = login(auditor)
    asked = f"/verwaltung/gaestedaten/{released.public_id}/"
    assert client.get(f"/verwaltung/gaestelizenzen/{licence.pk}/").status_code == 302
    assert client.get(asked).status_code == 302
    assert client.post(f"{asked}paket/").status_code == 302
    released.refresh_from_db()
    assert released.downloads == 0
