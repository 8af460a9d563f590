"""Nobody gets in without the password, and nobody else can reach the socket."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from portal.postgres.cluster import Cluster
from portal.postgres.layout import Layout
from tests.postgres.conftest import QUICK, ask


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layout]:
    """One server for all: these tests only look."""
    cluster = Cluster(tmp_path_factory.mktemp("access") / "postgres", QUICK, safe=False)
    with cluster.running() as layout:
        yield layout
    cluster.destroy()


@pytest.mark.parametrize("role", ["portal", "postgres"])
def test_no_role_gets_in_without_its_password(layout: Layout, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(layout, "SELECT 1", user=role, dbname="postgres", passfile="/dev/null")


def test_the_portal_is_no_superuser(layout: Layout) -> None:
    assert ask(layout, "SELECT current_setting('is_superuser')") == "off"


def test_the_administrator_gets_in_with_the_same_file(layout: Layout) -> None:
    answer = ask(layout, "SELECT current_setting('is_superuser')", user="postgres")
    assert answer == "on"


def test_no_rule_trusts_anybody(layout: Layout) -> None:
    assert "trust" not in (layout.data / "pg_hba.conf").read_text()


def test_it_listens_on_no_network_address(layout: Layout) -> None:
    assert ask(layout, "SHOW listen_addresses") == ""


def test_passwords_are_readable_by_their_owner_alone(layout: Layout) -> None:
    assert mode(layout.passwords) == 0o600


def test_the_socket_is_in_a_private_folder(layout: Layout) -> None:
    assert mode(layout.socket_folder) == 0o700
    assert mode(layout.socket) == 0o700


def test_the_address_holds_no_password(layout: Layout) -> None:
    secrets = [line.rsplit(":", 1)[1] for line in layout.passwords.read_text().splitlines()]
    assert not any(secret in layout.url() for secret in secrets)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
