"""The simulated accounts refuse what the real ones refuse."""

from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest
from django.test import Client
from lxml import etree

from identity.saml import keyring, keys, signing
from identity.saml.namespaces import AKDB, AKDB_CLASSIC_UI, NSMAP, RSA_PSS_SHA256, RSA_SHA256, ds
from identity.simulator.server import Simulator

pytestmark = pytest.mark.django_db


def encode(request: etree._Element) -> str:
    return b64encode(etree.tostring(request)).decode()


def sign_anew(request: etree._Element, algorithm: str, pair: keys.KeyPair) -> None:
    request.remove(request.find(ds("Signature")))
    signing.sign(request, pair, algorithm=algorithm, position=1)


Change = Callable[[etree._Element], None]


def drop(path: str) -> Change:
    def change(request: etree._Element) -> None:
        for found in request.findall(path, {**NSMAP, "akdb": AKDB, "ui": AKDB_CLASSIC_UI}):
            found.getparent().remove(found)

    return change


def set_version_1(request: etree._Element) -> None:
    request.find(f".//{{{AKDB}}}AuthenticationRequest").set("Version", "1")


def not_forced(request: etree._Element) -> None:
    request.set("ForceAuthn", "false")


EXTENSION = [
    (drop("samlp:Extensions"), "akdb-extension-missing"),
    (set_version_1, "akdb-extension-v1-deprecated"),
    (drop(".//akdb:RequestedAttribute"), "requested-attributes-empty"),
    (drop(".//akdb:Enabled"), "empty-authentication-methods"),
    (drop(".//ui:OrganizationDisplayName"), "organization-display-name-missing"),
    (drop(".//ui:OnlineServiceId"), "online-service-id-missing"),
    (drop("samlp:NameIDPolicy"), "name-id-policy"),
    (not_forced, "force-authn-missing"),
]


@pytest.mark.parametrize(("change", "code"), EXTENSION, ids=[code for _, code in EXTENSION])
def test_bundid_refuses(
    client: Client, ask: Callable[..., str], simulator: Simulator, change: Change, code: str
) -> None:
    request = etree.fromstring(b64decode(ask(client, "bundid")))
    change(request)
    sign_anew(request, RSA_SHA256, keyring.current("bundid"))
    reply = simulator.post("/bundid/sso", {"SAMLRequest": encode(request)})
    assert (reply.status, code in reply.body.decode()) == (400, True)


def refusal(simulator: Simulator, request: etree._Element) -> str:
    reply = simulator.post("/unternehmenskonto/sso", {"SAMLRequest": encode(request)})
    assert reply.status == 400
    return reply.body.decode()


@pytest.fixture
def request_(client: Client, ask: Callable[..., str]) -> etree._Element:
    return etree.fromstring(b64decode(ask(client)))


def test_unsigned(simulator: Simulator, request_: etree._Element) -> None:
    request_.remove(request_.find(ds("Signature")))
    assert "saml-request-not-signed" in refusal(simulator, request_)


def test_the_older_padding(simulator: Simulator, request_: etree._Element) -> None:
    sign_anew(request_, RSA_SHA256, keyring.current("unternehmenskonto"))
    assert "wrong-algorithm" in refusal(simulator, request_)


def test_a_foreign_key(simulator: Simulator, request_: etree._Element) -> None:
    sign_anew(request_, RSA_PSS_SHA256, keyring.current("bundid"))
    assert "wrong-signature" in refusal(simulator, request_)


def test_changed_after_signing(simulator: Simulator, request_: etree._Element) -> None:
    request_.set("ForceAuthn", "true ")
    assert "force-authn-missing" in refusal(simulator, request_)


def test_no_xml(simulator: Simulator) -> None:
    reply = simulator.post("/unternehmenskonto/sso", {"SAMLRequest": "???"})
    assert "saml-request-unreadable" in reply.body.decode()
