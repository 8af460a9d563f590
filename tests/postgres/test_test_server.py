"""A test run has a server of its own and leaves nothing behind."""

from pathlib import Path

import pytest

from portal.postgres import pytest_plugin
from portal.postgres.pytest_plugin import Server


@pytest.fixture(autouse=True)
def base(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(pytest_plugin, "var_folder", lambda: tmp_path)
    monkeypatch.setenv("DATABASE_URL", "")
    return tmp_path / "test-postgres"


def test_runs_beside_each_other_take_different_folders(base: Path) -> None:
    first, second = Server(), Server()
    try:
        assert [first.start().home, second.start().home] == [base / "1", base / "2"]
    finally:
        first.stop()
        second.stop()


def test_nothing_is_left_after_the_run(base: Path) -> None:
    server = Server()
    home = server.start().home
    server.stop()
    assert not home.exists()


def test_what_a_killed_run_left_is_removed(base: Path) -> None:
    (base / "1" / "18").mkdir(parents=True)
    (base / "1" / "18" / "PG_VERSION").write_text("18\n")
    server = Server()
    layout = server.start()
    assert layout.socket.exists()
    server.stop()


def test_stopping_without_a_start_is_no_error() -> None:
    Server().stop()
