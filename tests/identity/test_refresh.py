"""Metadata fetched anew: what is taken, what waits for a person, and what changes nothing."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from django.core.management import CommandError, call_command
from django.test import Client
from lxml import etree
from wagtail.models import ModelLogEntry

from identity import tasks
from identity.models import IdentityProvider, MetadataSource, User
from identity.saml import identity_providers, keys, metadata, refresh, signing
from identity.saml.metadata import MetadataError
from identity.saml.namespaces import DS, RSA_SHA256, ds, md
from identity.saml.refresh import RefreshError, Result
from identity.simulator.server import Simulator

pytestmark = pytest.mark.django_db
ADDRESS = "https://idp.example.org/metadata"
OLD, NEW, OPERATOR = (keys.generate(name) for name in ("old", "new", "operator"))


def document(*pairs: keys.KeyPair, entity: str = "urn:idp", sso: str = "https://idp.test/sso"):
    root = etree.Element(md("EntityDescriptor"), nsmap={"md": md("")[1:-1], "ds": DS})
    root.set("entityID", entity)
    descriptor = etree.SubElement(
        root,
        md("IDPSSODescriptor"),
        protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol",
    )
    for pair in pairs:
        key = etree.SubElement(descriptor, md("KeyDescriptor"), use="signing")
        data = etree.SubElement(etree.SubElement(key, ds("KeyInfo")), ds("X509Data"))
        etree.SubElement(data, ds("X509Certificate")).text = pair.certificate_body
    binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
    etree.SubElement(descriptor, md("SingleSignOnService"), Binding=binding, Location=sso)
    return root


def text(root: etree._Element) -> bytes:
    return etree.tostring(root)


def signed(root: etree._Element, pair: keys.KeyPair = OPERATOR) -> etree._Element:
    root.set("ID", "_metadata")
    signing.sign(root, pair, algorithm=RSA_SHA256, position=0)
    return root


@pytest.fixture
def answers(monkeypatch) -> Callable[[bytes | None], None]:
    """What the operator's address gives from now on."""
    identity_providers.load("bundid", text(document(OLD)), actor=None)
    refresh.set_source("bundid", address=ADDRESS, signer="", actor=None)

    def give(raw: bytes | None) -> None:
        monkeypatch.setattr(refresh, "fetch", lambda _address: raw)

    return give


def certificates() -> list[str]:
    return IdentityProvider.objects.current("bundid").certificates


def test_the_same_again_changes_nothing(answers) -> None:
    answers(text(document(OLD)))
    assert refresh.refresh("bundid") == Result.UNCHANGED
    assert IdentityProvider.objects.count() == 1


def test_a_certificate_announced_beside_the_old_one_is_taken(answers) -> None:
    answers(text(document(OLD, NEW)))
    assert refresh.refresh("bundid") == Result.CHANGED
    assert len(certificates()) == 2
    answers(text(document(NEW)))
    assert refresh.refresh("bundid") == Result.CHANGED
    assert certificates() == [NEW.certificate_body]


def test_a_certificate_from_nowhere_waits(answers) -> None:
    answers(text(document(NEW)))
    assert refresh.refresh("bundid") == Result.WAITING
    assert certificates() == [OLD.certificate_body]


def test_another_address_waits(answers) -> None:
    answers(text(document(OLD, sso="https://evil.test/sso")))
    assert refresh.refresh("bundid") == Result.WAITING


@pytest.mark.parametrize(
    ("raw", "result"),
    [
        (None, Result.UNREACHABLE),
        (b"<html/>", Result.UNUSABLE),
        (b"no xml", Result.UNUSABLE),
        (text(document()), Result.UNUSABLE),
        (text(document(OLD, entity="urn:other")), Result.FOREIGN),
    ],
)
def test_the_last_good_copy_stays(answers, raw: bytes | None, result: Result) -> None:
    answers(raw)
    assert refresh.refresh("bundid") == result
    assert certificates() == [OLD.certificate_body]
    assert refresh.warnings() == [f"bundid-{result.value}"]


def test_metadata_past_their_end_are_not_taken() -> None:
    root = document(OLD)
    root.set("validUntil", "2020-01-01T00:00:00Z")
    with pytest.raises(MetadataError, match="valid until"):
        metadata.read(text(root))


def test_where_the_operator_signs_the_signature_counts(answers) -> None:
    pem = OPERATOR.certificate.decode()
    refresh.set_source("bundid", address=ADDRESS, signer=pem, actor=None)
    answers(text(signed(document(OLD, NEW))))
    assert refresh.refresh("bundid") == Result.CHANGED


def changed_after_signing() -> etree._Element:
    root = signed(document(OLD))
    root.set("entityID", "urn:evil")
    return root


def with_a_transform() -> etree._Element:
    root = signed(document(OLD))
    transform = root.find(f".//{ds('Transform')}")
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
    return root


def second_identifier() -> etree._Element:
    root = signed(document(OLD))
    root[1].set("ID", "_metadata")
    return root


@pytest.mark.parametrize(
    "make",
    [
        lambda: document(OLD, NEW),
        lambda: signed(document(OLD, NEW), NEW),
        changed_after_signing,
        with_a_transform,
        second_identifier,
    ],
)
def test_wrongly_signed_metadata_are_not_taken(answers, make) -> None:
    pem = OPERATOR.certificate.decode()
    refresh.set_source("bundid", address=ADDRESS, signer=pem, actor=None)
    answers(text(make()))
    assert refresh.refresh("bundid") == Result.SIGNATURE
    assert certificates() == [OLD.certificate_body]


def test_production_takes_no_simulated_account(answers, settings) -> None:
    settings.PORTAL_PRODUCTION = True
    answers(text(document(OLD, entity="urn:simulated:bundid")))
    assert refresh.refresh("bundid") == Result.UNUSABLE


@pytest.mark.parametrize("address", ["http://idp.test/metadata", "file:///etc/passwd", "https://"])
def test_only_https(address: str) -> None:
    with pytest.raises(RefreshError):
        refresh.set_source("bundid", address=address, signer="", actor=None)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(302, headers={"location": "http://127.0.0.1/"}),
        httpx.Response(500),
        httpx.Response(200, content=b"x" * (refresh.MAX_BYTES + 1)),
    ],
)
def test_an_answer_that_is_none(monkeypatch, reply: httpx.Response) -> None:
    transport = httpx.MockTransport(lambda _request: reply)
    client = httpx.Client(transport=transport)
    monkeypatch.setattr(httpx, "stream", client.stream)
    assert refresh.fetch(ADDRESS) is None


def test_the_schedule_looks_at_every_source(answers) -> None:
    answers(text(document(OLD, NEW)))
    assert tasks.refresh_metadata() == {"bundid": "changed"}
    assert MetadataSource.objects.get().checked_at


# What an administrator does


@pytest.fixture
def waiting(answers) -> str:
    answers(text(document(NEW)))
    refresh.refresh("bundid")
    return MetadataSource.objects.get().waiting_sha256


def test_an_administrator_compares_and_confirms(
    administrator: User, login: Callable[[User], Client], waiting: str
) -> None:
    client = login(administrator)
    page = client.get("/verwaltung/konten/").content.decode()
    assert OLD.x509.fingerprint(hashes.SHA256()).hex(":") not in page
    assert NEW.x509.fingerprint(hashes.SHA256()).hex(":") in page
    client.post("/verwaltung/konten/bundid/bestaetigen/", {"sha256": waiting})
    assert certificates() == [NEW.certificate_body]
    assert ModelLogEntry.objects.get(action="identity.provider.confirm").user == administrator


def test_what_was_rejected_is_not_offered_again(
    administrator: User, login: Callable[[User], Client], waiting: str
) -> None:
    login(administrator).post("/verwaltung/konten/bundid/ablehnen/", {"sha256": waiting})
    assert refresh.refresh("bundid") == Result.REJECTED
    assert certificates() == [OLD.certificate_body]


def test_what_changed_under_the_administrator_is_not_confirmed(
    administrator: User, login: Callable[[User], Client], waiting: str
) -> None:
    login(administrator).post("/verwaltung/konten/bundid/bestaetigen/", {"sha256": "0" * 64})
    assert certificates() == [OLD.certificate_body]


@pytest.mark.parametrize("role", ["editor", "licence_officer", "health_officer"])
def test_others_do_not_decide(
    staff: Callable[[str], User], login: Callable[[User], Client], waiting: str, role: str
) -> None:
    login(staff(role)).post("/verwaltung/konten/bundid/bestaetigen/", {"sha256": waiting})
    assert certificates() == [OLD.certificate_body]


def test_the_command_sets_refreshes_and_confirms(answers, capsys, tmp_path: Path) -> None:
    answers(text(signed(document(NEW))))
    (tmp_path / "operator.pem").write_bytes(OPERATOR.certificate)
    call_command("saml_idp", "bundid", address=ADDRESS, signer=tmp_path / "operator.pem")
    said = capsys.readouterr().out
    assert "bundid: waiting" in said
    call_command("saml_idp", "bundid", confirm=said.split()[-1])
    assert certificates() == [NEW.certificate_body]
    call_command("saml_idp", "bundid", refresh=True)
    assert "unchanged" in capsys.readouterr().out


def test_the_command_says_what_is_not_possible(simulator: Simulator) -> None:
    with pytest.raises(CommandError, match="No address"):
        call_command("saml_idp", "bundid", refresh=True)
