"""Starter content, loaded once per test module: loading is what takes the time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from ozg_catalog import example as catalogue_example
from services import example as directory_example


@contextmanager
def _outer_transaction(blocker, load: Callable[[], object]) -> Iterator[None]:
    """Each test of the module runs in a savepoint inside of it."""
    with blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def loaded_catalogue(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with _outer_transaction(django_db_blocker, catalogue_example.load):
        yield


@pytest.fixture(scope="module")
def loaded_directory(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    with _outer_transaction(django_db_blocker, directory_example.load):
        yield


@pytest.fixture
def catalogue(loaded_catalogue: None, db: None) -> None:
    """The starter extract of the catalogue with its snapshots."""


@pytest.fixture
def directory(loaded_directory: None, db: None) -> None:
    """The starter content of the service directory."""
