"""XML signatures from a template. No Django here: the simulated state account uses it too.

python3-saml announces RSASSA-PSS and then signs with the older padding. Here the template
carries the algorithm, and libxmlsec does what it says.
"""

import xmlsec
from lxml import etree

from identity.saml.keys import KeyPair
from identity.saml.namespaces import DS, ENVELOPED, EXCLUSIVE_C14N, SHA256, ds


def sign(element: etree._Element, pair: KeyPair, *, algorithm: str, position: int) -> None:
    """Sign ``element``, which has an ID, with the signature as its child at ``position``."""
    signature = template(element.attrib["ID"], algorithm)
    element.insert(position, signature)
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pair.private, xmlsec.constants.KeyDataFormatPem, None)
    context.key.load_cert_from_memory(pair.certificate, xmlsec.constants.KeyDataFormatPem)
    context.sign(signature)


def template(identifier: str, algorithm: str) -> etree._Element:
    signature = etree.Element(ds("Signature"), nsmap={"ds": DS})
    info = etree.SubElement(signature, ds("SignedInfo"))
    etree.SubElement(info, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE_C14N)
    etree.SubElement(info, ds("SignatureMethod"), Algorithm=algorithm)
    reference = etree.SubElement(info, ds("Reference"), URI=f"#{identifier}")
    transforms = etree.SubElement(reference, ds("Transforms"))
    etree.SubElement(transforms, ds("Transform"), Algorithm=ENVELOPED)
    etree.SubElement(transforms, ds("Transform"), Algorithm=EXCLUSIVE_C14N)
    etree.SubElement(reference, ds("DigestMethod"), Algorithm=SHA256)
    etree.SubElement(reference, ds("DigestValue"))
    etree.SubElement(signature, ds("SignatureValue"))
    key_info = etree.SubElement(signature, ds("KeyInfo"))
    etree.SubElement(etree.SubElement(key_info, ds("X509Data")), ds("X509Certificate"))
    return signature
