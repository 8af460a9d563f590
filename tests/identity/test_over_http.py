"""The simulator as its own process, and the portal as a real server, over HTTP."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from identity.saml import identity_providers

PORT = 8110
ADDRESS = f"http://localhost:{PORT}"
PERSONA = {"choice": "baeckerei"}


@pytest.fixture
def simulator_process(live_server: LiveServer, tmp_path: Path, settings) -> Iterator[Path]:
    settings.PORTAL_BASE_URL = live_server.url
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    address = f"http://localhost:{PORT + worker}"
    command = [sys.executable, "-m", "identity.simulator", f"--port={PORT + worker}"]
    options = [f"--portal={live_server.url}", f"--folder={tmp_path}", f"--address={address}"]
    process = subprocess.Popen([*command, *options])
    try:
        _wait(address)
        yield tmp_path
    finally:
        process.terminate()
        process.wait()


def _wait(address: str) -> None:
    for _ in range(200):
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


@pytest.mark.django_db(transaction=True)
def test_a_baker_signs_in(live_server: LiveServer, simulator_process: Path) -> None:
    raw = (simulator_process / "unternehmenskonto.xml").read_bytes()
    identity_providers.load("unternehmenskonto", raw, actor=None)
    with httpx.Client() as browser:
        start = browser.get(f"{live_server.url}/saml/unternehmenskonto/anmelden?next=/konto/")
        action, fields = form(start.text)
        choice_page = browser.post(action, data=fields)
        action, fields = form(choice_page.text)
        sent = browser.post(action, data=fields | PERSONA)
        action, fields = form(sent.text)
        assert httpx.URL(action).path == "/saml/unternehmenskonto/acs"
        landed = browser.post(action, data=fields, follow_redirects=True)
    assert "Bäckerei Beispiel" in landed.text
