"""Takes a posted answer of a state account apart: shape, signature, schema, then every value.

Order matters. Cheap checks that need no key come first (``structure``, our own request id,
issuer, destination), then python3-saml in strict mode verifies, then ``rules`` checks exactly
what the library checks loosely or not at all.
"""

import base64
import binascii
from typing import Any
from urllib.parse import urlsplit

import xmlsec
from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from identity.models import IdentityProvider
from identity.saml import (
    attributes,
    identity_providers,
    keyring,
    request_ids,
    rules,
    schema,
    structure,
)
from identity.saml.base import AccountType, Assertion
from identity.saml.keys import KeyPair
from identity.saml.namespaces import (
    AUTHN_FAILED,
    NSMAP,
    POST_BINDING,
    REQUEST_DENIED,
    SUCCESS,
    saml,
    samlp,
)
from identity.saml.refusal import Reason, Refused

schema.widen_library()

REASONS = {
    ValidationError.INVALID_SIGNATURE: Reason.SIGNATURE,
    ValidationError.NO_SIGNED_MESSAGE: Reason.NOT_SIGNED,
    ValidationError.NO_SIGNED_ASSERTION: Reason.NOT_SIGNED,
    ValidationError.NO_SIGNATURE_FOUND: Reason.NOT_SIGNED,
    ValidationError.NO_ENCRYPTED_ASSERTION: Reason.NOT_ENCRYPTED,
    ValidationError.INVALID_XML_FORMAT: Reason.SCHEMA,
    ValidationError.WRONG_AUDIENCE: Reason.AUDIENCE,
    ValidationError.WRONG_ISSUER: Reason.ISSUER,
    ValidationError.WRONG_DESTINATION: Reason.DESTINATION,
    ValidationError.WRONG_SUBJECTCONFIRMATION: Reason.SUBJECT,
    ValidationError.ASSERTION_EXPIRED: Reason.TIME,
    ValidationError.ASSERTION_TOO_EARLY: Reason.TIME,
    ValidationError.SESSION_EXPIRED: Reason.TIME,
    ValidationError.DUPLICATED_ATTRIBUTE_NAME_FOUND: Reason.ATTRIBUTES,
    ValidationError.NO_ATTRIBUTESTATEMENT: Reason.ATTRIBUTES,
    ValidationError.WRONG_NUMBER_OF_ASSERTIONS: Reason.NUMBER_OF_ASSERTIONS,
}


def decode(posted: str) -> bytes:
    """The XML of a posted ``SAMLResponse``."""
    if len(posted) > structure.MAX_BYTES * 2:
        raise Refused(Reason.TOO_LARGE)
    try:
        return base64.b64decode("".join(posted.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(Reason.NOT_XML, "not base64") from error


def verify(account: AccountType, posted: str) -> tuple[str, Assertion]:
    """The id of our request and the checked assertion that answers it, or ``Refused``."""
    root = structure.parse(decode(posted))
    request_ids.check(account.slug, root.get("InResponseTo"))
    structure.check(root)
    provider = identity_providers.current(account.slug)
    _check_envelope(account, provider, root)
    response = _open(account, provider, posted)
    document = response.get_xml_document()
    structure.check(document)
    _verify(account, response, posted)
    assertion = document.find(saml("Assertion"))
    rules.check(account, provider, root, assertion)
    return root.attrib["InResponseTo"], _result(response, assertion)


def _check_envelope(account: AccountType, provider: IdentityProvider, root: etree._Element) -> None:
    """What can be said of the message without any cryptography."""
    if root.findtext(saml("Issuer")) not in {None, provider.entity_id}:
        raise Refused(Reason.ISSUER)
    if root.get("Destination") != account.acs_address:
        raise Refused(Reason.DESTINATION)
    _check_status(root)
    if root.find(saml("EncryptedAssertion")) is None:
        plain = root.find(saml("Assertion")) is not None
        raise Refused(Reason.NOT_ENCRYPTED if plain else Reason.NUMBER_OF_ASSERTIONS)


def _check_status(root: etree._Element) -> None:
    codes = [each.get("Value", "") for each in root.iter(samlp("StatusCode"))]
    if codes[:1] == [SUCCESS]:
        return
    if AUTHN_FAILED in codes:
        raise Refused(Reason.CANCELLED)
    if REQUEST_DENIED in codes:
        raise Refused(Reason.MISSING_ATTRIBUTE)
    raise Refused(Reason.STATUS, (codes or [""])[-1].rpartition(":")[2][:40])


def _open(account: AccountType, provider: IdentityProvider, posted: str) -> OneLogin_Saml2_Response:
    """Decrypt with whichever of our keys fits."""
    for pair in keyring.decrypting(account.slug):
        try:
            return OneLogin_Saml2_Response(_settings(account, provider, pair), posted)
        except (xmlsec.Error, etree.XMLSyntaxError, ValidationError, ValueError):
            continue
    raise Refused(Reason.DECRYPTION)


def _verify(account: AccountType, response: OneLogin_Saml2_Response, posted: str) -> None:
    address = urlsplit(account.acs_address)
    request = {
        "https": "on" if address.scheme == "https" else "off",
        "http_host": address.netloc,
        "script_name": "",
        "path_info": address.path,
        "post_data": {"SAMLResponse": posted},
    }
    try:
        response.is_valid(request, raise_exceptions=True)
        response.get_attributes()
    except ValidationError as error:
        raise Refused(REASONS.get(error.code, Reason.STRUCTURE), f"library {error.code}") from error
    except Exception as error:  # the library raises bare exceptions for unreadable values
        raise Refused(Reason.STRUCTURE, type(error).__name__) from error


def _result(response: OneLogin_Saml2_Response, assertion: etree._Element) -> Assertion:
    try:
        name_id = response.get_nameid_data()["Value"]
    except (ValidationError, xmlsec.Error, KeyError) as error:
        raise Refused(Reason.SUBJECT) from error
    context = assertion.xpath("string(.//saml:AuthnContextClassRef)", namespaces=NSMAP)
    return Assertion(
        identifier=assertion.attrib["ID"],
        name_id=name_id,
        authn_context=str(context).strip(),
        attributes=attributes.read(assertion),
    )


def _settings(
    account: AccountType, provider: IdentityProvider, pair: KeyPair
) -> OneLogin_Saml2_Settings:
    values: dict[str, Any] = {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": account.entity_id,
            "assertionConsumerService": {"url": account.acs_address, "binding": POST_BINDING},
            "x509cert": pair.certificate.decode(),
            "privateKey": pair.private.decode(),
        },
        "idp": {
            "entityId": provider.entity_id,
            "singleSignOnService": {"url": provider.sso_address, "binding": POST_BINDING},
            "x509certMulti": {"signing": provider.certificates},
        },
        "security": {
            "wantMessagesSigned": not account.signs_assertion,
            "wantAssertionsSigned": account.signs_assertion,
            "wantAssertionsEncrypted": True,
            "wantNameId": True,
            "wantAttributeStatement": True,
            "allowRepeatAttributeName": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "allowSingleLabelDomains": True,
        },
    }
    return OneLogin_Saml2_Settings(values)
