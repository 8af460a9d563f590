"""Who needs a server gets one, who has one keeps it."""

import pytest

from portal import postgres
from portal.postgres.cluster import Cluster


@pytest.fixture
def ours(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """The server of the project folder, moved to a folder of this test."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "default_cluster", lambda: cluster)
    return cluster


def test_a_command_finds_a_running_server(ours: Cluster) -> None:
    with postgres.for_command(["manage.py", "migrate"]):
        assert ours.status().running
    assert not ours.status().running


@pytest.mark.parametrize("arguments", [["manage.py"], ["manage.py", "help"]])
def test_help_starts_no_server(ours: Cluster, arguments: list[str]) -> None:
    with postgres.for_command(arguments):
        assert not ours.status().running


def test_a_configured_server_is_used_instead(
    ours: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere")
    with postgres.for_command(["manage.py", "migrate"]):
        assert not ours.status().running


def test_settings_can_be_read_before_there_are_data(ours: Cluster) -> None:
    assert postgres.connection_parameters()["HOST"] == str(ours.layout.socket_folder)
    assert not ours.home.exists()
