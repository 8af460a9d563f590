"""kill -9 at random moments of a web process with several threads, and of a real worker.

A second process does the work and is killed, or its database sessions are; then the tables are
compared with what it had confirmed. Each single point of the work is in test_killed_points.
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

from guestreg.checkin import receipt_hash
from guestreg.models import Deletion, Visit
from tests.guestreg.at_work import CHECK_IN, WORKER, begin
from tests.waiting import until

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
    lines = [process.stdout.readline()]
    for _time in range(4):
        # Never before more was confirmed, however slow the machine is.
        lines += [process.stdout.readline() for _line in range(random.randint(5, 25))]
        # After a line was read the next check-in always stands at its beginning. Chance moves the
        # end of the sessions to any step of it; nothing is waited for, and nothing depends on it.
        time.sleep(random.random() / 10)
        end_sessions()
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.read().splitlines(keepends=True)
    confirmed = {line.strip().decode() for line in lines if line.endswith(b"\n")}
    assert len(confirmed) > 20
    assert {receipt_hash(receipt) for receipt in confirmed} <= stored()


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
