"""An identity provider without a line of ours signs in: samlify on Node, own keys, both accounts.

It also shows that our request is what it says: xml-crypto verifies the RSASSA-PSS signature.
"""

import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from django.core.management import call_command
from django.test import Client
from lxml import etree

from identity.models import BusinessAccount, CitizenAccount
from identity.saml import keys, signing
from identity.saml.namespaces import RSA_PSS_SHA256, ds
from tests.identity.conftest import hidden, post
from tests.identity.test_over_http import form, portal_address, unused_tcp_port
from tests.independent_idp.__main__ import ROOT, missing

__all__ = ["portal_address", "unused_tcp_port"]
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(bool(missing()), reason=missing())]


@pytest.fixture
def provider(portal_address: str, tmp_path: Path, unused_tcp_port: int) -> Iterator[str]:
    """Started and made known as docs/identity.md says."""
    command = [sys.executable, "-m", "tests.independent_idp", f"--port={unused_tcp_port}"]
    options = [f"--portal={portal_address}", f"--folder={tmp_path}"]
    process = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        for account in ("unternehmenskonto", "bundid"):
            call_command("saml_idp", account, metadata=tmp_path / f"{account}.xml")
        yield f"http://localhost:{unused_tcp_port}"
    finally:
        process.terminate()
        process.wait()


def go(client: Client, account: str, provider: str) -> str:
    """Start in the portal, let the provider answer; gives its message."""
    address, fields = form(client.get(f"/saml/{account}/anmelden").content.decode())
    assert address == f"{provider}/{account}/sso"
    reply = httpx.post(address, data=fields)
    assert reply.status_code == 200, reply.text
    return hidden(reply.text, "SAMLResponse")


def test_a_company_signs_in(client: Client, provider: str) -> None:
    message = go(client, "unternehmenskonto", provider)
    assert post(client, message)["Location"] == "/konto/"
    account = BusinessAccount.objects.get()
    assert (account.name, account.street) == ("Werkstatt Unabhängig (Beispiel)", "Beispielgasse")


def test_a_citizen_signs_in(client: Client, provider: str) -> None:
    assert post(client, go(client, "bundid", provider), "bundid")["Location"] == "/konto/"
    assert CitizenAccount.objects.get().level == "substantial"


def signed_by_somebody(request: etree._Element) -> None:
    request.remove(request.find(ds("Signature")))
    signing.sign(request, keys.generate("Somebody"), algorithm=RSA_PSS_SHA256, position=1)


def changed_after_signing(request: etree._Element) -> None:
    request.set("IsPassive", "true")


@pytest.mark.parametrize("forge", [signed_by_somebody, changed_after_signing])
def test_it_refuses_what_we_did_not_sign(
    client: Client, provider: str, forge: Callable[[etree._Element], None]
) -> None:
    """Otherwise its yes to our signature would say nothing."""
    address, fields = form(client.get("/saml/unternehmenskonto/anmelden").content.decode())
    request = etree.fromstring(b64decode(fields["SAMLRequest"]))
    forge(request)
    forged = {"SAMLRequest": b64encode(etree.tostring(request)).decode()}
    assert httpx.post(address, data=forged).status_code == 400


def test_its_message_counts_once(client: Client, provider: str) -> None:
    message = go(client, "bundid", provider)
    post(client, message, "bundid")
    assert post(Client(), message, "bundid").status_code == 400
