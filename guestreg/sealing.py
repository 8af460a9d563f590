"""Seals contact data twice, so that neither the venue nor the health office reads it alone.

The inner layer is for the office's key of that day, the outer one for the venue's key
(HPKE, RFC 9180: DHKEM P-256 with HKDF-SHA256, AES-128-GCM). What a layer belongs to is
bound into it: moved to another area, day or key it does not open. The text is padded,
so that its length says nothing about its content. Browsers do the same in hpke.js.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PROTOCOL = "guestreg/v1"
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
CURVE = ec.SECP256R1()
LAYER_OVERHEAD = 65 + 16  # encapsulated point, authentication tag
PADDED_SIZES = (512, 1024)
INNER_SIZES = tuple(size + LAYER_OVERHEAD for size in PADDED_SIZES)
SEALED_SIZES = tuple(size + 2 * LAYER_OVERHEAD for size in PADDED_SIZES)
LENGTH_BYTES = 2


class SealingError(Exception):
    """The data cannot be sealed or does not open with this key and context."""


@dataclass(frozen=True)
class Envelope:
    """What a visit is sealed to; every part of it must be the same for opening."""

    office_kid: str
    venue_kid: str
    area: int
    day: str

    @property
    def office_info(self) -> bytes:
        return f"{PROTOCOL}|office|{self.office_kid}|{self.day}".encode()

    @property
    def venue_info(self) -> bytes:
        return f"{PROTOCOL}|venue|{self.venue_kid}|{self.area}|{self.day}".encode()


def seal(
    details: Mapping[str, str],
    envelope: Envelope,
    *,
    office: ec.EllipticCurvePublicKey,
    venue: ec.EllipticCurvePublicKey,
) -> bytes:
    inner = SUITE.encrypt(pad(encode(details)), office, info=envelope.office_info)
    return SUITE.encrypt(inner, venue, info=envelope.venue_info)


def open_outer(sealed: bytes, envelope: Envelope, venue: ec.EllipticCurvePrivateKey) -> bytes:
    """Take off the venue's layer. What remains only the office can open."""
    return open_layer(sealed, venue, envelope.venue_info)


def open_inner(
    inner: bytes, envelope: Envelope, office: ec.EllipticCurvePrivateKey
) -> dict[str, str]:
    return decode(unpad(open_layer(inner, office, envelope.office_info)))


def open_layer(sealed: bytes, key: ec.EllipticCurvePrivateKey, info: bytes) -> bytes:
    try:
        return SUITE.decrypt(sealed, key, info=info)
    except (InvalidTag, ValueError) as error:
        raise SealingError("This layer does not open with this key and context.") from error


def encode(details: Mapping[str, str]) -> bytes:
    return json.dumps(dict(details), ensure_ascii=False, separators=(",", ":")).encode()


def decode(text: bytes) -> dict[str, str]:
    """Refuse whatever is not a flat object of texts: the sender may be anybody."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise SealingError("The sealed text is not JSON.") from error
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise SealingError("The sealed text is not an object of texts.")
    return data


def pad(text: bytes) -> bytes:
    """Length, text, zeros, up to the smallest of the fixed sizes."""
    for size in PADDED_SIZES:
        if len(text) + LENGTH_BYTES <= size:
            return (len(text).to_bytes(LENGTH_BYTES) + text).ljust(size, b"\0")
    raise SealingError("The contact data is too long.")


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:LENGTH_BYTES])
    text, rest = padded[LENGTH_BYTES : LENGTH_BYTES + length], padded[LENGTH_BYTES + length :]
    if len(padded) not in PADDED_SIZES or len(text) != length or any(rest):
        raise SealingError("The padding is wrong.")
    return text


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """The uncompressed point: what browsers import and HPKE sends."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
