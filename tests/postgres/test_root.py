"""Root starts the server under another account, and no folder's mode changes for that."""

import os
import pwd
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.postgres.binaries import find_binaries
from portal.postgres.cluster import Cluster
from tests.postgres.conftest import ask

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="speaks of root alone")
MakeCluster = Callable[[Path], Cluster]
NOBODY = pwd.getpwnam("nobody").pw_uid


@pytest.fixture
def _others_reach_the_programs() -> None:
    """A checkout below root's own home hides them from everybody else."""
    programs = Path(find_binaries().folder)
    if not all(folder.stat().st_mode & stat.S_IXOTH for folder in (programs, *programs.parents)):
        pytest.skip("the Python environment lies where only root may enter")


def about(cluster: Cluster, key: str) -> str:
    """A line of what the kernel says about the server process."""
    status = Path(f"/proc/{cluster.status().pid}/status").read_text()
    found = re.search(rf"^{key}:\s+(\S+)", status, re.MULTILINE)
    assert found is not None
    return found[1]


def modes(folder: Path) -> dict[Path, int]:
    return {path: stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents)}


@pytest.mark.usefixtures("_others_reach_the_programs")
def test_the_server_runs_as_somebody_else(make_cluster: MakeCluster, open_folder: Path) -> None:
    cluster = make_cluster(open_folder / "postgres")
    cluster.start()
    assert about(cluster, "Uid") != "0"
    assert ask(cluster.layout, "SELECT 1") == 1


def test_no_folder_that_was_there_changes(make_cluster: MakeCluster, open_folder: Path) -> None:
    before = modes(open_folder)
    make_cluster(open_folder / "postgres").start()
    assert modes(open_folder) == before


@pytest.mark.usefixtures("_others_reach_the_programs")
def test_a_users_folder_gets_that_users_server(
    make_cluster: MakeCluster, open_folder: Path
) -> None:
    os.chown(open_folder, NOBODY, -1)
    cluster = make_cluster(open_folder / "postgres")
    cluster.start()
    assert about(cluster, "Uid") == str(NOBODY)
    assert {path.stat().st_uid for path in cluster.home.iterdir()} == {NOBODY}


def test_below_a_private_folder_root_has_no_powers(cluster: Cluster) -> None:
    cluster.home.parent.chmod(0o700)
    cluster.start()
    assert int(about(cluster, "CapEff"), 16) == 0
    assert ask(cluster.layout, "SELECT 1") == 1


def test_the_private_folder_stays_private(cluster: Cluster) -> None:
    cluster.home.parent.chmod(0o700)
    before = modes(cluster.home.parent)
    cluster.start()
    assert modes(cluster.home.parent) == before


def test_a_private_folder_can_be_stopped_and_started_again(cluster: Cluster) -> None:
    cluster.home.parent.chmod(0o700)
    cluster.start()
    cluster.stop()
    cluster.start()
    assert ask(cluster.layout, "SELECT 1") == 1
