"""Attacks on shape: XML itself, transforms, algorithms, wrapping, size. No key is needed."""

import copy
import re
from base64 import b64decode
from collections.abc import Callable

from lxml import etree

from identity.saml import request_ids, signing
from identity.saml.namespaces import RSA_SHA256, XENC, ds, saml, samlp, xenc
from identity.saml.refusal import Reason
from identity.simulator import answers
from identity.simulator.encryption import encrypt
from tests.hostile.saml.forge import (
    NAMES,
    Change,
    Forge,
    double,
    drop_attribute,
    encode,
    remove,
    set_attribute,
    signature_of,
)

Make = Callable[[Forge], str]
Variant = tuple[str, Reason, Make]

XSLT = """<xsl:stylesheet xmlns:xsl="http://www.w3.org/1999/XSL/Transform" version="1.0">
<xsl:template match="/"><xsl:call-template name="f"><xsl:with-param name="n" select="22"/>
</xsl:call-template></xsl:template><xsl:template name="f"><xsl:param name="n"/><xsl:if test="$n">
<xsl:call-template name="f"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template>
<xsl:call-template name="f"><xsl:with-param name="n" select="$n - 1"/></xsl:call-template>
</xsl:if></xsl:template></xsl:stylesheet>"""
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
TRANSFORM = "ds:SignedInfo/ds:Reference/ds:Transforms/ds:Transform"


def after(change: Change) -> Make:
    return lambda forge: forge.message(after=change)


def in_signature(change: Change) -> Make:
    """Change the Response's signature."""
    return after(lambda root: change(signature_of(root)))


def hidden(change: Change) -> Make:
    """An assertion with a poisoned signature, encrypted to us by whoever has our certificate."""

    def make(forge: Forge) -> str:
        body = forge.assertion()
        signing.sign(body, forge.foreign, algorithm=RSA_SHA256, position=1)
        change(signature_of(body))
        root = answers.response(forge.signer, forge.answer())
        root.append(encrypt(body, forge.service.encryption, "EncryptedAssertion"))
        return encode(root)

    return make


def text(edit: Callable[[str], str]) -> Make:
    return lambda forge: encode(edit(b64decode(forge.message()).decode()).encode())


def insert_after_root(markup: str) -> Make:
    return text(lambda xml: re.sub(r"(<samlp:Response[^>]*>)", rf"\1{markup}", xml, count=1))


def before_root(markup: str) -> Make:
    return text(lambda xml: markup + xml)


def algorithm(path: str, uri: str) -> Make:
    return in_signature(set_attribute(path, "Algorithm", uri))


def xslt(signature: etree._Element) -> None:
    transform = signature.find(TRANSFORM, NAMES)
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xslt-19991116")
    transform.append(etree.fromstring(XSLT))


def xpath(signature: etree._Element) -> None:
    transform = signature.find(TRANSFORM, NAMES)
    transform.set("Algorithm", XPATH)
    etree.SubElement(transform, ds("XPath")).text = "count(//. | //@* | //namespace::*) > 0"


def third_transform(signature: etree._Element) -> None:
    transforms = signature.find("ds:SignedInfo/ds:Reference/ds:Transforms", NAMES)
    etree.SubElement(transforms, ds("Transform"), Algorithm=f"{NAMES['ds']}base64")


def cipher_reference(root: etree._Element) -> None:
    data = root.find(".//xenc:CipherData", NAMES)
    data.remove(data[0])
    etree.SubElement(data, xenc("CipherReference"), URI="http://127.0.0.1:1/")


def retrieval_method(root: etree._Element) -> None:
    info = root.find(".//xenc:EncryptedData/ds:KeyInfo", NAMES)
    etree.SubElement(info, ds("RetrievalMethod"), URI="file:///etc/passwd", Type=f"{XENC}x")


def rsa_key_value(signature: etree._Element) -> None:
    value = etree.SubElement(signature.find(ds("KeyInfo")), ds("KeyValue"))
    etree.SubElement(value, ds("RSAKeyValue"))


def manifest(signature: etree._Element) -> None:
    etree.SubElement(etree.SubElement(signature, ds("Object")), ds("Manifest"))


def reference_elsewhere(signature: etree._Element) -> None:
    signature.find(".//ds:Reference", NAMES).set("URI", "#elsewhere")


def empty_reference(signature: etree._Element) -> None:
    signature.find(".//ds:Reference", NAMES).set("URI", "")


def deep(root: etree._Element) -> None:
    element = root.find(saml("Issuer"))
    for _ in range(200):
        element = etree.SubElement(element, saml("Issuer"))


def wide(root: etree._Element) -> None:
    for _ in range(5_000):
        etree.SubElement(root, saml("Issuer"))


def many_attributes(root: etree._Element) -> None:
    for number in range(500):
        root.set(f"a{number}", "x")


def flip(root: etree._Element) -> None:
    """One bit of the ciphertext."""
    values = root.findall(".//xenc:CipherValue", NAMES)
    last = values[-1]
    last.text = ("B" if last.text[40] != "B" else "C").join([last.text[:40], last.text[41:]])


def same_identifier(root: etree._Element) -> None:
    root.find(".//xenc:EncryptedData", NAMES).set("Id", root.get("ID"))


def foreign_identifier(root: etree._Element) -> None:
    root.set("{urn:oasis:names:tc:SAML:2.0:protocol}ID", "_other")


def xml_identifier(root: etree._Element) -> None:
    root.set("{http://www.w3.org/XML/1998/namespace}id", "_other")


def method(path: str, uri: str) -> Make:
    return lambda forge: forge.message(envelope=set_attribute(path, "Algorithm", uri))


KEY = ".//xenc:EncryptedKey/xenc:EncryptionMethod"
SIGNATURE_METHOD, DIGEST = "ds:SignedInfo/ds:SignatureMethod", ".//ds:DigestMethod"
MORE, DS = "http://www.w3.org/2001/04/xmldsig-more#", NAMES["ds"]

MARKUP: list[Variant] = [
    ("document type", Reason.DOCTYPE, before_root("<!DOCTYPE a>")),
    (
        "external entity",
        Reason.DOCTYPE,
        before_root('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    ),
    (
        "entity bomb",
        Reason.DOCTYPE,
        before_root(
            '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        ),
    ),
    (
        "parameter entity",
        Reason.DOCTYPE,
        before_root('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p">%p;]>'),
    ),
    ("external subset", Reason.DOCTYPE, before_root('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/">')),
    (
        "document type in UTF-16",
        Reason.NOT_XML,
        lambda forge: encode(
            (
                "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a>"
                + b64decode(forge.message()).decode()
            ).encode("utf-16")
        ),
    ),
    ("declared as UTF-7", Reason.NOT_XML, before_root('<?xml version="1.0" encoding="UTF-7"?>')),
    ("not base64", Reason.NOT_XML, lambda _forge: "<Response/>"),
    ("empty", Reason.NOT_XML, lambda _forge: ""),
    ("cut off", Reason.NOT_XML, lambda forge: encode(b64decode(forge.message())[:-20])),
    ("comment", Reason.STRUCTURE, insert_after_root("<!-- x -->")),
    (
        "comment inside the issuer",
        Reason.STRUCTURE,
        text(lambda xml: xml.replace("urn:simulated", "urn:sim<!---->ulated", 1)),
    ),
    ("processing instruction", Reason.STRUCTURE, insert_after_root("<?x y?>")),
    (
        "CDATA section",
        Reason.STRUCTURE,
        text(lambda xml: xml.replace("urn:simulated", "<![CDATA[urn:simulated]]>", 1)),
    ),
    (
        "XInclude",
        Reason.STRUCTURE,
        insert_after_root(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
        ),
    ),
    (
        "relative namespace (void canonicalisation)",
        Reason.STRUCTURE,
        text(lambda xml: xml.replace("<samlp:Response ", '<samlp:Response xmlns:v="1" ', 1)),
    ),
    (
        "Response in a foreign namespace",
        Reason.STRUCTURE,
        text(lambda xml: xml.replace("urn:oasis:names:tc:SAML:2.0:protocol", "urn:x", 1)),
    ),
    (
        "SAML 1.1 instead of 2.0",
        Reason.STRUCTURE,
        lambda _forge: encode(b'<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol"/>'),
    ),
    ("too large", Reason.TOO_LARGE, before_root("<!--" + "x" * 300_000 + "-->")),
    ("far too large", Reason.TOO_LARGE, lambda _forge: "A" * 2_000_000),
    ("too deep", Reason.TOO_LARGE, after(deep)),
    ("too many elements", Reason.TOO_LARGE, after(wide)),
    ("too many attributes", Reason.TOO_LARGE, after(many_attributes)),
]
TRANSFORMS: list[Variant] = [
    ("XSLT transform", Reason.STRUCTURE, in_signature(xslt)),
    ("XSLT transform inside the encryption", Reason.STRUCTURE, hidden(xslt)),
    ("XPath transform", Reason.STRUCTURE, in_signature(xpath)),
    ("XPath transform inside the encryption", Reason.STRUCTURE, hidden(xpath)),
    ("XPath algorithm without expression", Reason.TRANSFORM, algorithm(TRANSFORM, XPATH)),
    ("third transform", Reason.TRANSFORM, in_signature(third_transform)),
    ("no transforms", Reason.STRUCTURE, in_signature(remove(".//ds:Transforms"))),
    (
        "inclusive canonicalisation",
        Reason.TRANSFORM,
        algorithm(
            "ds:SignedInfo/ds:CanonicalizationMethod",
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        ),
    ),
    (
        "canonicalisation with comments",
        Reason.TRANSFORM,
        algorithm(
            "ds:SignedInfo/ds:CanonicalizationMethod",
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        ),
    ),
    ("cipher text by reference", Reason.STRUCTURE, after(cipher_reference)),
    ("key by reference", Reason.STRUCTURE, after(retrieval_method)),
    ("key in the message", Reason.STRUCTURE, in_signature(rsa_key_value)),
    ("manifest", Reason.STRUCTURE, in_signature(manifest)),
    ("reference to another element", Reason.REFERENCE, in_signature(reference_elsewhere)),
    ("reference to the whole document", Reason.REFERENCE, in_signature(empty_reference)),
    ("two references", Reason.STRUCTURE, in_signature(double(".//ds:Reference"))),
    ("two signatures", Reason.STRUCTURE, after(double("ds:Signature"))),
]
ALGORITHMS: list[Variant] = [
    *(
        (f"signature {name}", Reason.ALGORITHM, algorithm(SIGNATURE_METHOD, uri))
        for name, uri in (
            ("RSA-SHA1", f"{DS}rsa-sha1"),
            ("RSA-MD5", f"{MORE}rsa-md5"),
            ("RSA-SHA224", f"{MORE}rsa-sha224"),
            ("RSA-RIPEMD160", f"{MORE}rsa-ripemd160"),
            ("PSS with SHA-1", "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1"),
            ("HMAC-SHA256", f"{MORE}hmac-sha256"),
            ("DSA", f"{DS}dsa-sha1"),
            ("none", "none"),
        )
    ),
    *(
        (f"digest {name}", Reason.ALGORITHM, algorithm(DIGEST, uri))
        for name, uri in (
            ("SHA-1", f"{DS}sha1"),
            ("MD5", f"{MORE}md5"),
            ("SHA-224", f"{MORE}sha224"),
        )
    ),
    *(
        (
            f"content {name}",
            Reason.ALGORITHM,
            method(".//xenc:EncryptedData/xenc:EncryptionMethod", f"{XENC}{name}"),
        )
        for name in ("aes128-cbc", "aes256-cbc", "tripledes-cbc")
    ),
    ("key transport RSA 1.5", Reason.ALGORITHM, method(KEY, f"{XENC}rsa-1_5")),
    ("key transport digest SHA-1", Reason.ALGORITHM, method(f"{KEY}/ds:DigestMethod", f"{DS}sha1")),
    (
        "key transport digest left out",
        Reason.ALGORITHM,
        lambda forge: forge.message(envelope=remove(f"{KEY}/ds:DigestMethod")),
    ),
    (
        "key transport mask SHA-1",
        Reason.ALGORITHM,
        method(f"{KEY}/xenc11:MGF", "http://www.w3.org/2009/xmlenc11#mgf1sha1"),
    ),
    (
        "no content method",
        Reason.ALGORITHM,
        lambda forge: forge.message(envelope=remove(".//xenc:EncryptedData/xenc:EncryptionMethod")),
    ),
]
IDENTIFIERS: list[Variant] = [
    ("same identifier twice", Reason.DUPLICATE_ID, after(same_identifier)),
    ("identifier in SAML's namespace", Reason.STRUCTURE, after(foreign_identifier)),
    ("xml:id beside ID", Reason.STRUCTURE, after(xml_identifier)),
    (
        "no InResponseTo",
        Reason.UNSOLICITED,
        lambda forge: forge.message(envelope=drop_attribute(".", "InResponseTo")),
    ),
    (
        "made-up InResponseTo",
        Reason.UNSOLICITED,
        lambda forge: forge.message(in_response_to="_" + "0" * 64),
    ),
    (
        "InResponseTo of the other account",
        Reason.UNSOLICITED,
        lambda forge: forge.message(
            in_response_to=request_ids.make(
                "bundid" if not forge.is_bundid else "unternehmenskonto"
            )
        ),
    ),
]


def _wrapped(build: Callable[[etree._Element, etree._Element, Forge], etree._Element]) -> Make:
    """From a signed, readable message, a second one that says something else."""

    def make(forge: Forge) -> str:
        good = forge.plain()
        evil = copy.deepcopy(good)
        evil.set("ID", "_evil")
        evil.replace(evil.find(saml("Assertion")), forge.evil_assertion())
        evil.remove(signature_of(evil))
        return encode(build(good, evil, forge))

    return make


def _xsw1(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    signature = signature_of(good)
    evil.insert(1, signature)
    signature.append(good)
    return evil


def _xsw2(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    evil.insert(1, signature_of(good))
    evil.insert(1, good)
    return evil


def _beside(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    good.find(saml("Assertion")).addprevious(evil.find(saml("Assertion")))
    return good


def _around(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    genuine, outer = good.find(saml("Assertion")), evil.find(saml("Assertion"))
    good.replace(genuine, outer)
    outer.append(genuine)
    return good


def _signature_moved(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    genuine, outer = good.find(saml("Assertion")), evil.find(saml("Assertion"))
    outer.insert(1, signature_of(genuine))
    genuine.addprevious(outer)
    return good


def _in_signature(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    genuine, outer = good.find(saml("Assertion")), evil.find(saml("Assertion"))
    good.replace(genuine, outer)
    signature = signature_of(genuine)
    outer.insert(1, signature)
    etree.SubElement(signature, ds("Object")).append(genuine)
    return good


def _in_extensions(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    extensions = etree.Element(samlp("Extensions"))
    extensions.append(evil.find(saml("Assertion")))
    good.insert(2, extensions)
    return good


def _in_object(good: etree._Element, evil: etree._Element, _forge: Forge) -> etree._Element:
    signature = signature_of(good)
    etree.SubElement(signature, ds("Object")).append(evil)
    return good


def _encrypted_around(forge: Forge) -> str:
    """The wrapping hidden in the encryption: the genuine assertion inside an evil one."""
    genuine = forge.plain().find(saml("Assertion"))
    outer = forge.evil_assertion()
    outer.append(genuine)
    root = answers.response(forge.signer, forge.answer())
    root.append(encrypt(outer, forge.service.encryption, "EncryptedAssertion"))
    return encode(root)


def _two_encrypted(forge: Forge) -> str:
    return forge.message(envelope=double("saml:EncryptedAssertion"))


def _plain_beside(forge: Forge) -> str:
    return forge.message(envelope=lambda root: root.append(forge.evil_assertion()))


WRAPPING: list[Variant] = [
    ("XSW1: Response inside its signature", Reason.NUMBER_OF_ASSERTIONS, _wrapped(_xsw1)),
    ("XSW2: Response beside its signature", Reason.STRUCTURE, _wrapped(_xsw2)),
    ("XSW3: evil assertion before the genuine one", Reason.NUMBER_OF_ASSERTIONS, _wrapped(_beside)),
    ("XSW4: evil assertion around the genuine one", Reason.NUMBER_OF_ASSERTIONS, _wrapped(_around)),
    (
        "XSW5: signature moved to the evil assertion",
        Reason.NUMBER_OF_ASSERTIONS,
        _wrapped(_signature_moved),
    ),
    (
        "XSW6: genuine assertion in the evil one's signature",
        Reason.STRUCTURE,
        _wrapped(_in_signature),
    ),
    ("XSW7: evil assertion in the extensions", Reason.STRUCTURE, _wrapped(_in_extensions)),
    ("XSW8: evil Response in an Object", Reason.STRUCTURE, _wrapped(_in_object)),
    ("wrapping inside the encryption", Reason.NUMBER_OF_ASSERTIONS, _encrypted_around),
    ("two encrypted assertions", Reason.NUMBER_OF_ASSERTIONS, _two_encrypted),
    ("plain assertion beside the encrypted one", Reason.NUMBER_OF_ASSERTIONS, _plain_beside),
    (
        "no assertion",
        Reason.NUMBER_OF_ASSERTIONS,
        lambda forge: forge.message(envelope=remove("saml:EncryptedAssertion")),
    ),
    ("assertion not encrypted", Reason.NOT_ENCRYPTED, lambda forge: encode(forge.plain())),
]
VARIANTS = MARKUP + TRANSFORMS + ALGORITHMS + IDENTIFIERS + WRAPPING
