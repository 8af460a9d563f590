"""The editorial pages of the example site, loaded once per test module."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from identity.models import User
from portal.example import pages


@pytest.fixture(scope="module")
def loaded_pages(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """An outer transaction around the module; each test runs in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        pages.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def site(loaded_pages: None, db: None) -> None:
    """The editorial pages in both languages."""


@pytest.fixture
def head_of_office(staff: Callable[[str], User]) -> User:
    return staff("head_of_office")


@pytest.fixture
def mayors_office(staff: Callable[[str], User]) -> User:
    return staff("mayors_office")
