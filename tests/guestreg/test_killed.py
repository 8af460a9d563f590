"""kill -9 at any moment: what was confirmed is there, what was deleted stays deleted.

A second process does the work and is killed at random moments, or its database session is; then
the tables are compared with what it had confirmed. Seeds are fixed, moments are not.
"""

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from guestreg import partitions
from guestreg.checkin import receipt_hash
from guestreg.models import DataRequest, DayKey, DayKeyShare, Deletion, ReleasedVisit, Visit
from tests.guestreg.at_work import CHECK_IN, PURGE, RELEASE, WORKER, begin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(script: str, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        started.append(begin(script, *arguments, **more))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def end_sessions() -> None:
    """The database ends every other session, as it does when a server process dies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )


def stored() -> set[bytes]:
    return {bytes(value) for value in Visit.objects.values_list("receipt_hash", flat=True)}


def test_confirmed_check_ins_survive_the_death_of_web_and_sessions(
    code: object, running: Callable[..., subprocess.Popen[bytes]]
) -> None:
    process = running(CHECK_IN)
    assert process.stdout
    first = process.stdout.readline()
    for _time in range(3):
        time.sleep(random.random() / 2)
        end_sessions()
    time.sleep(random.random() / 2)
    process.send_signal(signal.SIGKILL)
    lines = [first, *process.stdout.read().splitlines(keepends=True)]
    confirmed = {line.strip().decode() for line in lines if line.endswith(b"\n")}
    assert len(confirmed) > 20
    assert {receipt_hash(receipt) for receipt in confirmed} <= stored()


def in_the_middle(process: subprocess.Popen[bytes], seed: int) -> subprocess.Popen[bytes]:
    """Some moment after it has said that it begins, another one for each seed."""
    assert process.stdout
    process.stdout.readline()
    time.sleep(random.Random(seed).random() * 0.05)
    return process


@pytest.mark.parametrize("seed", range(2))
def test_killed_release_gives_everything_or_nothing(
    seed: int,
    visit_at: Callable,
    ask: Callable[..., DataRequest],
    running: Callable[..., subprocess.Popen[bytes]],
) -> None:
    for _guest in range(30):
        visit_at()
    asked = ask()
    process = in_the_middle(running(RELEASE), seed)
    process.kill()
    process.wait()
    asked.refresh_from_db()
    assert ReleasedVisit.objects.count() == (30 if asked.is_released else 0)
    assert stored()


@pytest.mark.parametrize("seed", range(2))
def test_killed_purge_is_finished_by_the_next_and_deletes_nothing_twice(
    seed: int,
    visit_at: Callable,
    running: Callable[..., subprocess.Popen[bytes]],
) -> None:
    for _guest in range(5):
        visit_at()
    day = timezone.localdate()
    later = (timezone.now() + timedelta(days=29)).isoformat()
    process = running(PURGE, later)
    assert process.stdout
    process.stdout.readline()
    time.sleep(random.Random(seed).random() * 0.08)
    process.kill()
    process.wait()
    logged = Deletion.objects.filter(day=day).count()
    assert (Visit.objects.count(), logged) in {(5, 0), (0, 1)}
    finished = running(PURGE, later)
    assert finished.wait(60) == 0
    assert Visit.objects.count() == 0
    assert [row.visits for row in Deletion.objects.filter(day=day)] == [5]
    assert not DayKeyShare.objects.filter(day_key__day=day).exists()
    assert DayKey.objects.get(day=day).destroyed_at
    assert day + timedelta(days=28) not in partitions.existing()


@pytest.mark.parametrize("seed", range(2))
def test_ended_sessions_give_a_release_whole_or_not_at_all(
    seed: int,
    visit_at: Callable,
    ask: Callable[..., DataRequest],
    running: Callable[..., subprocess.Popen[bytes]],
) -> None:
    for _guest in range(30):
        visit_at()
    asked = ask()
    process = in_the_middle(running(RELEASE), seed)
    end_sessions()
    whole = process.wait(60) == 0
    asked.refresh_from_db()
    assert ReleasedVisit.objects.count() == (30 if asked.is_released else 0)
    assert asked.is_released or not whole
    assert len(stored()) == 30


def test_killed_worker_leaves_a_purge_that_the_next_finishes(
    visit_at: Callable, running: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    """A real Celery worker; the second night's task does what the first could not."""
    for _guest in range(5):
        visit_at()
    day, log = timezone.localdate(), tmp_path / "worker.log"
    later = (timezone.now() + timedelta(days=29)).isoformat()
    environ = {"PORTAL_VAR_DIR": str(tmp_path)}
    for moment in (0.01, None):
        before = log.read_text().count("received") if log.exists() else 0
        with log.open("ab") as file:
            worker = running(WORKER, later, "send", log=file, **environ)
        until(partial(_received_more_than, before, log))
        if moment is None:
            until(lambda: "succeeded" in log.read_text() or not Visit.objects.exists())
        else:
            time.sleep(moment)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        deletions = [row.visits for row in Deletion.objects.filter(day=day)]
        assert (Visit.objects.count(), deletions) in [(5, []), (0, [5])]
    assert Visit.objects.count() == 0


def _received_more_than(before: int, log: Path) -> bool:
    return log.read_text().count("received") > before


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, half a minute at most."""
    for _time in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("It did not happen.")
