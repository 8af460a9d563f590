"""The simulated accounts as an own process: everything they say goes over HTTP."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from django.test import Client

from identity.saml import identity_providers, metadata
from identity.saml.registry import registry
from tests.identity.conftest import post


@pytest.fixture
def portal_address() -> Iterator[str]:
    """Serves the portal's metadata, which is all that a state account asks of it."""
    documents = {f"/saml/{each.slug}/metadata": metadata.write(each) for each in registry.all()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(documents[self.path])

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def simulator_process(portal_address: str, tmp_path: Path, unused_tcp_port: int) -> Iterator[str]:
    address = f"http://localhost:{unused_tcp_port}"
    command = [sys.executable, "-m", "identity.simulator", f"--port={unused_tcp_port}"]
    options = [f"--portal={portal_address}", f"--folder={tmp_path}", f"--address={address}"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    try:
        _wait(address)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def unused_tcp_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(address: str) -> None:
    for _ in range(400):
        try:
            httpx.get(address)
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the simulator did not start")


def form(page: str) -> tuple[str, dict[str, str]]:
    action = re.findall(r'<form method="post" action="(http[^"]+)"', page)[-1]
    fields = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return unescape(action), {name: unescape(value) for name, value in fields}


@pytest.mark.django_db
def test_a_baker_signs_in(client: Client, simulator_process: str, tmp_path: Path) -> None:
    raw = (tmp_path / "unternehmenskonto.xml").read_bytes()
    identity_providers.load("unternehmenskonto", raw, actor=None)
    start = client.get("/saml/unternehmenskonto/anmelden").content.decode()
    address, fields = form(start)
    assert address.startswith(simulator_process)
    address, fields = form(httpx.post(address, data=fields).text)
    address, fields = form(httpx.post(address, data=fields | {"choice": "baeckerei"}).text)
    assert httpx.URL(address).path == "/saml/unternehmenskonto/acs"
    assert post(client, fields["SAMLResponse"])["Location"] == "/konto/"
    assert "Bäckerei Beispiel" in client.get("/konto/").content.decode()


def test_its_pages_say_that_they_are_simulated(simulator_process: str) -> None:
    page = httpx.get(simulator_process)
    assert "kein echtes Konto" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
