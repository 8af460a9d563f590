"""After a crash the next start finds everything that was committed."""

import os
import signal
import socket
import time
from pathlib import Path

from portal.postgres.cluster import Cluster
from tests.postgres.conftest import QUICK, ask


def kill(cluster: Cluster) -> None:
    pid = cluster.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while cluster.status().running:
        time.sleep(0.01)


def test_committed_data_survive_a_kill(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "postgres", QUICK)
    cluster.start()
    ask(cluster.layout, "CREATE TABLE kept AS SELECT 7 AS value")
    kill(cluster)
    cluster.start()
    assert ask(cluster.layout, "SELECT value FROM kept") == 7
    cluster.destroy()


def test_a_killed_server_is_not_reported_as_running(cluster: Cluster) -> None:
    cluster.start()
    kill(cluster)
    assert not cluster.status().running


def test_a_killed_server_can_be_stopped(cluster: Cluster) -> None:
    cluster.start()
    kill(cluster)
    cluster.stop()


def test_the_number_of_a_dead_server_may_belong_to_another_program(cluster: Cluster) -> None:
    cluster.start()
    recorded = cluster.layout.pid_file.read_text().splitlines()
    cluster.stop()
    cluster.layout.pid_file.write_text("\n".join([str(os.getpid()), *recorded[1:]]) + "\n")
    assert not cluster.status().running
    cluster.start()
    assert ask(cluster.layout, "SELECT 1") == 1


def test_a_socket_that_a_crash_left_is_no_hindrance(cluster: Cluster) -> None:
    with cluster.running() as layout:
        pass
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(layout.socket))
    layout.socket.with_name(f"{layout.socket.name}.lock").write_text(f"{os.getppid()}\n")
    cluster.start()
    assert ask(cluster.layout, "SELECT 1") == 1


def test_a_creation_that_was_killed_is_begun_anew(cluster: Cluster) -> None:
    cluster.layout.unfinished.mkdir(parents=True)
    (cluster.layout.unfinished / "PG_VERSION").write_text("18\n")
    cluster.start()
    assert ask(cluster.layout, "SELECT 1") == 1
    assert not cluster.layout.unfinished.exists()
