"""The whole demonstration, as `make demo` runs it: twice, on a database of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portal.demo.place import ROOT
from portal.postgres.cluster import Cluster
from portal.roles import ROLE_NAMES

PORT = 8106
FIRST_RUN_SECONDS = 600


@dataclass
class Demo:
    """A running demonstration."""

    process: subprocess.Popen[str]
    screen: list[str]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.screen += list(self.process.stdout or ())
        return self.process.wait(60)


def environment(var: Path) -> dict[str, str]:
    """As on a fresh machine: no server named, nothing configured."""
    ours = {"PORTAL_VAR_DIR": str(var), "PATH": os.environ["PATH"], "HOME": str(var)}
    return {**ours, "PORTAL_LOG_LEVEL": "WARNING"}


def launch(var: Path, port: int = PORT) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "portal.demo", f"--port={port}"],
        cwd=ROOT,
        env=environment(var),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def start(var: Path) -> Demo:
    demo = Demo(launch(var), [])
    assert demo.process.stdout is not None
    for line in demo.process.stdout:
        demo.screen.append(line)
        if line.startswith("Ctrl-C"):
            return demo
    raise AssertionError("".join(demo.screen))


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    yield folder
    Cluster(folder / "postgres").destroy()


@pytest.fixture(scope="module")
def demo(var: Path) -> Iterator[Demo]:
    """The second run: the first one only prepares."""
    begin = time.monotonic()
    assert start(var).stop() == 0
    assert time.monotonic() - begin < FIRST_RUN_SECONDS
    demo = start(var)
    yield demo
    if demo.process.poll() is None:
        demo.stop()


def test_the_second_run_prepares_nothing(demo: Demo) -> None:
    assert demo.screen[:1] == ["Starting the database\n"]
    assert demo.screen[1].startswith("Started in")


@pytest.fixture
def described(demo: Demo, var: Path) -> dict[str, Any]:
    return json.loads((var / "demo.json").read_text())


def test_every_address_answers(described: dict[str, Any]) -> None:
    for address in described["addresses"].values():
        with urllib.request.urlopen(address, timeout=60) as answer:
            assert answer.status == 200, address


def test_every_role_has_an_account(described: dict[str, Any]) -> None:
    roles = {account["role"] for account in described["accounts"]}
    assert roles == {*ROLE_NAMES, "business", "citizen"}


def test_a_guest_can_check_in_to_each_area(described: dict[str, Any]) -> None:
    assert described["check_in"]
    for entry in described["check_in"]:
        with urllib.request.urlopen(entry["address"], timeout=60) as answer:
            assert answer.status == 200


def test_the_released_report_has_its_date(described: dict[str, Any]) -> None:
    assert len(described["report"]["date"]) == len("2026-03-04")


def test_a_second_call_says_where_it_runs(demo: Demo, var: Path) -> None:
    screen, _ = launch(var, port=PORT).communicate(timeout=60)
    assert screen == f"The demonstration already runs: http://127.0.0.1:{PORT}\n"


PING = """
from portal.celery import app
for _ in range(30):
    if answers := app.control.ping(timeout=2):
        print(answers)
        break
"""


def test_the_worker_answers(demo: Demo, var: Path) -> None:
    env = {**environment(var), "DJANGO_SETTINGS_MODULE": "portal.settings.development"}
    answer = subprocess.run(
        [sys.executable, "-c", PING], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    assert "pong" in answer.stdout


def test_stopping_stops_everything(demo: Demo, var: Path) -> None:
    assert demo.stop(signal.SIGINT) == 0
    assert [line for line in demo.screen if line.startswith("Stopped")] == [
        "Stopped: schedule\n",
        "Stopped: worker\n",
        "Stopped: web\n",
        "Stopped: state account\n",
    ]
    assert not Cluster(var / "postgres").status().running
