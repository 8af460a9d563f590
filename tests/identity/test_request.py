"""Our question to a state account, read by other code than wrote it."""

import copy
from base64 import b64decode
from collections.abc import Callable

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client
from lxml import etree

from identity.saml import keyring
from identity.saml.namespaces import AKDB, NSMAP, RSA_PSS_SHA256, ds
from identity.simulator.server import Simulator

pytestmark = pytest.mark.django_db
PSS = padding.PSS(padding.MGF1(hashes.SHA256()), salt_length=32)


@pytest.fixture
def muk_request(client: Client, ask: Callable[..., str]) -> etree._Element:
    return etree.fromstring(b64decode(ask(client)))


@pytest.fixture
def bundid_request(client: Client, ask: Callable[..., str]) -> etree._Element:
    return etree.fromstring(b64decode(ask(client, "bundid")))


def verify(request: etree._Element, account: str, scheme: padding.AsymmetricPadding) -> None:
    """Signature and digest, by cryptography and lxml instead of libxmlsec."""
    info = request.find("ds:Signature/ds:SignedInfo", NSMAP)
    signature = b64decode(request.findtext("ds:Signature/ds:SignatureValue", namespaces=NSMAP))
    key = keyring.current(account).x509.public_key()
    key.verify(signature, canonical(info), scheme, hashes.SHA256())
    unsigned = copy.deepcopy(request)
    unsigned.remove(unsigned.find(ds("Signature")))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(canonical(unsigned))
    stated = info.findtext(".//ds:DigestValue", namespaces=NSMAP)
    assert digest.finalize() == b64decode(stated)


def canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True)


def test_the_unternehmenskonto_gets_a_pss_signature(muk_request: etree._Element) -> None:
    verify(muk_request, "unternehmenskonto", PSS)
    method = muk_request.find(".//ds:SignatureMethod", NSMAP)
    assert method.get("Algorithm") == RSA_PSS_SHA256


def test_it_is_not_the_older_padding_under_a_new_name(muk_request: etree._Element) -> None:
    with pytest.raises(InvalidSignature):
        verify(muk_request, "unternehmenskonto", padding.PKCS1v15())


def test_bundid_gets_the_older_padding(bundid_request: etree._Element) -> None:
    verify(bundid_request, "bundid", padding.PKCS1v15())


@pytest.mark.parametrize(("attribute", "value"), [("ForceAuthn", "true"), ("IsPassive", "false")])
def test_a_fresh_sign_in_is_asked_for(
    muk_request: etree._Element, attribute: str, value: str
) -> None:
    assert muk_request.get(attribute) == value


def test_bundid_is_told_who_asks(bundid_request: etree._Element) -> None:
    extension = bundid_request.find(f".//{{{AKDB}}}AuthenticationRequest")
    assert extension.get("Version") == "2"
    text = " ".join(extension.itertext())
    assert "Stadt Altenburg" in text
    assert "BMI-A0000/BMI-B0000000" in text


def test_bundid_is_asked_for_a_level_at_least(bundid_request: etree._Element) -> None:
    context = bundid_request.find("samlp:RequestedAuthnContext", NSMAP)
    assert context.get("Comparison") == "minimum"
    assert context.findtext("saml:AuthnContextClassRef", namespaces=NSMAP) == "STORK-QAA-Level-1"


def test_the_parts_stand_in_the_order_of_the_schema(bundid_request: etree._Element) -> None:
    names = [etree.QName(each).localname for each in bundid_request]
    assert names == ["Issuer", "Signature", "Extensions", "NameIDPolicy", "RequestedAuthnContext"]


def test_only_the_state_account_may_get_the_form(client: Client, simulator: Simulator) -> None:
    policy = client.get("/saml/unternehmenskonto/anmelden")["Content-Security-Policy"]
    assert "form-action 'self' http://localhost:8001;" in policy + ";"
    assert "localhost" not in client.get("/konto/anmelden/")["Content-Security-Policy"]


def test_an_unknown_account_does_not_exist(client: Client, simulator: Simulator) -> None:
    assert client.get("/saml/facebook/anmelden", follow=True).status_code == 404


def test_without_a_provider_the_page_says_so(client: Client, db: None) -> None:
    response = client.get("/saml/unternehmenskonto/anmelden")
    assert response.status_code == 503
    assert "zurzeit nicht möglich" in response.content.decode()
