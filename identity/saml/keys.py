"""Key pairs in files. No Django here: the simulated state account uses it too."""

import datetime as dt
import os
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

KEY_SIZE = 3072
VALIDITY = dt.timedelta(days=3 * 365)


@dataclass(frozen=True)
class KeyPair:
    """A private key and its certificate, both PEM."""

    private: bytes
    certificate: bytes

    @property
    def x509(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.certificate)

    @property
    def expires_at(self) -> dt.datetime:
        return self.x509.not_valid_after_utc

    @property
    def certificate_body(self) -> str:
        """The certificate as metadata and messages carry it: base64 without PEM lines."""
        return body(self.x509)


def body(certificate: x509.Certificate) -> str:
    return b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def generate(common_name: str, *, validity: dt.timedelta = VALIDITY) -> KeyPair:
    """Make a key pair with a self-signed certificate; in SAML the metadata is the trust."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_SIZE)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + validity)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyPair(private, certificate.public_bytes(serialization.Encoding.PEM))


def load(stem: Path) -> KeyPair | None:
    """The pair in ``<stem>.key`` and ``<stem>.crt``, if both are there."""
    private, certificate = stem.with_suffix(".key"), stem.with_suffix(".crt")
    if not (private.is_file() and certificate.is_file()):
        return None
    return KeyPair(private.read_bytes(), certificate.read_bytes())


def save(stem: Path, pair: KeyPair) -> None:
    """Write the pair; the private key is readable by its owner only from the first byte on."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(stem.with_suffix(".key"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pair.private)
    stem.with_suffix(".crt").write_bytes(pair.certificate)


def move(source: Path, target: Path) -> None:
    for suffix in (".key", ".crt"):
        source.with_suffix(suffix).replace(target.with_suffix(suffix))
