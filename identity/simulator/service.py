"""The portal as a state account sees it: the metadata that it registered with."""

from base64 import b64decode
from dataclasses import dataclass

from cryptography import x509
from lxml import etree

from identity.saml.namespaces import ds, md


@dataclass(frozen=True)
class Service:
    entity_id: str
    acs_address: str
    signing: list[x509.Certificate]
    encryption: x509.Certificate


def read(metadata: bytes) -> Service:
    root = etree.fromstring(metadata)
    consumer = root.find(f".//{md('AssertionConsumerService')}")
    assert consumer is not None
    return Service(
        entity_id=root.attrib["entityID"],
        acs_address=consumer.attrib["Location"],
        signing=_certificates(root, "signing"),
        encryption=_certificates(root, "encryption")[0],
    )


def _certificates(root: etree._Element, use: str) -> list[x509.Certificate]:
    return [
        x509.load_der_x509_certificate(b64decode(each.text or ""))
        for key in root.iter(md("KeyDescriptor"))
        if key.get("use") == use
        for each in key.iter(ds("X509Certificate"))
    ]
