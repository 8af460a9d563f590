"""Processes are started, missed when they end, and stopped in order."""

import signal
import sys
import time
from collections.abc import Iterator

import pytest

from portal.demo import processes
from portal.demo.errors import DemoError
from portal.demo.place import Place
from portal.demo.processes import Crew, Program

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(60)",
]


@pytest.fixture
def crew(place: Place) -> Iterator[Crew]:
    crew = Crew(place)
    yield crew
    list(crew.stop())


def started(crew: Crew, name: str, command: list[str]) -> processes.Running:
    crew.start(Program(name, command))
    return crew.running[-1]


def ended(member: processes.Running) -> processes.Running:
    member.process.wait(10)
    return member


def test_all_is_well_while_everybody_runs(crew: Crew) -> None:
    started(crew, "web", SLEEP)
    crew.check()


def test_a_process_that_ends_is_missed(crew: Crew) -> None:
    ended(started(crew, "worker", [sys.executable, "-c", "print('no broker'); exit(3)"]))
    with pytest.raises(DemoError, match=r"'worker' has ended by itself \(exit code 3\):\n.*no bro"):
        crew.check()


def test_a_killed_process_is_missed(crew: Crew) -> None:
    member = started(crew, "web", SLEEP)
    member.process.send_signal(signal.SIGKILL)
    ended(member)
    with pytest.raises(DemoError, match="signal SIGKILL"):
        crew.check()


def test_even_an_orderly_end_is_missed(crew: Crew) -> None:
    ended(started(crew, "worker", [sys.executable, "-c", ""]))
    with pytest.raises(DemoError, match="exit code 0"):
        crew.check()


def test_the_last_started_is_stopped_first(crew: Crew) -> None:
    members = [started(crew, name, SLEEP) for name in ("web", "worker")]
    assert list(crew.stop()) == ["worker", "web"]
    assert all(member.process.returncode == -signal.SIGTERM for member in members)


def test_who_does_not_listen_is_killed(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    member = started(crew, "worker", DEAF)
    while not member.log.read_text():
        time.sleep(0.01)
    list(crew.stop())
    assert member.process.returncode == -signal.SIGKILL


def test_the_portal_is_stopped_before_the_account_it_sends_people_to(place: Place) -> None:
    names = [program.name for program in processes.programs(place)]
    assert names == ["state account", "web", "worker", "schedule"]
