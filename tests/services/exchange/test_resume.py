"""A killed import goes on where it was, and ends as an undisturbed one."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from services.exchange import importing, progress
from services.models import ImportedMessage, ImportRun, Service, SourceRecord
from tests.waiting import until

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


def assert_alive(process: subprocess.Popen[bytes]) -> None:
    assert process.poll() is None


def test_killed_and_resumed(xzufi: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "reindex", lambda report: None)
    deliver(tmp_path, xzufi / "valid" / "altenburg-2.2.0.xml")
    process = start_command(["import_services", str(tmp_path)])
    third = ImportedMessage.objects.filter(name__gte="002.xml")
    until(lambda: third.exists() or assert_alive(process))
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


# A message of more than LARGE bytes: the first service is of a delivery before, and is deleted.
TEXT = "<xzufi:modulText><xzufi:leikaTextmodul><code>{code}</code></xzufi:leikaTextmodul>" + (
    '<xzufi:inhalt languageCode="de">{text}</xzufi:inhalt></xzufi:modulText>'
)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><xzufi:transfernachricht xzufiVersion="2.2.0"'
    ' xmlns:xzufi="http://xoev.de/schemata/xzufi/2_2_0"><xzufi:nachrichtenkopf/>'
)
LARGE_SERVICES = 9000


def service_xml(number: int, size: int = 0) -> str:
    title = TEXT.format(code="02", text=f"Beispiel {number}")
    body = TEXT.format(code="06", text="Beispieltext " * (size // 13)) if size else ""
    return (
        f'<xzufi:schreibe><xzufi:leistung><xzufi:id schemeAgencyID="TEST">{number}</xzufi:id>'
        f"{title}{body}</xzufi:leistung></xzufi:schreibe>"
    )


def deletion_xml(number: int) -> str:
    return (
        f'<xzufi:loesche klasse="Leistung"><xzufi:id schemeAgencyID="TEST">{number}</xzufi:id>'
        "</xzufi:loesche>"
    )


def large_message(path: Path, *, tail: str = "</xzufi:transfernachricht>") -> Path:
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD + deletion_xml(0))
        for number in range(10, LARGE_SERVICES + 10):
            out.write(service_xml(number, 4000))
        out.write(tail)
    return path


def before(folder: Path) -> Path:
    """Six services of a delivery before; one of six is less than a fifth."""
    path = folder / "before.xml"
    services = "".join(map(service_xml, range(6)))
    path.write_text(HEAD + services + "</xzufi:transfernachricht>", "utf-8")
    return path


def let_the_reader_end(process: subprocess.Popen[bytes]) -> None:
    """Hold the one that writes until all is read: from then on it commits part after part."""
    until(lambda: progress.running() or assert_alive(process))
    process.send_signal(signal.SIGSTOP)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    reader = Path(f"/proc/{children[0]}/stat")
    until(lambda: reader.read_text().rpartition(") ")[2][0] == "Z")
    process.send_signal(signal.SIGCONT)


def test_one_large_message_killed_and_resumed_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuilt: list[bool] = []
    monkeypatch.setattr(importing, "reindex", lambda report: rebuilt.append(report.resumed))
    importing.run([before(tmp_path)], actor=None)
    message = large_message(tmp_path / "large.xml")
    process = start_command(["import_services", str(message)])
    let_the_reader_end(process)
    part = ImportedMessage.objects.filter(name__endswith=importing.PART, counts__items__gte=2000)
    until(lambda: part.exists() or assert_alive(process))
    process.send_signal(signal.SIGKILL)
    process.wait()
    until(lambda: not progress.running())  # its session ends with the statement that it was at
    taken = Service.objects.count() - 6
    assert 0 < taken < LARGE_SERVICES
    assert Service.objects.filter(source_id="0").exists()

    resumed = importing.run([message], actor=None)
    assert resumed.state == ImportRun.State.DONE
    assert resumed.counts["service created"] == LARGE_SERVICES
    assert "service unchanged" not in resumed.counts
    assert Service.objects.count() == LARGE_SERVICES + 5
    assert not Service.objects.filter(source_id="0").exists()
    assert [m.name for m in resumed.messages.all()] == ["large.xml"]
    assert rebuilt == [False, True]


def test_a_large_message_that_breaks_off_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "reindex", lambda report: None)
    importing.run([before(tmp_path)], actor=None)
    run = importing.run([large_message(tmp_path / "large.xml", tail="")], actor=None)
    assert run.state == ImportRun.State.FAILED
    assert Service.objects.count() == 6


def test_a_large_message_that_deletes_much_asks_before_it_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "reindex", lambda report: None)
    importing.run([before(tmp_path)], actor=None)
    tail = deletion_xml(1) + deletion_xml(2) + "</xzufi:transfernachricht>"
    message = large_message(tmp_path / "large.xml", tail=tail)
    assert importing.run([message], actor=None).state == ImportRun.State.WAITING
    assert Service.objects.count() == 6
