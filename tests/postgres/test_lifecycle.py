"""The server starts, is joined, and stops when nobody needs it any more."""

from portal.postgres.cluster import Cluster
from tests.postgres.conftest import ask


def test_nothing_runs_before_the_start(cluster: Cluster) -> None:
    assert not cluster.status().running


def test_asking_for_the_status_makes_no_folder(cluster: Cluster) -> None:
    cluster.status()
    assert not cluster.home.exists()


def test_a_started_server_answers(cluster: Cluster) -> None:
    cluster.start()
    assert ask(cluster.layout, "SELECT 1") == 1


def test_the_second_start_joins_the_first(cluster: Cluster) -> None:
    assert cluster.start().pid == cluster.start().pid


def test_a_stopped_server_is_gone(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    assert not cluster.status().running
    assert not cluster.layout.pid_file.exists()


def test_stopping_twice_is_no_error(cluster: Cluster) -> None:
    cluster.stop()
    cluster.stop()


def test_data_outlive_the_server(cluster: Cluster) -> None:
    cluster.start()
    ask(cluster.layout, "CREATE TABLE kept AS SELECT 7 AS value")
    cluster.stop()
    cluster.start()
    assert ask(cluster.layout, "SELECT value FROM kept") == 7


def test_a_server_for_a_while_stops_afterwards(cluster: Cluster) -> None:
    with cluster.running():
        assert cluster.status().running
    assert not cluster.status().running


def test_it_stops_after_an_error_too(cluster: Cluster) -> None:
    try:
        with cluster.running():
            raise ValueError
    except ValueError:
        assert not cluster.status().running


def test_a_visitor_leaves_a_started_server_on(cluster: Cluster) -> None:
    pid = cluster.start().pid
    with cluster.running():
        pass
    assert cluster.status().pid == pid


def test_the_last_of_two_users_turns_it_off(cluster: Cluster) -> None:
    with cluster.running():
        with cluster.running():
            pass
        assert cluster.status().running
    assert not cluster.status().running


def test_the_server_outlives_a_user_who_joined_later(cluster: Cluster) -> None:
    first, second = cluster.running(), cluster.running()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert cluster.status().running
    second.__exit__(None, None, None)
    assert not cluster.status().running


def test_the_database_sorts_and_folds_german_letters(cluster: Cluster) -> None:
    with cluster.running() as layout:
        assert ask(layout, "SELECT lower('ÄÖÜ')") == "äöü"


def test_the_portal_may_make_the_extensions_it_needs(cluster: Cluster) -> None:
    with cluster.running() as layout:
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            ask(layout, f"CREATE EXTENSION {extension}")
        assert ask(layout, "SELECT count(*) FROM pg_extension") == 4
