"""The example site in the test's own database, and everybody who might open a page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from identity.models import User
from identity.saml import identity_providers, keys
from identity.simulator.server import Simulator
from tests.matrix import people
from tests.matrix.addresses import ANONYMOUS, Action, Address
from tests.sessions import signed_in

ACCOUNTS = ("unternehmenskonto", "bundid")


@pytest.fixture(scope="module")
def saml_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of the portal for both state accounts."""
    folder = tmp_path_factory.mktemp("saml")
    for account in ACCOUNTS:
        keys.save(folder / account / "current", keys.generate(f"Test {account}"))
    return folder


@pytest.fixture(autouse=True)
def _keys(settings, saml_folder: Path) -> None:
    settings.SAML_KEY_DIR = saml_folder


@pytest.fixture(scope="module")
def example(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Loaded once for a module, inside a transaction that is rolled back after it."""
    simulator = Simulator(
        "http://127.0.0.1:8001", "http://127.0.0.1:8000", tmp_path_factory.mktemp("simulator")
    )
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_example_site", verbosity=0)
        for account in ACCOUNTS:
            identity_providers.load(account, simulator.accounts[account].metadata(), actor=None)
        yield people.prepare()
        transaction.set_rollback(True)


@pytest.fixture
def open_as(example: dict[str, str], db: None) -> Callable[[str], Client]:
    def sign_in(role: str) -> Client:
        return Client() if role == ANONYMOUS else signed_in(User.objects.get(username=role))

    return sign_in


@pytest.fixture
def path_of(example: dict[str, str]) -> Callable[[Address | Action], str]:
    return lambda address: address.path.format(**example)
