"""The example site in the test's own database, and everybody who might open a page."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from guestreg import handover, licences
from guestreg.models import Code, LegalBasis, Licence, Venue
from identity.models import BusinessAccount, BusinessMembership, User
from ozg_catalog.models import Municipality, OzgService, Project, Provider, Snapshot
from portal.council.models import Inquiry
from services.models import Office, Service
from tests.matrix.addresses import ANONYMOUS, OWNER, RIVAL, Address


@pytest.fixture(scope="module")
def example(django_db_setup: None, django_db_blocker) -> Iterator[dict[str, str]]:
    """Loaded once for a module, inside a transaction that is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_example_site", verbosity=0)
        _people_and_their_things()
        yield _placeholders()
        transaction.set_rollback(True)


def _people_and_their_things() -> None:
    cafe = BusinessAccount.objects.get(licences__is_example=True)
    elsewhere = BusinessAccount.objects.create(pseudonym="du-" + "a" * 40, name="Gegenüber")
    for name, account in ((OWNER, cafe), (RIVAL, elsewhere)):
        user = User.objects.create_user(name)
        BusinessMembership.objects.create(
            account=account, user=user, role=BusinessMembership.Role.OWNER
        )
    venue = Venue.objects.get(licence__account=cafe)
    now = timezone.now()
    asked = handover.request(
        actor=User.objects.get(username="health_officer"),
        venue=venue,
        areas=[],
        window_start=now - timedelta(hours=2),
        window_end=now - timedelta(hours=1),
        case_number="GA-1",
        basis=LegalBasis.objects.get(),
    )
    handover.approve(actor=User.objects.get(username="health_officer_2"), request=asked)
    licences.begin(actor=User.objects.get(username=OWNER), account=cafe)


def _placeholders() -> dict[str, str]:
    venue = Venue.objects.get()
    home = Municipality.objects.home()
    return {
        "service": "personalausweis-beantragen",
        "office": Office.objects.order_by("pk")[0].slug,
        "ozg_id": OzgService.objects.order_by("ozg_id")[0].ozg_id,
        "project": Project.objects.order_by("pk")[0].slug,
        "provider": Provider.objects.order_by("pk")[0].slug,
        "snapshot": str(Snapshot.objects.current(home).pk),
        "inquiry": Inquiry.objects.get().slug,
        "code": Code.objects.order_by("pk")[0].code,
        "licence": str(Licence.objects.get(state=Licence.State.GRANTED).pk),
        "venue": str(venue.public_id),
        "request": str(venue.requests.get().public_id),
        "step": "betrieb",
    }


@pytest.fixture
def open_as(example: dict[str, str], db: None) -> Callable[[str], Client]:
    def sign_in(role: str) -> Client:
        client = Client()
        if role != ANONYMOUS:
            user = User.objects.get(username=role)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def path_of(example: dict[str, str]) -> Callable[[Address], str]:
    return lambda address: address.path.format(**example)
