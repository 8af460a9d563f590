"""What a guest meets behind a QR code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from guestreg import licences, venues
from guestreg.checkin import issue_token
from guestreg.models import Code, LegalBasis, Licence, SealedBy, Visit
from tests.guestreg.conftest import GUEST

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(citizen: Client, code: Code) -> Callable:
    def post(**changes: str) -> object:
        data = GUEST | {"token": issue_token(code.code)} | changes
        return citizen.post(code.get_absolute_url(), data)

    return post


def test_form_asks_the_prescribed_fields_and_no_others(citizen: Client, code: Code) -> None:
    form = citizen.get(code.get_absolute_url()).context["form"]
    assert [field.name for field in form.visible_fields()] == ["given_name", "family_name", "phone"]


def test_w3_page_is_light_and_sets_no_cookie(citizen: Client, code: Code) -> None:
    response = citizen.get(code.get_absolute_url())
    assert not response.cookies
    assert len(response.content) < 8_000


def test_page_uses_few_queries(
    citizen: Client, code: Code, django_assert_max_num_queries: Callable
) -> None:
    citizen.get(code.get_absolute_url())  # makes the keys of the day
    with django_assert_max_num_queries(4):
        citizen.get(code.get_absolute_url())


def test_guest_gets_a_confirmation(send: Callable, code: Code) -> None:
    page = send().content.decode()
    assert "Sie sind registriert" in page
    assert code.area.venue.name in page


def test_confirmation_does_not_repeat_contact_data(send: Callable) -> None:
    page = send().content.decode()
    assert not any(value in page for value in GUEST.values())


def test_visit_is_sealed_and_rounded(send: Callable) -> None:
    send()
    visit = Visit.objects.get()
    assert visit.sealed_by == SealedBy.SERVER
    assert visit.arrived_at.minute % 5 == visit.arrived_at.second == 0
    assert not any(value.encode() in bytes(visit.sealed) for value in GUEST.values())


def test_sending_twice_stores_once(send: Callable, code: Code) -> None:
    token = issue_token(code.code)
    assert "registriert" in send(token=token).content.decode()
    assert "registriert" in send(token=token).content.decode()
    assert Visit.objects.count() == 1


def test_confirmation_sets_no_cookie(send: Callable) -> None:
    response = send()
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", ""),
        ("family_name", "=1+1"),
        ("phone", "keine"),
        ("phone", "12"),
        ("given_name", "x" * 81),
    ],
)
def test_wrong_input_names_the_field(send: Callable, field: str, value: str) -> None:
    response = send(**{field: value})
    assert list(response.context["form"].errors) == [field]
    assert not Visit.objects.exists()


def test_old_token_asks_to_send_again(send: Callable, code: Code) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        token = issue_token(code.code)
    assert "zu lange offen" in send(token=token).content.decode()
    assert not Visit.objects.exists()


def test_token_of_another_code_is_refused(send: Callable, code: Code) -> None:
    other = venues.open_code(actor=None, area=code.area)
    assert "anderen Ort" in send(token=issue_token(other.code)).content.decode()


def test_forged_token_is_refused(send: Callable) -> None:
    send(token="X.AAAAAAAAAAAAAAAAAAAAAAAA:1vX:forged")
    assert not Visit.objects.exists()


def test_without_a_basis_no_registration_is_needed(
    send: Callable, citizen: Client, code: Code, basis: LegalBasis
) -> None:
    basis.valid_to = timezone.localdate() - timedelta(days=1)
    basis.save()
    assert "keine Registrierung nötig" in citizen.get(code.get_absolute_url()).content.decode()
    send()
    assert not Visit.objects.exists()


def test_without_a_basis_the_database_refuses(visit_at: Callable, basis: LegalBasis) -> None:
    visit_at()
    basis.valid_to = timezone.localdate() - timedelta(days=1)
    basis.save()
    columns = (
        "expires_on, sha256(receipt_hash), day, venue_id, area_id, basis_id, arrived_at,"
        " leaves_by, left_at, was_absent, office_kid, venue_kid, sealed_by, sealed"
    )
    with (
        pytest.raises(DatabaseError, match="legal basis"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT INTO guestreg_visit SELECT {columns} FROM guestreg_visit")


def test_readable_text_does_not_fit_into_the_table(visit_at: Callable) -> None:
    visit_at()
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        Visit.objects.update(sealed=b'{"given_name": "Erna"}')


def test_suspended_licence_closes_its_codes(citizen: Client, code: Code, licence: Licence) -> None:
    licences.suspend(actor=None, licence=licence, reason="Prüfung")
    assert "nimmt nicht mehr" in citizen.get(code.get_absolute_url()).content.decode()


def test_closed_code_and_pause_say_so(citizen: Client, code: Code) -> None:
    venues.set_paused(actor=None, venue=code.area.venue, paused=True)
    assert "angehalten" in citizen.get(code.get_absolute_url()).content.decode()
    venues.close_code(actor=None, code=code)
    assert "nicht mehr in Gebrauch" in citizen.get(code.get_absolute_url()).content.decode()


def test_unknown_code_is_not_found(citizen: Client, db: None) -> None:
    assert citizen.get("/c/NOTTHERE22").status_code == 404


def test_english_page(citizen: Client, code: Code) -> None:
    page = citizen.get(code.get_absolute_url() + "?lang=en").content.decode()
    assert '<html lang="en">' in page


def test_typed_code_leads_to_its_place(citizen: Client, code: Code) -> None:
    typed = f" {code.code[:5].lower()}-{code.code[5:]} "
    assert citizen.get("/c/", {"code": typed})["Location"] == code.get_absolute_url()
    assert "gibt es nicht" in citizen.get("/c/", {"code": "FALSCH"}).content.decode()


@pytest.fixture
def either(basis: LegalBasis) -> None:
    """What Thüringen prescribed: name, and telephone number or address."""
    basis.prescribed_fields = ["given_name", "family_name", "phone_or_address"]
    basis.save()


WHOLE = {"street": "Markt", "house_number": "1", "postcode": "04600", "city": "Altenburg"}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"phone": "030 23125 777"}, True),
        (
            {"phone": "", "street": "Markt", "house_number": "1", "postcode": "04600", "city": "A"},
            True,
        ),
        ({"phone": "", "street": "Markt"}, False),
        ({"phone": ""}, False),
        ({"phone": "x", "street": "Markt"}, False),
    ],
)
def test_telephone_or_a_whole_address(
    given: dict[str, str], stored: bool, either: None, send: Callable
) -> None:
    send(**given)
    assert Visit.objects.exists() is stored


def test_mail_stays_prescribed_beside_either(
    either: None, basis: LegalBasis, send: Callable
) -> None:
    basis.prescribed_fields = [*basis.prescribed_fields, "email"]
    basis.save()
    send()
    assert not Visit.objects.exists()
