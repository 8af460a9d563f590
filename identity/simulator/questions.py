"""Checks a sign-in request as strictly as the real accounts do, and says what it asks for."""

import binascii
import datetime as dt
from base64 import b64decode
from dataclasses import dataclass

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from identity.saml.namespaces import (
    AKDB,
    AKDB_CLASSIC_UI,
    NSMAP,
    PERSISTENT,
    RSA_PSS_SHA256,
    RSA_SHA256,
    TRANSIENT,
    ds,
    samlp,
)
from identity.simulator.service import Service

MAX_AGE = dt.timedelta(minutes=5)


class BadQuestion(Exception):
    """The request is refused; the code is the one that the real account shows."""


@dataclass(frozen=True)
class Question:
    identifier: str
    requested: frozenset[str]
    required: frozenset[str]
    least_class: str


def read(posted: str, *, kind: str, address: str, service: Service) -> Question:
    """The checked request, or ``BadQuestion``."""
    root = _parse(posted)
    _check_envelope(root, address, service)
    _check_signature(root, kind, service)
    policy = root.find(samlp("NameIDPolicy"))
    wanted = PERSISTENT if kind == "unternehmenskonto" else TRANSIENT
    _need(policy is not None and policy.get("Format") == wanted, "name-id-policy")
    if kind == "bundid":
        _check_extension(root)
    attributes = list(root.iter(f"{{{AKDB}}}RequestedAttribute"))
    required = [each for each in attributes if each.get("RequiredAttribute") == "true"]
    return Question(
        identifier=root.attrib["ID"],
        requested=frozenset(each.get("Name", "") for each in attributes),
        required=frozenset(each.get("Name", "") for each in required),
        least_class=root.xpath("string(.//saml:AuthnContextClassRef)", namespaces=NSMAP),
    )


def _need(condition: bool, code: str) -> None:
    if not condition:
        raise BadQuestion(code)


def _parse(posted: str) -> etree._Element:
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        return etree.fromstring(b64decode(posted, validate=True), parser)
    except (binascii.Error, etree.XMLSyntaxError) as error:
        raise BadQuestion("saml-request-unreadable") from error


def _check_envelope(root: etree._Element, address: str, service: Service) -> None:
    _need(root.tag == samlp("AuthnRequest") and root.get("Version") == "2.0", "saml-request-wrong")
    _need(root.findtext("saml:Issuer", namespaces=NSMAP) == service.entity_id, "unknown-service")
    _need(root.get("Destination") == address, "wrong-destination")
    _need(root.get("AssertionConsumerServiceURL") == service.acs_address, "unknown-acs")
    _need(root.get("ForceAuthn") == "true", "force-authn-missing")
    issued = dt.datetime.fromisoformat(root.attrib["IssueInstant"])
    _need(abs(dt.datetime.now(dt.UTC) - issued) < MAX_AGE, "saml-request-expired")


def _check_signature(root: etree._Element, kind: str, service: Service) -> None:
    """The Unternehmenskonto takes RSASSA-PSS only; BundID takes the older padding too."""
    signature = root.find(ds("Signature"))
    _need(signature is not None, "saml-request-not-signed")
    assert signature is not None
    algorithm = signature.find("ds:SignedInfo/ds:SignatureMethod", NSMAP)
    allowed = {RSA_PSS_SHA256} | ({RSA_SHA256} if kind == "bundid" else set())
    _need(algorithm is not None and algorithm.get("Algorithm") in allowed, "wrong-algorithm")
    references = signature.findall("ds:SignedInfo/ds:Reference", NSMAP)
    _need([each.get("URI") for each in references] == [f"#{root.get('ID')}"], "wrong-reference")
    xmlsec.tree.add_ids(root, ["ID"])
    _need(
        any(_verifies(signature, service, index) for index, _ in enumerate(service.signing)),
        "wrong-signature",
    )


def _verifies(signature: etree._Element, service: Service, index: int) -> bool:
    context = xmlsec.SignatureContext()
    pem = service.signing[index].public_bytes(Encoding.PEM)
    context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem, None)
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def _check_extension(root: etree._Element) -> None:
    """What BundID demands since 2025, with its own error codes."""
    request = root.find(f"{samlp('Extensions')}/{{{AKDB}}}AuthenticationRequest")
    _need(request is not None, "akdb-extension-missing")
    assert request is not None
    _need(request.get("Version") == "2", "akdb-extension-v1-deprecated")
    attributes = list(request.iter(f"{{{AKDB}}}RequestedAttribute"))
    _need(bool(attributes), "requested-attributes-empty")
    _need(all(each.get("Name") for each in attributes), "requested-attributes-missing-name")
    _need(request.find(f".//{{{AKDB}}}Enabled") is not None, "empty-authentication-methods")
    for name, code in (
        ("OrganizationDisplayName", "organization-display-name-missing"),
        ("OnlineServiceId", "online-service-id-missing"),
    ):
        _need(bool(request.findtext(f".//{{{AKDB_CLASSIC_UI}}}{name}")), code)
