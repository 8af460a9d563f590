"""`python -m portal.demo`: prepare, start, show what there is, watch, stop.

Ctrl-C and SIGTERM stop everything in order. When a process ends by itself, the rest is stopped
too and the exit code is 1: half a portal would only mislead.
"""

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from typing import NoReturn

from portal import postgres
from portal.demo import description
from portal.demo.errors import DemoError
from portal.demo.network import demand_free, wait_for
from portal.demo.place import SETTINGS, Place
from portal.demo.preparation import prepare
from portal.demo.processes import Crew, programs
from portal.postgres import locks


def main() -> int:
    place = Place(arguments().port)
    try:
        with only_one(place), signals_as_exit(), database():
            demonstrate(place)
    except AlreadyRunning as running:
        say(str(running))
    except (DemoError, postgres.PostgresError) as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("The demonstration has ended. Its data stay in var/.")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.demo", description=__doc__)
    parser.add_argument(
        "--port", type=int, default=8000, help="of the portal; the next is used too"
    )
    return parser.parse_args()


class AlreadyRunning(Exception):
    """Another process demonstrates this project; not an error."""


@contextlib.contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Hold the lock of this project's demonstration, or say where the running one is."""
    place.folder.mkdir(parents=True, exist_ok=True)
    path = place.folder / "lock"
    try:
        descriptor = locks.try_exclusive(path)
    except BlockingIOError:
        raise AlreadyRunning(f"The demonstration already runs: {path.read_text()}") from None
    try:
        path.write_text(place.base)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def signals_as_exit() -> Iterator[None]:
    """Let every polite request to end do what Ctrl-C does; a second one changes nothing."""

    def stop(number: int, _frame: object) -> NoReturn:
        for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    yield


def database() -> contextlib.AbstractContextManager[object]:
    """Our own server, unless the environment names another."""
    if postgres.configured_elsewhere():
        return contextlib.nullcontext()
    say("Starting the database")
    return postgres.running()


def demonstrate(place: Place) -> None:
    """Everything between a running database and the end."""
    for program in programs(place):
        if program.port:
            demand_free(program.port, "PORT")
    place.description.unlink(missing_ok=True)
    for title, seconds in prepare(place):
        say(f"{title}: {seconds:.1f} s")
    crew = Crew(place)
    try:
        open_portal(place, crew)
        crew.watch()
    finally:
        for name in crew.stop():
            say(f"Stopped: {name}")


def open_portal(place: Place, crew: Crew) -> None:
    """Start the processes, those that people see first, and tell when everything answers."""
    begin = time.monotonic()
    visible = [program for program in programs(place) if program.port]
    for program in visible:
        crew.start(program)
    whole = describe(place)
    for port in (place.state_account_port, place.port):
        wait_for(port, "/", crew.check)
    for program in programs(place):
        if program not in visible:
            crew.start(program)
    description.write(whole, place.description)
    say(f"Started in {time.monotonic() - begin:.1f} s\n")
    say("\n".join(description.lines(whole)))
    say(f"\nThe same for scripts: {place.description}\nCtrl-C stops everything.")


def describe(place: Place) -> description.Description:
    os.environ.update(place.environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    return description.describe(place)


def say(text: str) -> None:
    """Tell the person at the screen, who may have closed the window by now."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
