"""Folders may have any name and any length."""

from collections.abc import Callable
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from portal.postgres.cluster import Cluster
from portal.postgres.errors import FolderNotOurs
from portal.postgres.layout import LONGEST_SOCKET_PATH
from tests.postgres.conftest import ask

MakeCluster = Callable[[Path], Cluster]


@pytest.mark.parametrize("name", ["two words", "komma, und mehr", 'quo"te', "Gößnitz", "100%"])
def test_any_name_will_do(make_cluster: MakeCluster, tmp_path: Path, name: str) -> None:
    with make_cluster(tmp_path / name).running() as layout:
        assert ask(layout, "SELECT 1") == 1
        with psycopg.connect(layout.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_django_reads_the_address(make_cluster: MakeCluster, tmp_path: Path) -> None:
    layout = make_cluster(tmp_path / "two words").layout
    options = dj_database_url.parse(layout.url())["OPTIONS"]
    assert options == {"host": str(layout.socket_folder), "passfile": str(layout.passwords)}


@pytest.fixture
def far_away(make_cluster: MakeCluster, tmp_path: Path) -> Cluster:
    """Below a path that no socket address can hold."""
    return make_cluster(tmp_path.joinpath(*["a long name of a folder"] * 5))


def test_a_long_path_gets_a_short_socket(far_away: Cluster) -> None:
    with far_away.running() as layout:
        assert len(str(layout.socket)) <= LONGEST_SOCKET_PATH
        assert ask(layout, "SELECT 1") == 1


def test_two_long_paths_get_two_sockets(far_away: Cluster, make_cluster: MakeCluster) -> None:
    neighbour = make_cluster(far_away.home.with_name("another long name of a folder"))
    assert neighbour.layout.socket != far_away.layout.socket


def test_a_socket_folder_that_others_can_enter_is_refused(far_away: Cluster) -> None:
    far_away.layout.socket_folder.mkdir(mode=0o755)
    with pytest.raises(FolderNotOurs, match="is not private"):
        far_away.start()


def test_a_link_in_place_of_the_socket_folder_is_refused(far_away: Cluster, tmp_path: Path) -> None:
    far_away.layout.socket_folder.symlink_to(tmp_path)
    with pytest.raises(FolderNotOurs):
        far_away.start()
    far_away.layout.socket_folder.unlink()
