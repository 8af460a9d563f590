"""Metadata: ours, written as the operators demand it, and an identity provider's, read."""

import datetime as dt
from dataclasses import dataclass

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from lxml import etree

from identity.saml import keyring, structure
from identity.saml.base import AccountType
from identity.saml.namespaces import DS, METADATA, POST_BINDING, SAMLP, ds, md
from identity.saml.refusal import Refused


class MetadataError(Exception):
    """The file is not usable; the message says why."""


class SignatureError(MetadataError):
    """The operator has not signed the file, or not as it stands."""


def write(account: AccountType) -> bytes:
    """No ``validUntil``, no ``ID`` and no algorithms: BundID refuses the first two."""
    root = etree.Element(
        md("EntityDescriptor"), nsmap={"md": METADATA, "ds": DS}, entityID=account.entity_id
    )
    descriptor = etree.SubElement(
        root,
        md("SPSSODescriptor"),
        AuthnRequestsSigned="true",
        WantAssertionsSigned="true" if account.signs_assertion else "false",
        protocolSupportEnumeration=SAMLP,
    )
    pairs = keyring.announced(account.slug)
    for use in ("signing", "encryption"):
        for pair in pairs:
            _key_descriptor(descriptor, use, pair.certificate_body)
    etree.SubElement(descriptor, md("NameIDFormat")).text = account.name_id_format
    etree.SubElement(
        descriptor,
        md("AssertionConsumerService"),
        Binding=POST_BINDING,
        Location=account.acs_address,
        index="0",
        isDefault="true",
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _key_descriptor(descriptor: etree._Element, use: str, body: str) -> None:
    key = etree.SubElement(descriptor, md("KeyDescriptor"), use=use)
    data = etree.SubElement(etree.SubElement(key, ds("KeyInfo")), ds("X509Data"))
    etree.SubElement(data, ds("X509Certificate")).text = body


@dataclass(frozen=True)
class ProviderMetadata:
    entity_id: str
    sso_address: str
    certificates: list[str]


def read(raw: bytes) -> ProviderMetadata:
    """What we need of an identity provider's metadata."""
    root = _parse(raw)
    _check_validity(root)
    descriptor = root.find(md("IDPSSODescriptor"))
    if root.tag != md("EntityDescriptor") or descriptor is None:
        raise MetadataError("This is not the metadata of one identity provider.")
    addresses = [
        each.get("Location", "")
        for each in descriptor.findall(md("SingleSignOnService"))
        if each.get("Binding") == POST_BINDING
    ]
    certificates = [
        "".join("".join(map(str, each.itertext())).split())
        for key in descriptor.findall(md("KeyDescriptor"))
        if key.get("use") in {None, "signing"}
        for each in key.iter(ds("X509Certificate"))
    ]
    if not addresses or not certificates or not root.get("entityID"):
        raise MetadataError(
            "The metadata name no entityID, no HTTP-POST sign-in address or no signing certificate."
        )
    return ProviderMetadata(root.attrib["entityID"], addresses[0], certificates)


def load_certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise MetadataError("A certificate is unreadable.") from error


def _check_validity(root: etree._Element) -> None:
    until = root.get("validUntil")
    try:
        if until and dt.datetime.fromisoformat(until) < timezone.now():
            raise MetadataError(f"These metadata were valid until {until}.")
    except (ValueError, TypeError) as error:
        raise MetadataError("The end of validity is unreadable.") from error


def check_signature(raw: bytes, certificate: str) -> None:
    """Refuse metadata that the owner of the certificate (PEM) has not signed as a whole."""
    root = _parse(raw)
    signature = root.find(ds("Signature"))
    if signature is None:
        raise SignatureError("The metadata are not signed.")
    if len(root.xpath("//@ID[. = $own]", own=root.get("ID", ""))) != 1:
        raise SignatureError("The metadata have no identifier of their own.")
    try:
        structure.check_signature(signature, root)  # before libxmlsec computes anything
        _verify(root, signature, certificate)
    except (Refused, xmlsec.Error) as error:
        raise SignatureError("The signature of the metadata is not valid.") from error


def _verify(root: etree._Element, signature: etree._Element, certificate: str) -> None:
    xmlsec.tree.add_ids(root, ["ID"])
    context = xmlsec.SignatureContext()
    pem = load_certificate(certificate).public_bytes(Encoding.PEM)
    context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatCertPem, None)
    context.verify(signature)


def _parse(raw: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise MetadataError(f"This is not XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise MetadataError("Metadata with a document type are not taken.")
    return root
