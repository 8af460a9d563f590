"""Gives a test run a database server of its own, unless DATABASE_URL names one.

The server is made anew for each run, waits for no disk, and is gone afterwards. The process that
collects the results starts it; the parallel workers get to know it through the environment. Runs
beside each other take different folders.
"""

import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from portal.postgres import configured_elsewhere, locks
from portal.postgres.cluster import Cluster
from portal.postgres.errors import PostgresError
from portal.postgres.layout import Layout, var_folder

VARIABLE = "DATABASE_URL"
OPTIONS = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "jit": "off",
}


class Server:
    """The throw-away server of one test run."""

    def __init__(self) -> None:
        self._cluster: Cluster | None = None
        self._slot = -1

    def start(self) -> Layout:
        """In the first free folder; what a killed run left there is removed."""
        self._slot, home = take_free_folder()
        self._cluster = Cluster(home, OPTIONS, safe=False)
        self._cluster.destroy()
        self._cluster.start()
        return self._cluster.layout

    def stop(self) -> None:
        if self._cluster is None:
            return
        os.environ.pop(VARIABLE, None)
        self._cluster.destroy()
        self._cluster = None
        os.close(self._slot)


def take_free_folder() -> tuple[int, Path]:
    """A folder that no other test run uses, and the lock that keeps it so."""
    base = var_folder() / "test-postgres"
    base.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        try:
            slot = locks.try_exclusive(base / f"{number}.lock")
        except BlockingIOError:
            continue
        return slot, base / str(number)
    raise AssertionError("count() never ends")


server = Server()


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """After Django has read its settings, before anything connects and any worker starts."""
    if configured_elsewhere():
        return
    try:
        layout = server.start()
    except PostgresError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ[VARIABLE] = layout.url()
    os.environ["PGPASSFILE"] = str(layout.passwords)
    _lead_django_to(layout.connection_parameters())


def _lead_django_to(ours: dict[str, Any]) -> None:
    """Everything else that Django tells its sessions stays as in operation."""
    default = settings.DATABASES["default"]
    default.update(ours, OPTIONS={**default["OPTIONS"], **ours["OPTIONS"]})


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Also after Ctrl-C, and after pytest-django has dropped its databases."""
    server.stop()
