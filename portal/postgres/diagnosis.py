"""Turns what PostgreSQL writes about a failure into a sentence with a way out."""

import re
from pathlib import Path

from portal.postgres.errors import DiskFull, PostgresError, StartFailed, WrongVersion
from portal.postgres.layout import Layout

LAST_LINES = 12


def explain(output: str, layout: Layout, problem: str) -> PostgresError:
    """The error that stands for this output of a server program."""
    if re.search(r"No space left on device|Disk quota exceeded", output):
        return DiskFull(
            f"{problem} The disk is full. Free some room where {layout.home} lies "
            "(a new database needs about 100 MB), then try again."
        )
    if "initialized by PostgreSQL version" in output:
        return wrong_version(layout, layout.data)
    lines = "\n".join(f"    {line}" for line in output.strip().splitlines()[-LAST_LINES:])
    return StartFailed(f"{problem} PostgreSQL says:\n{lines}\nIts log is {layout.log}.")


def wrong_version(layout: Layout, found: Path) -> WrongVersion:
    """What to do with data of another major version."""
    return WrongVersion(
        f"The data in {found} were written by another major version of PostgreSQL than the "
        f"{layout.major} installed here. Dump them with the former version (pg_dumpall) and load "
        f"them into the new one, or move {found} away to begin with an empty database."
    )


def tail(log: Path, start: int) -> str:
    """What was written to the log after this many bytes."""
    with log.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace")
