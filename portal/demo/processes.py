"""The processes of the demonstration: started together, watched, stopped in order."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.demo.errors import DemoError
from portal.demo.place import HOST, ROOT, Place, python
from portal.demo.preparation import last_lines

STOP_SECONDS = 20.0
POLL_SECONDS = 0.05
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A process that the demonstration needs, and where it listens if it does."""

    name: str
    command: list[str]
    port: int | None = None


def programs(place: Place) -> list[Program]:
    """In starting order; they are stopped the other way round."""
    web = ["granian", "--interface", "wsgi", "--host", HOST, "--port", str(place.port)]
    celery = ["celery", "--app", "portal"]
    return [
        Program(
            "state account",
            python("-m", "identity.simulator", *place.simulator_options()),
            place.state_account_port,
        ),
        Program(
            "web",
            python(
                "-m",
                *web,
                "--http=1",
                "--workers=2",
                "--blocking-threads=24",
                "--no-access-log",
                "portal.wsgi:application",
            ),
            place.port,
        ),
        Program("worker", python("-m", *celery, "worker", "--concurrency=2", "--loglevel=WARNING")),
        Program("schedule", python("-m", *celery, "beat", "--loglevel=WARNING")),
    ]


@dataclass(frozen=True)
class Running:
    """A program that was started."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """Ask it to end, make it end when it does not."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Crew:
    """All processes of one demonstration."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.running: list[Running] = []

    def start(self, program: Program) -> None:
        """In a session of its own, for Ctrl-C is meant for us alone: we stop them in order."""
        self.place.logs.mkdir(parents=True, exist_ok=True)
        log = self.place.logs / f"{program.name.replace(' ', '-')}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                program.command,
                cwd=ROOT,
                env=self.place.environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - we have no threads
            )
        self.running.append(Running(program, process, log))

    def stop(self) -> Iterator[str]:
        """Stop all, the last started first; yields the name of each that has ended."""
        while self.running:
            member = self.running.pop()
            member.stop()
            yield member.program.name

    def check(self) -> None:
        """Nobody may be missing: a portal without its worker looks whole and is not."""
        for member in self.running:
            code = member.process.poll()
            if code is not None:
                raise DemoError(
                    f"The process '{member.program.name}' has ended by itself ({meaning(code)}):\n"
                    f"{last_lines(member.log)}\nThe whole log is {member.log}."
                )

    def watch(self) -> None:
        """Go on until one of them ends, which raises."""
        while True:
            self.check()
            time.sleep(POLL_SECONDS * 10)


def meaning(code: int) -> str:
    """An exit code in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def die_with_parent() -> None:
    """Runs in the new process: the kernel ends it even if we are killed without a chance."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
