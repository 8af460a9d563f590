"""Metadata: ours, written as the operators demand it, and an identity provider's, read."""

from dataclasses import dataclass

from lxml import etree

from identity.saml import keyring
from identity.saml.base import AccountType
from identity.saml.namespaces import DS, METADATA, POST_BINDING, SAMLP, ds, md


class MetadataError(Exception):
    """The file is not usable; the message says why."""


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
    descriptor = root.find(md("IDPSSODescriptor"))
    if root.tag != md("EntityDescriptor") or descriptor is None:
        raise MetadataError("This is not the metadata of one identity provider.")
    addresses = [
        each.get("Location", "")
        for each in descriptor.findall(md("SingleSignOnService"))
        if each.get("Binding") == POST_BINDING
    ]
    certificates = [
        "".join((each.text or "").split())
        for key in descriptor.findall(md("KeyDescriptor"))
        if key.get("use") in {None, "signing"}
        for each in key.iter(ds("X509Certificate"))
    ]
    if not addresses or not certificates or not root.get("entityID"):
        raise MetadataError(
            "The metadata name no entityID, no HTTP-POST sign-in address or no signing certificate."
        )
    return ProviderMetadata(root.attrib["entityID"], addresses[0], certificates)


def _parse(raw: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise MetadataError(f"This is not XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise MetadataError("Metadata with a document type are not taken.")
    return root
