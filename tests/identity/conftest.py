"""The portal's keys, the simulated accounts, and a browser's way through both."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from identity.saml import identity_providers, keys
from identity.saml import metadata as service_metadata
from identity.saml.registry import registry
from identity.simulator.server import Simulator


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are slow to make: one pair per account for the whole run."""
    folder = tmp_path_factory.mktemp("saml")
    for slug in ("unternehmenskonto", "bundid"):
        keys.save(folder / slug / "current", keys.generate(f"Test {slug}"))
    return folder


@pytest.fixture(scope="session")
def simulator_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("simulator")


@pytest.fixture(autouse=True)
def _keys(settings, key_folder: Path) -> None:
    settings.SAML_KEY_DIR = key_folder


class InProcess(Simulator):
    """The same simulator, asking the portal for its metadata without HTTP."""

    def service_metadata(self, kind: str) -> bytes:
        return service_metadata.write(registry.get_or_404(kind))


@pytest.fixture
def simulator(db: None, simulator_folder: Path) -> Iterator[Simulator]:
    simulator = InProcess("http://localhost:8001", "http://127.0.0.1:8000", simulator_folder)
    for kind, account in simulator.accounts.items():
        identity_providers.load(kind, account.metadata(), actor=None)
    return simulator


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return unescape(found.group(1))


SignIn = Callable[..., HttpResponse]


@pytest.fixture
def ask(simulator: Simulator) -> Callable[..., str]:
    """Start in the portal and bring the request to the state account; gives its SAMLRequest."""

    def start(client: Client, kind: str = "unternehmenskonto", target: str = "") -> str:
        page = client.get(f"/saml/{kind}/anmelden", {"next": target})
        return hidden(page.content.decode(), "SAMLRequest")

    return start


@pytest.fixture
def answer(simulator: Simulator, ask: Callable[..., str]) -> Callable[..., str]:
    """Everything up to the answer that the state account's page would post."""

    def run(client: Client, choice: str, kind: str = "unternehmenskonto", **form: str) -> str:
        target = form.pop("target", "")
        request = {"SAMLRequest": ask(client, kind, target), "choice": choice, **form}
        reply = simulator.post(f"/{kind}/anmelden", request)
        assert reply.status == 200, reply.body.decode()
        return hidden(reply.body.decode(), "SAMLResponse")

    return run


@pytest.fixture
def sign_in(answer: Callable[..., str]) -> SignIn:
    """The whole way; gives the last response of the portal."""

    def run(client: Client, choice: str, kind: str = "unternehmenskonto", **form: str):
        message = answer(client, choice, kind, **form)
        return post(client, message, kind)

    return run


def post(client: Client, message: str, kind: str = "unternehmenskonto") -> HttpResponse:
    """Post as another site's page does, so without the session cookie; then follow."""
    foreign = Client()
    arrived = foreign.post(f"/saml/{kind}/acs", {"SAMLResponse": message})
    client.cookies.update(foreign.cookies)
    return client.get(arrived["Location"]) if arrived.status_code == 302 else arrived


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits and used codes live there."""
    cache.clear()
