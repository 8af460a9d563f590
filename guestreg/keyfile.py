"""Key files and recovery sheets, as browsers write them (keyfile.js): for the office's tool.

A file holds the private half under AES-256-GCM with a key from the passphrase (PBKDF2, SHA-256,
600,000 rounds); a sheet holds it in groups of four hexadecimal digits, the last a check.
"""

import base64
import binascii
import hashlib
import json
import os
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from guestreg.errors import OfficeKeyError
from guestreg.keys import kid_of
from guestreg.sealing import CURVE, public_bytes

FORMAT = "guestreg-key/1"
ITERATIONS = 600_000
SECRET_BYTES = 32


@dataclass(frozen=True)
class HeldKey:
    """A key pair in its owner's hands."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def from_secret(cls, secret: bytes) -> "HeldKey":
        return cls(ec.derive_private_key(int.from_bytes(secret), CURVE))

    @property
    def point(self) -> bytes:
        return public_bytes(self.private.public_key())

    @property
    def kid(self) -> str:
        return kid_of(self.point)

    @property
    def secret(self) -> bytes:
        return self.private.private_numbers().private_value.to_bytes(SECRET_BYTES)


def wrap(key: HeldKey, passphrase: str) -> str:
    """The file's content."""
    salt, iv = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretch(passphrase, salt, ITERATIONS)).encrypt(iv, key.secret, key.point)
    parts = {"salt": salt, "iv": iv, "sealed": sealed, "point": key.point}
    texts = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return json.dumps({"format": FORMAT, "kid": key.kid, "iterations": ITERATIONS, **texts})


def unwrap(content: str, passphrase: str) -> HeldKey:
    try:
        file = json.loads(content)
        salt, iv, sealed, point = (
            base64.b64decode(file[name], validate=True)
            for name in ("salt", "iv", "sealed", "point")
        )
        wrapping = _stretch(passphrase, salt, int(file["iterations"]))
        return HeldKey.from_secret(AESGCM(wrapping).decrypt(iv, sealed, point))
    except (ValueError, KeyError, TypeError, binascii.Error, InvalidTag) as error:
        raise OfficeKeyError("File and passphrase do not fit.") from error


def sheet(key: HeldKey) -> str:
    data = key.secret + key.point
    text = (data + hashlib.sha256(data).digest()[:2]).hex().upper()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _stretch(passphrase: str, salt: bytes, iterations: int) -> bytes:
    text = unicodedata.normalize("NFKC", passphrase).encode()
    return hashlib.pbkdf2_hmac("sha256", text, salt, iterations, dklen=32)
