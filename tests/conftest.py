"""The cast and the fixtures that every test may use."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models.signals import post_migrate
from django.test import Client
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings

from guestreg import places
from identity.models import BusinessAccount, BusinessMembership, User
from portal.operations.models import Schedule
from portal.translations import compile_catalogues
from tests.sessions import signed_in
from tests.shared_data import DATA

# How long an example takes says more about the machine than about the code.
# A change is judged by the same examples each time; who looks for new ones asks for them:
# make test ARGS="--hypothesis-profile searching tests/services"
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis_settings.register_profile("searching", deadline=None, max_examples=2_000)
hypothesis_settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the data folder the suite passes too; what needs it says so."""
    if not DATA.is_dir():
        missing = pytest.mark.skip(reason="needs the data folder beside the project")
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(missing)


def pytest_configure() -> None:
    compile_catalogues()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit are cleared by TRUNCATE, which tables of records refuse otherwise."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_whole'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only_whole")
    post_migrate.connect(_ship_profiles, sender=apps.get_app_config("guestreg"))


def _ship_profiles(**_signal: Any) -> None:
    """What a migration put in goes with TRUNCATE too; Django sends this signal after it."""
    shipped = import_module("guestreg.migrations.0011_profiles").SHIPPED
    with connection.cursor() as cursor:
        cursor.execute(shipped)


@pytest.fixture(autouse=True)
def _places_forgotten() -> None:
    """What a test before this one stored is gone; a process remembers it for some seconds."""
    places.forget()


@pytest.fixture
def just_announced(db: None) -> None:
    """The test database may be an hour old, and the run that was due meanwhile nobody started."""
    Schedule.objects.update(announced_at=timezone.now())


@pytest.fixture(autouse=True)
def _german() -> None:
    """An English page leaves its thread in English; the next test begins in German."""
    translation.deactivate()


@pytest.fixture
def staff(db: None) -> Callable[[str], User]:
    """Make a staff member with one role."""

    def make(role: str) -> User:
        user = User.objects.create_user(role, f"{role}@stadt.example.org", "ein langes Kennwort")
        user.groups.add(Group.objects.get(name=role))
        return user

    return make


@pytest.fixture
def editor(staff: Callable[[str], User]) -> User:
    return staff("editor")


@pytest.fixture
def digital_officer(staff: Callable[[str], User]) -> User:
    return staff("digital_officer")


@pytest.fixture
def licence_officer(staff: Callable[[str], User]) -> User:
    return staff("licence_officer")


@pytest.fixture
def health_officer(staff: Callable[[str], User]) -> User:
    return staff("health_officer")


@pytest.fixture
def administrator(staff: Callable[[str], User]) -> User:
    return staff("administrator")


@pytest.fixture
def business(db: None) -> Callable[..., User]:
    """Make the owner of a company, as a sign-in with the Unternehmenskonto leaves them."""

    def make(username: str, pseudonym: str, **company: str) -> User:
        user = User.objects.create_user(username, first_name="Kim", last_name="Beispiel")
        user.set_unusable_password()
        user.save()
        account = BusinessAccount.objects.create(
            pseudonym=pseudonym, is_example=True, postcode="04600", city="Altenburg", **company
        )
        BusinessMembership.objects.create(
            account=account, user=user, role=BusinessMembership.Role.OWNER
        )
        return user

    return make


@pytest.fixture
def baker(business: Callable[..., User]) -> User:
    """Owns "Bäckerei Beispiel"."""
    return business(
        "baker",
        "du-" + "b" * 40,
        name="Bäckerei Beispiel",
        legal_form="110",
        legal_form_name="Einzelunternehmen",
        street="Beispielmarkt",
        house_number="1",
    )


@pytest.fixture
def rival(business: Callable[..., User]) -> User:
    """Owns another company: the outsider in every test about the baker's things."""
    return business(
        "rival",
        "du-" + "a" * 40,
        name="Gasthaus Gegenüber (Beispiel)",
        street="Beispielmarkt",
        house_number="2",
    )


@pytest.fixture
def citizen() -> Client:
    """Somebody without an account."""
    return Client()


@pytest.fixture
def login() -> Callable[[User], Client]:
    return signed_in
