"""The cast and the fixtures that every test may use."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from identity.models import User
from portal.translations import compile_catalogues


def pytest_configure() -> None:
    compile_catalogues()


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
def citizen() -> Client:
    """Somebody without an account."""
    return Client()


@pytest.fixture
def login() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
