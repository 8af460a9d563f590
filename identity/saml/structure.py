"""What a message must look like before any key touches it.

libxmlsec runs the transforms that a signature names before it checks the signature, so an
anonymous post could make it compute for as long as it likes. Nothing reaches it that is not
of the one shape that the state accounts send. See docs/decisions/0020.
"""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from identity.saml.namespaces import (
    DS,
    EKONA,
    ENVELOPED,
    EXCLUSIVE_C14N,
    RSA_OAEP,
    RSA_OAEP_MGF1P,
    SAML,
    SAMLP,
    XENC,
    XENC11,
    ds,
    saml,
    samlp,
    xenc,
)
from identity.saml.refusal import Reason, Refused

MAX_BYTES = 200_000
MAX_DEPTH = 30
MAX_ELEMENTS = 1_000
MAX_ATTRIBUTES = 20

NAMESPACES = {SAML, SAMLP, DS, XENC, XENC11, EXCLUSIVE_C14N}
VALUE_NAMESPACES = {EKONA, None}
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
PSS = "http://www.w3.org/2007/05/xmldsig-more#"
SIGNATURES = {f"{MORE}rsa-sha{n}" for n in (256, 384, 512)} | {
    f"{PSS}sha{n}-rsa-MGF1" for n in (256, 384, 512)
}
DIGESTS = {f"{XENC}sha256", f"{MORE}sha384", f"{XENC}sha512"}
MASKS = {f"{XENC11}mgf1sha{n}" for n in (256, 384, 512)}
CONTENT_ENCRYPTIONS = {f"{XENC11}aes{n}-gcm" for n in (128, 192, 256)}
KEY_PARTS = {
    ds(name)
    for name in (
        "KeyName",
        "X509Certificate",
        "X509Data",
        "X509IssuerName",
        "X509IssuerSerial",
        "X509SerialNumber",
        "X509SubjectName",
    )
}
RESPONSE_PARTS = {
    saml("Issuer"),
    ds("Signature"),
    samlp("Status"),
    saml("Assertion"),
    saml("EncryptedAssertion"),
}
FORBIDDEN = {ds("Object"), ds("Manifest"), ds("XPath"), xenc("CipherReference")}


def parse(raw: bytes) -> etree._Element:
    """The message's root, if the message is small and plain XML."""
    if len(raw) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE)
    _refuse_markup(raw)
    # Comments and instructions stay in the tree, so that check() sees and refuses them.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(Reason.NOT_XML) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(Reason.DOCTYPE)
    if root.tag != samlp("Response"):
        raise Refused(Reason.STRUCTURE, "not a Response")
    return root


def _refuse_markup(raw: bytes) -> None:
    """Things no state account sends; UTF-8 only, so that this search sees what the parser sees."""
    declaration = raw[:100].split(b"?>")[0].lower()
    if b"\x00" in raw or (b"encoding" in declaration and b"utf-8" not in declaration):
        raise Refused(Reason.NOT_XML, "not UTF-8")
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise Refused(Reason.DOCTYPE)
    if b"<![CDATA[" in raw:
        raise Refused(Reason.STRUCTURE, "CDATA section")


def check(root: etree._Element) -> None:
    """Check the shape, also again after decryption."""
    elements = _check_size(root)
    _check_names(root, elements)
    _check_identifiers(elements)
    _check_declarations(elements)
    _check_assertions(root, elements)
    for element in elements:
        if element.tag == ds("Signature"):
            _check_signature(element)
        elif element.tag == xenc("EncryptedData"):
            _check_encrypted_data(element)
        elif element.tag == xenc("EncryptedKey"):
            _check_encrypted_key(element)
        elif element.tag == ds("KeyInfo"):
            _check_key_info(element)


def _check_size(root: etree._Element) -> list[etree._Element]:
    elements: list[etree._Element] = []
    for depth, node in _walk(root):
        if not isinstance(node.tag, str):
            raise Refused(Reason.STRUCTURE, "comment, instruction or entity")
        elements.append(node)
        if depth > MAX_DEPTH or len(elements) > MAX_ELEMENTS or len(node.attrib) > MAX_ATTRIBUTES:
            raise Refused(Reason.TOO_LARGE, "too deep or too many elements")
    return elements


def _walk(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    stack = [(1, root)]
    while stack:
        depth, node = stack.pop()
        yield depth, node
        stack.extend((depth + 1, child) for child in node)


def _check_names(root: etree._Element, elements: list[etree._Element]) -> None:
    """Known names only; foreign ones just as values of attributes."""
    for element in elements:
        name = etree.QName(element)
        if element.tag in FORBIDDEN:
            raise Refused(Reason.STRUCTURE, name.localname)
        if name.namespace in NAMESPACES:
            continue
        inside_value = next(element.iterancestors(saml("AttributeValue")), None) is not None
        if name.namespace not in VALUE_NAMESPACES or not inside_value:
            raise Refused(Reason.STRUCTURE, "unknown namespace")
    if any(child.tag not in RESPONSE_PARTS for child in root):
        raise Refused(Reason.STRUCTURE, "unknown part of the Response")


def _check_identifiers(elements: list[etree._Element]) -> None:
    """Every identifier once, and only as the plain attribute: libraries disagree on others."""
    found = Counter[str]()
    for element in elements:
        for name, value in element.attrib.items():
            attribute = etree.QName(name)
            if attribute.localname.lower() != "id":
                continue
            if attribute.namespace:
                raise Refused(Reason.STRUCTURE, "identifier in a namespace")
            found[value] += 1
    if any(count > 1 for count in found.values()):
        raise Refused(Reason.DUPLICATE_ID)


def _check_declarations(elements: list[etree._Element]) -> None:
    """A relative namespace makes canonicalisation fail, and some libraries then sign nothing."""
    if any(":" not in uri for element in elements for uri in element.nsmap.values()):
        raise Refused(Reason.STRUCTURE, "relative namespace")


def _check_assertions(root: etree._Element, elements: list[etree._Element]) -> None:
    """One at most, and right below the Response; one exactly when the status is success."""
    kinds = {"Assertion", "EncryptedAssertion"}
    found = [each for each in elements if etree.QName(each).localname in kinds]
    if len(found) > 1 or any(each.getparent() is not root for each in found):
        raise Refused(Reason.NUMBER_OF_ASSERTIONS)
    responses = [each for each in elements if etree.QName(each).localname == "Response"]
    if len(responses) != 1:
        raise Refused(Reason.STRUCTURE, "Response inside the Response")


def _check_signature(signature: etree._Element) -> None:
    parent = signature.getparent()
    assert parent is not None
    if parent.tag not in {samlp("Response"), saml("Assertion")}:
        raise Refused(Reason.STRUCTURE, "signature in an unexpected place")
    check_signature(signature, parent)


def check_signature(signature: etree._Element, parent: etree._Element) -> None:
    """Refuse a signature that is not of the one shape: over ``parent`` as a whole, nothing else."""
    if any(element.tag in FORBIDDEN for element in signature.iter()):
        raise Refused(Reason.STRUCTURE, "unexpected part of a signature")
    if len(parent.findall(ds("Signature"))) != 1:
        raise Refused(Reason.STRUCTURE, "several signatures")
    info = _only(signature, "SignedInfo")
    _need(_only(info, "CanonicalizationMethod"), {EXCLUSIVE_C14N}, Reason.TRANSFORM)
    _need(_only(info, "SignatureMethod"), SIGNATURES, Reason.ALGORITHM)
    reference = _only(info, "Reference")
    if not parent.get("ID") or reference.get("URI") != f"#{parent.get('ID')}":
        raise Refused(Reason.REFERENCE)
    _need(_only(reference, "DigestMethod"), DIGESTS, Reason.ALGORITHM)
    transforms = list(_only(reference, "Transforms"))
    if [each.get("Algorithm") for each in transforms] != [ENVELOPED, EXCLUSIVE_C14N]:
        raise Refused(Reason.TRANSFORM)


def _only(element: etree._Element, name: str) -> etree._Element:
    found = element.findall(ds(name))
    if len(found) != 1:
        raise Refused(Reason.STRUCTURE, f"{len(found)} times {name}")
    return found[0]


def _need(element: etree._Element, allowed: set[str], reason: Reason) -> None:
    if element.get("Algorithm") not in allowed:
        raise Refused(reason)


def _check_key_info(key_info: etree._Element) -> None:
    """Certificates and encrypted keys; nothing that would be fetched or computed."""
    for part in key_info.iterdescendants(f"{{{DS}}}*"):
        inside_key = next(part.iterancestors(xenc("EncryptedKey")), None)
        if inside_key is None and part.tag not in KEY_PARTS:
            raise Refused(Reason.STRUCTURE, "unexpected KeyInfo")
        if part.tag in {ds("RetrievalMethod"), ds("KeyValue"), ds("Transforms")}:
            raise Refused(Reason.STRUCTURE, "unexpected KeyInfo")


def _check_encrypted_data(data: etree._Element) -> None:
    method = data.find(xenc("EncryptionMethod"))
    if method is None:
        raise Refused(Reason.ALGORITHM)
    _need(method, CONTENT_ENCRYPTIONS, Reason.ALGORITHM)


def _check_encrypted_key(key: etree._Element) -> None:
    """OAEP with SHA-256 or better, in either spelling."""
    method = key.find(xenc("EncryptionMethod"))
    if method is None:
        raise Refused(Reason.ALGORITHM)
    _need(method, {RSA_OAEP, RSA_OAEP_MGF1P}, Reason.ALGORITHM)
    digest = method.find(ds("DigestMethod"))
    if digest is None or digest.get("Algorithm") not in DIGESTS:
        raise Refused(Reason.ALGORITHM)
    mask = method.find(f"{{{XENC11}}}MGF")
    if method.get("Algorithm") == RSA_OAEP and (mask is None or mask.get("Algorithm") not in MASKS):
        raise Refused(Reason.ALGORITHM)
