"""Stops a process at a named point of its work with the database, without a debugger.

The work runs in a fork of the test's process. There each statement and each commit is a point
before it and one after it; at the chosen one the process kills itself, or loses its session.
"""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import psycopg
from django.db import connection

from tests.guestreg.at_work import own_database

Report = Callable[[str], None]
Work = Callable[[Report], object]
_parents: list[Any] = []


class Points:
    """Counts points; acts once, at the one with this number."""

    def __init__(self, number: int, act: Callable[[str], None]) -> None:
        self.left, self.act, self.acting = number, act, False

    def reached(self, name: str) -> None:
        if self.acting:
            return
        self.left -= 1
        if self.left == 0:
            self.acting = True
            self.act(name)
            self.acting = False

    def watch(self, owner: type, method: str, name: Callable[..., str]) -> None:
        """Make points of each call of that method."""
        original = getattr(owner, method)

        def watched(*args: Any, **kwargs: Any) -> Any:
            self.reached(f"before {name(*args)}")
            result = original(*args, **kwargs)
            self.reached(f"after {name(*args)}")
            return result

        setattr(owner, method, watched)


def _statement(_cursor: object, query: Any, *_rest: object) -> str:
    text = query if isinstance(query, str) else query.as_string(None)
    return " ".join(text.replace('"', "").split())[:60]


def die(report: Report, name: str) -> None:
    """As kill -9 does from outside: nothing is cleaned up, nobody is told."""
    report(name)
    os.kill(os.getpid(), signal.SIGKILL)


def lose_session(report: Report, name: str) -> None:
    """The database's process for this one dies; the program goes on and finds out."""
    report(name)
    if connection.connection is not None:
        with psycopg.connect(own_database(), autocommit=True) as other:
            number = connection.connection.info.backend_pid
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])


def has(names: list[str], *wanted: str) -> bool:
    """The points that matter were among them, so that no renaming empties a test."""
    return all(any(name.startswith(one) for name in names) for one in wanted)


How = Callable[[Report, str], None]


def stopped_at_each_point(
    work: Work, how: How, *, on: Mapping[str, Any] | None = None
) -> Iterator[tuple[str, str]]:
    """Begin the work again and again, stopped one point later each time.

    Gives the point's name and what the work reported until then; an empty name at last, when the
    work came to its end. The caller looks at what is stored, and sets it back. ``on`` are settings
    of another database to work on.
    """
    for number in count(1):
        name, said = _stopped_at(number, work, how, on or {})
        yield name, said
        if not name:
            return


def _stopped_at(number: int, work: Work, how: How, on: Mapping[str, Any]) -> tuple[str, str]:
    ends = [os.pipe(), os.pipe()]
    child = os.fork()
    if child == 0:
        connection.settings_dict.update(on)
        name, said = (_reporter(end[1]) for end in ends)
        _work(Points(number, lambda at: how(name, at)), work, said)
    for end in ends:
        os.close(end[1])
    texts = [os.fdopen(end[0]).read() for end in ends]
    os.waitpid(child, 0)
    return texts[0], texts[1]


def _work(points: Points, work: Work, said: Report) -> None:
    """In the fork; never returns."""
    status = 1
    try:
        _parents.append(connection.connection)  # kept: only the parent may end its session
        connection.connection = None
        points.watch(psycopg.Cursor, "execute", _statement)
        points.watch(psycopg.Connection, "commit", lambda _connection: "COMMIT")
        work(said)
        status = 0
    finally:
        os._exit(status)


def _reporter(end: int) -> Report:
    def report(text: str) -> None:
        os.write(end, text.encode())

    return report
