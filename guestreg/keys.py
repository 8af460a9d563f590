"""Keys of venues and of the health office: making, finding, destroying.

A private half is either in a browser of its owner (custody ``browser``) or, as an interim,
here, wrapped with a key that is outside the database (custody ``server``).
"""

import base64
import hashlib
import os
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guestreg.models.keys import Custody, DayKey, Key, VenueKey
from guestreg.models.law import LegalBasis
from guestreg.models.venue import Venue
from guestreg.sealing import CURVE, public_bytes, public_key

NONCE = 12
KID_BYTES = 16


class KeyUnavailable(Exception):
    """The private half is not here: held in a browser, or destroyed."""


def kid_of(point: bytes) -> str:
    """Name of a key: the first half of its fingerprint, so that nobody can pass off another."""
    digest = hashlib.sha256(point).digest()[:KID_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def day_key(day: date) -> DayKey:
    """The office's key for visits of that day; made when it is first needed."""
    key = DayKey.objects.filter(day=day).first()
    return key or _make_day_key(day)


def _make_day_key(day: date) -> DayKey:
    private = ec.generate_private_key(CURVE)
    defaults = _server_key("office", private) | {"destroy_on": _last_expiry(day)}
    return DayKey.objects.get_or_create(day=day, defaults=defaults)[0]


def _last_expiry(day: date) -> date:
    """The longest retention of the bases in force decides how long a day must be readable."""
    bases = LegalBasis.objects.in_force(day)
    return max((basis.expiry(day) for basis in bases), default=day)


def venue_key(venue: Venue) -> VenueKey:
    """The venue's current key; made here as long as its owner has not made one."""
    key = venue.keys.filter(retired_at=None).first()
    return key or _make_venue_key(venue)


@transaction.atomic
def _make_venue_key(venue: Venue) -> VenueKey:
    Venue.objects.select_for_update().get(pk=venue.pk)
    if key := venue.keys.filter(retired_at=None).first():
        return key
    return venue.keys.create(**_server_key("venue", ec.generate_private_key(CURVE)))


def _server_key(owner: str, private: ec.EllipticCurvePrivateKey) -> dict[str, object]:
    point = public_bytes(private.public_key())
    kid = kid_of(point)
    return {
        "kid": kid,
        "public_key": point,
        "wrapped_private": _wrap(private, owner, kid),
        "custody": Custody.SERVER,
    }


def private_half(key: Key) -> ec.EllipticCurvePrivateKey:
    """Unwrap a key that the server keeps. Every use is a step that the audit log records."""
    if key.wrapped_private is None:
        raise KeyUnavailable(f"The private half of {key.kid} is not on the server.")
    owner = "office" if isinstance(key, DayKey) else "venue"
    wrapped = bytes(key.wrapped_private)
    try:
        secret = AESGCM(_wrapping_key(owner)).decrypt(
            wrapped[:NONCE], wrapped[NONCE:], key.kid.encode()
        )
    except InvalidTag as error:
        raise KeyUnavailable(
            "GUESTREG_KEY_SECRET is not the one that keys were made with."
        ) from error
    return ec.derive_private_key(int.from_bytes(secret), CURVE)


def _wrap(private: ec.EllipticCurvePrivateKey, owner: str, kid: str) -> bytes:
    nonce = os.urandom(NONCE)
    secret = private.private_numbers().private_value.to_bytes(32)
    return nonce + AESGCM(_wrapping_key(owner)).encrypt(nonce, secret, kid.encode())


def _wrapping_key(owner: str) -> bytes:
    """Two owners, two keys: one alone opens only one layer."""
    derivation = HKDF(SHA256(), 32, salt=None, info=f"guestreg/wrap/{owner}".encode())
    return derivation.derive(settings.GUESTREG_KEY_SECRET.encode())


def public_half(key: Key) -> ec.EllipticCurvePublicKey:
    return public_key(bytes(key.public_key))


def destroy_expired(today: date) -> list[date]:
    """Shred the office's keys whose last visit expired; returns their days."""
    keys = list(DayKey.objects.expired(today))
    DayKey.objects.filter(pk__in=[key.pk for key in keys]).update(
        wrapped_private=None, destroyed_at=timezone.now()
    )
    return [key.day for key in keys]
