"""Attacks on trust and on content: foreign keys, stripping, and values signed but wrong."""

import datetime as dt
from collections.abc import Callable

from lxml import etree

from identity.saml import signing
from identity.saml.namespaces import RSA_SHA256, ds, saml, samlp
from identity.saml.refusal import Reason
from identity.simulator import answers
from identity.simulator.encryption import encrypt
from tests.hostile.saml.envelopes import Make, Variant, flip
from tests.hostile.saml.forge import (
    MINUTE,
    NAMES,
    Change,
    Forge,
    both,
    double,
    drop_attribute,
    encode,
    remove,
    set_attribute,
    set_text,
    signature_of,
)

HOUR = 60 * MINUTE
SUBJECT_DATA = ".//saml:SubjectConfirmationData"
EVIL = "https://evil.example.org/saml/acs"


def inside(change: Change) -> Make:
    """Wrong in the assertion, and signed by the state account all the same."""
    return lambda forge: forge.message(change)


def outside(change: Change) -> Make:
    """Wrong in the Response, and signed by the state account all the same."""
    return lambda forge: forge.message(envelope=change)


def with_values(values: Callable[[Forge], dict[str, object]]) -> Make:
    return lambda forge: forge.message(**values(forge))


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def forged(*, signed: bool) -> Make:
    """A made-up assertion in a genuine Response, whose own signature stays as it was."""

    def make(forge: Forge) -> str:
        evil = forge.evil_assertion()
        if signed:
            signing.sign(evil, forge.foreign, algorithm=RSA_SHA256, position=1)

        def swap(root: etree._Element) -> None:
            genuine = root.find(saml("EncryptedAssertion"))
            wrapped = encrypt(evil, forge.service.encryption, "EncryptedAssertion")
            root.replace(genuine, wrapped)

        return forge.message(after=swap)

    return make


def foreign_signature_with_genuine_certificate(forge: Forge) -> str:
    def swap(root: etree._Element) -> None:
        found = signature_of(root).find(".//ds:X509Certificate", NAMES)
        found.text = forge.signer.pair.certificate_body

    return forge.message(pair=forge.foreign, after=swap)


def unsigned(forge: Forge) -> str:
    body = forge.assertion()
    root = answers.response(forge.signer, forge.answer())
    root.append(encrypt(body, forge.service.encryption, "EncryptedAssertion"))
    return encode(root)


def empty_signature_value(root: etree._Element) -> None:
    signature_of(root).find(ds("SignatureValue")).text = ""


def later(root: etree._Element) -> None:
    root.set("IssueInstant", answers.instant(now() + dt.timedelta(seconds=1)))


def second_audience(assertion: etree._Element) -> None:
    restriction = assertion.find(".//saml:AudienceRestriction", NAMES)
    etree.SubElement(restriction, saml("Audience")).text = EVIL


def second_restriction(assertion: etree._Element) -> None:
    conditions = assertion.find("saml:Conditions", NAMES)
    restriction = etree.SubElement(conditions, saml("AudienceRestriction"))
    etree.SubElement(restriction, saml("Audience")).text = EVIL


def second_value(assertion: etree._Element) -> None:
    attribute = assertion.find(".//saml:Attribute", NAMES)
    etree.SubElement(attribute, saml("AttributeValue")).text = "du-" + "e" * 40


def two_names_for_one(assertion: etree._Element) -> None:
    """The same name with blanks in it, as one printing of the BundID document has it."""
    first, second = assertion.findall(".//saml:Attribute", NAMES)[:2]
    second.set("Name", f" {first.get('Name')} ")


def unknown_level(assertion: etree._Element) -> None:
    attribute = assertion.find(".//saml:Attribute", NAMES)
    attribute.set("{https://www.akdb.de/request/2018/09}TrustLevel", "ALLERHOECHST")


def failed_with_assertion(root: etree._Element) -> None:
    code = root.find(".//samlp:StatusCode", NAMES)
    code.set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")


def past_session(assertion: etree._Element) -> None:
    statement = assertion.find("saml:AuthnStatement", NAMES)
    statement.set("SessionNotOnOrAfter", answers.instant(now() - HOUR))


def nonsense_time(assertion: etree._Element) -> None:
    assertion.find("saml:Conditions", NAMES).set("NotBefore", "2020-01-01T00:00:00")


OUTSIDER: list[Variant] = [
    ("unsigned", Reason.NOT_SIGNED, unsigned),
    ("signed with a foreign key", Reason.SIGNATURE, lambda f: f.message(pair=f.foreign)),
    (
        "foreign key, genuine certificate",
        Reason.SIGNATURE,
        foreign_signature_with_genuine_certificate,
    ),
    ("no signature value", Reason.SIGNATURE, lambda f: f.message(after=empty_signature_value)),
    ("changed after signing", Reason.SIGNATURE, lambda f: f.message(after=later)),
    ("one bit of the cipher text changed", Reason.DECRYPTION, lambda f: f.message(after=flip)),
    ("forged assertion without signature", Reason.SIGNATURE, forged(signed=False)),
    ("forged assertion with a foreign signature", Reason.SIGNATURE, forged(signed=True)),
    (
        "garbage instead of the assertion",
        Reason.NUMBER_OF_ASSERTIONS,
        lambda f: f.message(
            after=lambda root: root.replace(
                root.find(saml("EncryptedAssertion")),
                encrypt(etree.Element(samlp("Status")), f.service.encryption, "EncryptedAssertion"),
            )
        ),
    ),
]
ADDRESSES: list[Variant] = [
    ("other audience", Reason.AUDIENCE, with_values(lambda _f: {"audience": EVIL})),
    (
        "audience with more behind it",
        Reason.AUDIENCE,
        with_values(lambda f: {"audience": f.service.entity_id + "/x"}),
    ),
    ("second audience", Reason.AUDIENCE, inside(second_audience)),
    ("second audience restriction", Reason.AUDIENCE, inside(second_restriction)),
    ("no audience restriction", Reason.AUDIENCE, inside(remove(".//saml:AudienceRestriction"))),
    ("other recipient", Reason.SUBJECT, with_values(lambda _f: {"recipient": EVIL})),
    (
        "recipient that contains ours",
        Reason.RECIPIENT,
        with_values(lambda f: {"recipient": f"{EVIL}?{f.service.acs_address}"}),
    ),
    ("no recipient", Reason.RECIPIENT, inside(drop_attribute(SUBJECT_DATA, "Recipient"))),
    ("other destination", Reason.DESTINATION, with_values(lambda _f: {"destination": EVIL})),
    (
        "destination with more behind it",
        Reason.DESTINATION,
        with_values(lambda f: {"destination": f.service.acs_address + "/evil"}),
    ),
    ("no destination", Reason.DESTINATION, outside(drop_attribute(".", "Destination"))),
    ("other issuer of the Response", Reason.ISSUER, outside(set_text("saml:Issuer", "urn:x"))),
    ("other issuer of the assertion", Reason.ISSUER, inside(set_text("saml:Issuer", "urn:x"))),
    (
        "assertion answers another request",
        Reason.SUBJECT,
        with_values(lambda _f: {"assertion_in_response_to": "_other"}),
    ),
    (
        "assertion answers no request",
        Reason.IN_RESPONSE_TO,
        inside(drop_attribute(SUBJECT_DATA, "InResponseTo")),
    ),
]
TIMES: list[Variant] = [
    ("expired", Reason.TIME, with_values(lambda _f: {"issued": now() - HOUR})),
    (
        "expired within the library's five minutes",
        Reason.TIME,
        inside(
            lambda assertion: assertion.find("saml:Conditions", NAMES).set(
                "NotOnOrAfter", answers.instant(now() - 4 * MINUTE)
            )
        ),
    ),
    ("from the future", Reason.TIME, with_values(lambda _f: {"issued": now() + HOUR})),
    (
        "from the future, within the library's five minutes",
        Reason.TIME,
        with_values(lambda _f: {"issued": now() + 4 * MINUTE}),
    ),
    ("valid for a day", Reason.LIFETIME, with_values(lambda _f: {"lifetime": 24 * HOUR})),
    ("no beginning", Reason.TIME, inside(drop_attribute("saml:Conditions", "NotBefore"))),
    ("no end", Reason.TIME, inside(drop_attribute("saml:Conditions", "NotOnOrAfter"))),
    ("no end for the bearer", Reason.TIME, inside(drop_attribute(SUBJECT_DATA, "NotOnOrAfter"))),
    ("time without a zone", Reason.TIME, inside(nonsense_time)),
    (
        "signed in hours ago",
        Reason.AUTHENTICATION_TIME,
        with_values(lambda _f: {"authenticated": now() - 3 * HOUR}),
    ),
    (
        "signed in before we asked",
        Reason.AUTHENTICATION_TIME,
        with_values(lambda _f: {"authenticated": now() - 5 * MINUTE}),
    ),
    ("session over", Reason.TIME, inside(past_session)),
]
SHAPES: list[Variant] = [
    ("two subject confirmations", Reason.SUBJECT, inside(double(".//saml:SubjectConfirmation"))),
    ("no subject confirmation", Reason.SUBJECT, inside(remove(".//saml:SubjectConfirmation"))),
    (
        "holder of key",
        Reason.SUBJECT,
        inside(
            set_attribute(
                ".//saml:SubjectConfirmation",
                "Method",
                "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key",
            )
        ),
    ),
    ("no subject", Reason.SUBJECT, inside(remove("saml:Subject"))),
    ("two authentication statements", Reason.STRUCTURE, inside(double("saml:AuthnStatement"))),
    ("no authentication statement", Reason.STRUCTURE, inside(remove("saml:AuthnStatement"))),
    ("two conditions", Reason.SCHEMA, inside(double("saml:Conditions"))),
    ("no conditions", Reason.STRUCTURE, inside(remove("saml:Conditions"))),
    ("no attributes", Reason.ATTRIBUTES, inside(remove("saml:AttributeStatement"))),
    ("the same attribute twice", Reason.ATTRIBUTES, inside(double(".//saml:Attribute"))),
    ("the same attribute with blanks in its name", Reason.ATTRIBUTES, inside(two_names_for_one)),
    ("two values of one attribute", Reason.ATTRIBUTES, inside(second_value)),
    ("unknown trust level", Reason.ATTRIBUTES, inside(unknown_level)),
    ("failure with an assertion", Reason.STATUS, outside(failed_with_assertion)),
    ("wrong SAML version", Reason.STRUCTURE, outside(set_attribute(".", "Version", "1.1"))),
    ("no status", Reason.STATUS, outside(remove("samlp:Status"))),
    (
        "no issuer and no signature",
        Reason.NOT_SIGNED,
        lambda f: (
            f.message(after=both(remove("ds:Signature"), remove("saml:Issuer")))
            if not f.is_bundid
            else unsigned(f)
        ),
    ),
]
VARIANTS = OUTSIDER + ADDRESSES + TIMES + SHAPES
