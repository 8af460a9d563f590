"""What those who look after the data type."""

import subprocess
import sys
from pathlib import Path

import pytest

from portal.postgres.cluster import Cluster


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("commands")
    yield folder
    Cluster(folder / "postgres").destroy()


def call(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal.postgres", *arguments],
        env={"PORTAL_VAR_DIR": str(var), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_server_that_is_off_is_reported_by_exit_code(var: Path) -> None:
    assert call(var, "status").returncode == 3


def test_start_says_where_it_listens(var: Path) -> None:
    assert "s.PGSQL.5432" in call(var, "start").stdout
    assert call(var, "status").stdout.startswith("running, process")
    call(var, "stop")


def test_a_dump_can_be_restored(var: Path) -> None:
    call(var, "psql", "-c", "CREATE TABLE kept AS SELECT 7 AS value")
    call(var, "pg_dump", "-Fc", "-f", str(var / "dump"))
    call(var, "psql", "-c", "DROP TABLE kept")
    call(var, "pg_restore", str(var / "dump"))
    assert call(var, "psql", "-At", "-c", "SELECT value FROM kept").stdout == "7\n"


def test_an_unknown_command_lists_the_known(var: Path) -> None:
    assert "start|stop|status|url|psql|pg_dump|pg_restore" in call(var, "drop").stderr


def test_a_refusal_is_one_sentence(var: Path, tmp_path: Path) -> None:
    (tmp_path / "postgres" / "15").mkdir(parents=True)
    (tmp_path / "postgres" / "15" / "PG_VERSION").write_text("15\n")
    answer = call(tmp_path, "start")
    assert answer.returncode == 1
    assert answer.stderr.startswith("postgres: The data in")
    assert "Traceback" not in answer.stderr
