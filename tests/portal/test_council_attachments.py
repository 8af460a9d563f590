"""Documents come in checked and scanned, go out as what they are, and leave no content behind."""

import contextlib
import datetime
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from identity.models import User
from portal.council import attachments, inquiries, pdf_check, virus_scan
from portal.council.attachments import AttachmentError
from portal.council.models import Attachment, CouncilGroup, Inquiry, Question
from tests.portal import pdfs

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def inquiry(digital_officer: User) -> Inquiry:
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    new = Inquiry(
        number="A/1",
        slug="a-1",
        title="A",
        summary="A",
        group=group,
        put_on=datetime.date(2026, 1, 1),
    )
    new.questions = [Question(number="1", text="Ob?")]
    return inquiries.receive(actor=digital_officer, inquiry=new)


def add(inquiry: Inquiry, actor: User, content: bytes, name: str = "Plan.pdf") -> Attachment:
    return attachments.add(
        actor=actor, inquiry=inquiry, title="Plan", file_name=name, content=content
    )


def test_a_harmless_file_comes_in() -> None:
    pdf_check.check(pdfs.harmless())


@pytest.mark.parametrize("kind", pdfs.REFUSED)
def test_everything_else_stays_outside(kind: str) -> None:
    with pytest.raises(pdf_check.RefusedFileError):
        pdf_check.check(pdfs.REFUSED[kind]())


def test_too_large_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_check, "MAX_BYTES", 100)
    with pytest.raises(pdf_check.RefusedFileError, match="größer"):
        pdf_check.check(pdfs.harmless())


@given(st.binary(max_size=300))
def test_rubbish_is_refused_and_never_an_error(rubbish: bytes) -> None:
    with pytest.raises(pdf_check.RefusedFileError):
        pdf_check.check(b"%PDF-1.7\n" + rubbish + b"\n%%EOF")


@given(st.integers(0, 900), st.binary(min_size=1, max_size=4))
def test_a_damaged_file_is_taken_or_refused_but_never_an_error(at: int, noise: bytes) -> None:
    whole = pdfs.harmless()
    with contextlib.suppress(pdf_check.RefusedFileError):
        pdf_check.check(whole[:at] + noise + whole[at + len(noise) :])


@pytest.mark.parametrize(
    ("given_name", "stored"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ('a"\r\nX: y.pdf', "a-x-y.pdf"),
        ("C:\\Plan Ä.PDF", "plan-a.pdf"),
        ("", "anlage.pdf"),
    ],
)
def test_names_are_safe_in_headers(given_name: str, stored: str) -> None:
    assert attachments.safe_name(given_name) == stored


@pytest.mark.django_db
def test_it_is_served_as_what_it_is(
    inquiry: Inquiry, digital_officer: User, citizen: Client
) -> None:
    attached = add(inquiry, digital_officer, pdfs.harmless())
    address = f"/rat/anfragen/a-1/anlagen/{attached.uid}.pdf"
    assert citizen.get(address).status_code == 404
    inquiries.publish(actor=digital_officer, inquiry=inquiry)
    response = citizen.get(address)
    assert response.content == pdfs.harmless()
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == 'inline; filename="plan.pdf"'
    assert address in citizen.get("/rat/anfragen/a-1/").content.decode()


@pytest.mark.django_db
def test_removing_deletes_the_content(
    inquiry: Inquiry, digital_officer: User, citizen: Client
) -> None:
    inquiries.publish(actor=digital_officer, inquiry=inquiry)
    attached = add(inquiry, digital_officer, pdfs.harmless())
    attachments.remove(actor=digital_officer, attachment=attached, reason="falsche Datei")
    assert citizen.get(f"/rat/anfragen/a-1/anlagen/{attached.uid}.pdf").status_code == 404
    assert bytes(Attachment.everything.get().content) == b""
    assert not inquiry.attachments.exists()


@pytest.mark.django_db
def test_removing_needs_a_reason(inquiry: Inquiry, digital_officer: User) -> None:
    attached = add(inquiry, digital_officer, pdfs.harmless())
    with pytest.raises(AttachmentError):
        attachments.remove(actor=digital_officer, attachment=attached, reason=" ")


@pytest.mark.django_db
def test_the_officer_uploads_it(inquiry: Inquiry, digital_officer: User, login) -> None:
    client = login(digital_officer)
    file = SimpleUploadedFile("Lageplan.pdf", pdfs.harmless(), "application/pdf")
    client.post(f"/verwaltung/rat/{inquiry.pk}/attach/", {"title": "Lageplan", "file": file})
    assert Attachment.objects.get().file_name == "lageplan.pdf"


@pytest.mark.django_db
def test_the_officer_reads_why_not(inquiry: Inquiry, digital_officer: User, login) -> None:
    client = login(digital_officer)
    file = SimpleUploadedFile("x.pdf", pdfs.javascript(), "application/pdf")
    address = f"/verwaltung/rat/{inquiry.pk}/attach/"
    page = client.post(address, {"title": "X", "file": file}, follow=True).content.decode()
    assert "aktive Inhalte (/JavaScript)" in page
    assert not Attachment.objects.exists()


class StrictDaemon(threading.Thread):
    """Speaks clamd's INSTREAM and nothing else: a wrong length or a missing end is an ERROR."""

    def __init__(self, address: str | tuple[str, int], limit: int = 1_000_000) -> None:
        super().__init__(daemon=True)
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
        self.server = socket.socket(family)
        self.server.bind(address)
        self.server.listen(1)
        self.limit = limit
        self.seen = b""

    def run(self) -> None:
        connection, _peer = self.server.accept()
        with connection:
            connection.sendall(self.answer(connection.makefile("rb")) + b"\0")

    def answer(self, stream) -> bytes:
        if stream.read(10) != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND"
        while length := struct.unpack("!I", stream.read(4))[0]:
            chunk = stream.read(length)
            if len(chunk) != length:
                return b"INSTREAM: unexpected end. ERROR"
            self.seen += chunk
            if len(self.seen) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR"
        return b"stream: Eicar-Signature FOUND" if EICAR in self.seen else b"stream: OK"


@pytest.fixture
def daemon(tmp_path: Path, settings) -> Iterator[StrictDaemon]:
    settings.CLAMAV_ADDRESS = str(tmp_path / "clamd.ctl")
    daemon = StrictDaemon(settings.CLAMAV_ADDRESS)
    daemon.start()
    yield daemon
    daemon.server.close()


def test_without_a_daemon_nothing_is_asked(settings) -> None:
    settings.CLAMAV_ADDRESS = ""
    assert virus_scan.scan(b"x") == ""


@pytest.mark.parametrize("size", [0, 1, virus_scan.CHUNK, virus_scan.CHUNK + 1, 300_000])
def test_the_daemon_sees_every_byte(daemon: StrictDaemon, size: int) -> None:
    content = bytes(n % 251 for n in range(size))
    assert virus_scan.scan(content) == "ClamAV"
    assert daemon.seen == content


def test_what_it_finds_is_named(daemon: StrictDaemon) -> None:
    with pytest.raises(pdf_check.RefusedFileError, match="Eicar-Signature"):
        virus_scan.scan(b"%PDF-" + EICAR)


def test_above_its_limit_is_not_clean(daemon: StrictDaemon) -> None:
    daemon.limit = 1000
    with pytest.raises(virus_scan.ScanError):
        virus_scan.scan(b"x" * 500_000)


def test_over_tcp(settings) -> None:
    daemon = StrictDaemon(("127.0.0.1", 0))
    settings.CLAMAV_ADDRESS = f"127.0.0.1:{daemon.server.getsockname()[1]}"
    daemon.start()
    assert virus_scan.scan(b"x") == "ClamAV"
    daemon.server.close()


@pytest.mark.django_db
def test_a_daemon_that_cannot_be_asked_keeps_the_file_out(
    settings, tmp_path: Path, inquiry: Inquiry, digital_officer: User
) -> None:
    settings.CLAMAV_ADDRESS = str(tmp_path / "nobody")
    with pytest.raises(AttachmentError, match="später"):
        add(inquiry, digital_officer, pdfs.harmless())
    assert not Attachment.objects.exists()
