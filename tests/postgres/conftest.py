"""Servers for these tests, each in a folder of its own and gone after the test."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.postgres.cluster import Cluster
from portal.postgres.layout import DATABASE, ROLE, Layout

QUICK = {"shared_buffers": "16MB", "max_connections": "10"}


@pytest.fixture
def make_cluster() -> Iterator[Callable[[Path], Cluster]]:
    made: list[Cluster] = []

    def make(home: Path) -> Cluster:
        made.append(Cluster(home, QUICK, safe=False))
        return made[-1]

    yield make
    for cluster in made:
        cluster.destroy()


@pytest.fixture
def cluster(make_cluster: Callable[[Path], Cluster], tmp_path: Path) -> Cluster:
    return make_cluster(tmp_path / "postgres")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def ask(layout: Layout, statement: str, **changes: Any) -> Any:
    """The first value that the server answers, if it answers any."""
    parameters = {
        "host": str(layout.socket_folder),
        "user": ROLE,
        "dbname": DATABASE,
        "passfile": str(layout.passwords),
        **changes,
    }
    with psycopg.connect(**parameters, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None
