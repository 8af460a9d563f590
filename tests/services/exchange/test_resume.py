"""A killed import goes on where it was, and ends as an undisturbed one."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from services.exchange import importing, progress
from services.models import ImportedMessage, ImportRun, Service, SourceRecord

pytestmark = [pytest.mark.shared, pytest.mark.django_db(transaction=True)]
MESSAGES = 40


def deliver(folder: Path, source: Path) -> None:
    """One message under many names, each with agencies of its own."""
    text = source.read_text("utf-8")
    for number in range(MESSAGES):
        own = text.replace("TEST16077001", f"TEST{number:03}")
        (folder / f"{number:03}.xml").write_text(own, "utf-8")


def start_command(arguments: list[str], **environment: str) -> subprocess.Popen[bytes]:
    """manage.py in a process of its own, on the test's database."""
    parameters = connection.get_connection_params()
    address = f"postgresql://{parameters.get('user', '')}@/{parameters['dbname']}"
    if parameters.get("host"):
        address += f"?host={parameters['host']}&port={parameters.get('port') or 5432}"
    return subprocess.Popen(
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments],
        env={**os.environ, "DATABASE_URL": address, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_and_resumed(xzufi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "reindex", lambda report: None)
    deliver(tmp_path, xzufi / "valid" / "altenburg-2.2.0.xml")
    process = start_command(["import_services", str(tmp_path)])
    while not ImportedMessage.objects.filter(name__gte="002.xml").exists():
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    interrupted = ImportRun.objects.get()
    assert interrupted.state == ImportRun.State.RUNNING
    done = ImportedMessage.objects.count()
    assert 0 < done < MESSAGES

    resumed = importing.run([tmp_path], actor=None)
    assert resumed == interrupted
    assert resumed.state == ImportRun.State.DONE
    assert ImportedMessage.objects.count() == MESSAGES
    assert Service.objects.count() == 40 * MESSAGES
    assert resumed.counts["service created"] == 40 * MESSAGES
    assert "service unchanged" not in resumed.counts
    assert sum("vor der Unterbrechung" in n["reason"] for n in resumed.notes) == done
    assert SourceRecord.objects.filter(kind="office").count() == 8 * MESSAGES
    shutil.rmtree(tmp_path)


def test_progress_is_seen_by_other_sessions_before_the_commit() -> None:
    progress.report(7, "teil.xml", 500)
    assert progress.running()[7] == progress.Progress(7, "teil.xml", 500)
    progress.finish()
    assert 7 not in progress.running()
