"""XML encryption as the state accounts do it, without the library that will decrypt it."""

import os
from base64 import b64encode

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from lxml import etree

from identity.saml.namespaces import (
    AES256_GCM,
    DS,
    MGF1_SHA256,
    RSA_OAEP,
    SHA256,
    XENC,
    XENC11,
    ds,
    saml,
    xenc,
)


def encrypt(element: etree._Element, certificate: x509.Certificate, wrapper: str) -> etree._Element:
    """``element`` inside ``saml:<wrapper>``: AES-256-GCM, its key by OAEP with SHA-256."""
    key, nonce = AESGCM.generate_key(256), os.urandom(12)
    content = nonce + AESGCM(key).encrypt(nonce, etree.tostring(element), None)
    outer = etree.Element(saml(wrapper), nsmap={"saml": saml("")[1:-1], "xenc": XENC, "ds": DS})
    data = etree.SubElement(outer, xenc("EncryptedData"), Type=f"{XENC}Element")
    etree.SubElement(data, xenc("EncryptionMethod"), Algorithm=AES256_GCM)
    key_info = etree.SubElement(data, ds("KeyInfo"))
    key_info.append(_encrypted_key(key, certificate))
    _cipher(data, content)
    return outer


def _encrypted_key(key: bytes, certificate: x509.Certificate) -> etree._Element:
    element = etree.Element(xenc("EncryptedKey"), nsmap={"xenc": XENC})
    method = etree.SubElement(element, xenc("EncryptionMethod"), Algorithm=RSA_OAEP)
    etree.SubElement(method, ds("DigestMethod"), nsmap={"ds": DS}, Algorithm=SHA256)
    etree.SubElement(method, f"{{{XENC11}}}MGF", nsmap={"xenc11": XENC11}, Algorithm=MGF1_SHA256)
    public = certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    _cipher(element, public.encrypt(key, oaep))
    return element


def _cipher(element: etree._Element, content: bytes) -> None:
    data = etree.SubElement(element, xenc("CipherData"))
    etree.SubElement(data, xenc("CipherValue")).text = b64encode(content).decode()
