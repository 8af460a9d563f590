"""Hostile messages too large to keep: made, imported in a process of their own, and measured."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services.models import ImportRun, SourceRecord
from tests.services.exchange.test_resume import start_command

pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True)]
MEGABYTES_AT_MOST = 256  # the manifest's own limit, for the whole process
SECONDS_AT_MOST = 60  # of which starting takes most; the machine may be busy
CASES = {"huge-text": ["--mb", "50"], "huge-depth": []}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_within_memory_and_time(case: str, xzufi: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{case}.xml"
    maker = [sys.executable, str(xzufi / "gen.py"), case, *CASES[case], "--out", str(file)]
    subprocess.run(maker, check=True, capture_output=True)
    begun = time.monotonic()
    process = start_command(["import_services", str(file)])
    most = watched(process)
    assert process.returncode == 1
    assert most < MEGABYTES_AT_MOST
    assert time.monotonic() - begun < SECONDS_AT_MOST
    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.FAILED or run.counts["skipped"]
    assert run.notes[0]["reason"]
    assert not SourceRecord.objects.exists()


def watched(process: subprocess.Popen[bytes]) -> float:
    """The most memory that it and what it started held together, in megabytes; pages that both
    share are counted once."""
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(held, [process.pid, *children(process.pid)])))
        time.sleep(0.02)
    return most


def held(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    except OSError:  # it has just ended
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def children(pid: int) -> list[int]:
    try:
        return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
