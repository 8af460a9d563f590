"""Nothing readable of a guest is in the database, in files, in logs or in the cache."""

import base64
import html
import json
import logging
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from guestreg.checkin import issue_token
from guestreg.models import Code, DataRequest, LegalBasis, Visit
from identity.models import User
from tests.guestreg import spellings
from tests.guestreg.conftest import GUEST, give, take
from tests.guestreg.spellings import dump

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


def found_in(content: bytes) -> list[str]:
    return spellings.found_in(content, NEEDLES)


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
        assert found_in(html.escape(text).encode("ascii", "xmlcharrefreplace"))
    assert not found_in(b"nothing of the kind")


@pytest.mark.parametrize("packing", spellings.packings(b""))
def test_the_search_sees_through(packing: str) -> None:
    """Each field alone, packed among other bytes."""
    for name, text in NEEDLES.items():
        packed = spellings.packings(f"<{text}> and more text".encode())[packing]
        assert name in found_in(b"INSERT (" + packed + b");"), text


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
