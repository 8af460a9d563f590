"""Builds answers as each state account shapes, signs and encrypts them."""

import datetime as dt
import json
import secrets
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from identity.saml import signing
from identity.saml.keys import KeyPair
from identity.saml.namespaces import (
    AKDB,
    AUTHN_FAILED,
    BEARER,
    EKONA,
    NAME_FORMAT_BASIC,
    NAME_FORMAT_URI,
    PERSISTENT,
    REQUEST_DENIED,
    REQUESTER,
    RSA_PSS_SHA256,
    RSA_SHA256,
    SAML,
    SAMLP,
    SUCCESS,
    TRANSIENT,
    XS,
    XSI,
    saml,
    samlp,
)
from identity.simulator.encryption import encrypt
from identity.simulator.service import Service

LIFETIME = dt.timedelta(minutes=5)
OIDS = {
    "bPK2": "urn:oid:1.3.6.1.4.1.25484.494450.3",
    "givenName": "urn:oid:2.5.4.42",
    "surname": "urn:oid:2.5.4.4",
    "birthdate": "urn:oid:1.2.40.0.10.2.1.1.55",
    "postalAddress": "urn:oid:2.5.4.16",
    "postalCode": "urn:oid:2.5.4.17",
    "localityName": "urn:oid:2.5.4.7",
    "legacyPostkorbHandle": "urn:oid:2.5.4.18",
    "EID-CITIZEN-QAA-LEVEL": "urn:oid:1.2.40.0.10.2.1.1.261.94",
    "Version": "urn:oid:1.3.6.1.4.1.25484.494450.1",
    "AssertionProvedBy": "urn:oid:1.3.6.1.4.1.25484.494450.2",
}
COMPLEX_TYPES = {
    "Unternehmensanschrift": "ekona:AdresseType",
    "HandelndePerson": "ekona:HandelndePersonType",
}


@dataclass(frozen=True)
class Signer:
    """One simulated account with its key."""

    kind: str
    entity_id: str
    pair: KeyPair


@dataclass(frozen=True)
class Answer:
    """What an answer says about time and place; each value may be set wrong by a test."""

    service: Service
    in_response_to: str
    issued: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    lifetime: dt.timedelta = LIFETIME
    authenticated: dt.datetime | None = None
    destination: str | None = None
    recipient: str | None = None
    audience: str | None = None
    assertion_in_response_to: str | None = None


def instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def identifier() -> str:
    return f"_{secrets.token_hex(20)}"


def success(signer: Signer, answer: Answer, persona: Mapping[str, Any], requested: set[str]) -> str:
    """A sign-in, ready for the form field ``SAMLResponse``."""
    body = assertion(signer, answer, persona, requested)
    root = response(signer, answer)
    if signer.kind == "bundid":
        signing.sign(body, signer.pair, algorithm=RSA_SHA256, position=1)
    root.append(encrypt(body, answer.service.encryption, "EncryptedAssertion"))
    algorithm = RSA_SHA256 if signer.kind == "bundid" else RSA_PSS_SHA256
    signing.sign(root, signer.pair, algorithm=algorithm, position=1)
    return b64encode(etree.tostring(root)).decode()


def cancelled(signer: Signer, answer: Answer) -> str:
    """The person gave up."""
    message = "Die ELSTER-seitige Authentifizierung wurde durch den Benutzer abgebrochen."
    return _failed(signer, answer, AUTHN_FAILED, message)


def denied(signer: Signer, answer: Answer) -> str:
    """BundID has no value for an attribute that the service requires."""
    detail = {"errors": [{"code": "IDP_REQUIRED_ATTRIBUTES_MISSING"}]}
    return _failed(signer, answer, REQUEST_DENIED, json.dumps(detail))


def _failed(signer: Signer, answer: Answer, code: str, message: str) -> str:
    root = response(signer, answer, status=(REQUESTER, code), message=message)
    signing.sign(root, signer.pair, algorithm=RSA_SHA256, position=1)
    return b64encode(etree.tostring(root)).decode()


def response(
    signer: Signer, answer: Answer, *, status: tuple[str, ...] = (SUCCESS,), message: str = ""
) -> etree._Element:
    root = etree.Element(
        samlp("Response"),
        nsmap={"samlp": SAMLP, "saml": SAML},
        ID=identifier(),
        Version="2.0",
        IssueInstant=instant(answer.issued),
        Destination=answer.destination or answer.service.acs_address,
        InResponseTo=answer.in_response_to,
    )
    etree.SubElement(root, saml("Issuer")).text = signer.entity_id
    element = outer = etree.SubElement(root, samlp("Status"))
    for value in status:
        element = etree.SubElement(element, samlp("StatusCode"), Value=value)
    if message:
        etree.SubElement(outer, samlp("StatusMessage")).text = message
    return root


def assertion(
    signer: Signer, answer: Answer, persona: Mapping[str, Any], requested: set[str]
) -> etree._Element:
    element = etree.Element(
        saml("Assertion"),
        nsmap={"saml": SAML, "xsi": XSI, "xs": XS},
        ID=identifier(),
        Version="2.0",
        IssueInstant=instant(answer.issued),
    )
    etree.SubElement(element, saml("Issuer")).text = signer.entity_id
    element.append(_subject(signer, answer, persona))
    element.append(_conditions(answer))
    element.append(_authentication(signer, answer, persona))
    statement = etree.SubElement(element, saml("AttributeStatement"))
    if signer.kind == "bundid":
        _citizen_attributes(statement, persona, requested)
    else:
        _company_attributes(statement, persona)
    return element


def _subject(signer: Signer, answer: Answer, persona: Mapping[str, Any]) -> etree._Element:
    """The Unternehmenskonto encrypts its persistent name once more; BundID's changes each time."""
    subject = etree.Element(saml("Subject"))
    name = etree.Element(saml("NameID"), nsmap={"saml": SAML})
    if signer.kind == "bundid":
        name.set("Format", TRANSIENT)
        name.text = identifier()
        subject.append(name)
    else:
        name.set("Format", PERSISTENT)
        name.text = persona["person"]
        subject.append(encrypt(name, answer.service.encryption, "EncryptedID"))
    confirmation = etree.SubElement(subject, saml("SubjectConfirmation"), Method=BEARER)
    etree.SubElement(
        confirmation,
        saml("SubjectConfirmationData"),
        InResponseTo=answer.assertion_in_response_to or answer.in_response_to,
        NotOnOrAfter=instant(answer.issued + answer.lifetime),
        Recipient=answer.recipient or answer.service.acs_address,
    )
    return subject


def _conditions(answer: Answer) -> etree._Element:
    conditions = etree.Element(
        saml("Conditions"),
        NotBefore=instant(answer.issued),
        NotOnOrAfter=instant(answer.issued + answer.lifetime),
    )
    restriction = etree.SubElement(conditions, saml("AudienceRestriction"))
    audience = etree.SubElement(restriction, saml("Audience"))
    audience.text = answer.audience or answer.service.entity_id
    return conditions


def _authentication(signer: Signer, answer: Answer, persona: Mapping[str, Any]) -> etree._Element:
    statement = etree.Element(
        saml("AuthnStatement"),
        AuthnInstant=instant(answer.authenticated or answer.issued),
        SessionIndex=identifier(),
    )
    context = etree.SubElement(statement, saml("AuthnContext"))
    unspecified = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
    name = persona["level"] if signer.kind == "bundid" else unspecified
    etree.SubElement(context, saml("AuthnContextClassRef")).text = name
    return statement


def _citizen_attributes(
    statement: etree._Element, persona: Mapping[str, Any], requested: set[str]
) -> None:
    """Only what was asked for, and always the level, the method and the version."""
    values = {name: text for name, text in persona["attributes"].items() if OIDS[name] in requested}
    if "bpk2" in persona and OIDS["bPK2"] in requested:
        values["bPK2"] = persona["bpk2"]
    values |= {
        "EID-CITIZEN-QAA-LEVEL": persona["level"],
        "AssertionProvedBy": persona["method"],
        "Version": "10.2.0.0",
    }
    for name, text in values.items():
        attribute = _attribute(statement, OIDS[name], NAME_FORMAT_URI)
        attribute.set("FriendlyName", name)
        attribute.set(f"{{{AKDB}}}TrustLevel", persona["trust"])
        _text_value(attribute, text)


def _company_attributes(statement: etree._Element, persona: Mapping[str, Any]) -> None:
    values: dict[str, Any] = {
        **({"DatenuebermittlerPseudonymId": persona["company"]} if "company" in persona else {}),
        "DatenkranzTyp": "StNr",
        "ElsterVertrauensniveauIdentifizierung": persona["level"],
        "ElsterVertrauensniveauAuthentifizierung": persona["level"],
        "IstTestkonto": "true" if persona.get("test_account") else "false",
        **persona["attributes"],
    }
    for name, value in values.items():
        attribute = _attribute(statement, name, NAME_FORMAT_BASIC)
        if isinstance(value, str):
            _text_value(attribute, value)
        else:
            _nested_value(attribute, COMPLEX_TYPES[name], value)


def _attribute(statement: etree._Element, name: str, name_format: str) -> etree._Element:
    return etree.SubElement(
        statement, saml("Attribute"), nsmap={"akdb": AKDB}, Name=name, NameFormat=name_format
    )


def _text_value(attribute: etree._Element, text: str) -> None:
    value = etree.SubElement(attribute, saml("AttributeValue"))
    value.set(f"{{{XSI}}}type", "xs:string")
    value.text = text


def _nested_value(attribute: etree._Element, kind: str, parts: Mapping[str, str]) -> None:
    value = etree.SubElement(attribute, saml("AttributeValue"), nsmap={"ekona": EKONA})
    value.set(f"{{{XSI}}}type", kind)
    for name, text in parts.items():
        etree.SubElement(value, f"{{{EKONA}}}{name}").text = text
