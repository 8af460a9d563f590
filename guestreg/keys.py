"""Public keys of venues and of the health office: naming, finding, checking, destroying.

Private halves are made in their owners' browsers and never come here; what the office needs
to open a day is sealed to its officers (``DayKeyShare``).
"""

import base64
import hashlib
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guestreg.models.keys import DayKey, DayKeyShare, Key, OfficeRoot, VenueKey
from guestreg.models.law import LegalBasis
from guestreg.models.venue import Venue
from guestreg.sealing import PROTOCOL, public_key

KID_BYTES = 16
SIGNATURE_BYTES = 64
# Contact tracing kept visits for four weeks; a key lives as long, or longer where a basis does.
LEAST_DAYS = 28
# One rotation a year: posters of ten years ago need not stay valid.
MOST_LINKS = 10


def kid_of(point: bytes) -> str:
    """Name of a key: the first half of its fingerprint, so that nobody can pass off another."""
    digest = hashlib.sha256(point).digest()[:KID_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def statement(kind: str, name: str, point: bytes) -> bytes:
    """What the office's root signs; browsers build the same text (office.js)."""
    return f"{PROTOCOL}|{kind}|{name}|{base64.b64encode(point).decode()}".encode()


def is_signed(root: bytes, text: bytes, signature: bytes) -> bool:
    """Whether this root signed this text; ``signature`` as browsers write it, r and s."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    half = SIGNATURE_BYTES // 2
    numbers = (int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
    try:
        public_key(root).verify(encode_dss_signature(*numbers), text, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def office_root() -> OfficeRoot | None:
    return OfficeRoot.objects.filter(retired_at=None).first()


def pinned_fingerprint() -> str:
    """What guests' browsers compare the office's root with; empty before the office has one.

    The deployment's own setting comes first: then the database alone cannot swap the office.
    """
    root = None if settings.GUESTREG_OFFICE_FINGERPRINT else office_root()
    return settings.GUESTREG_OFFICE_FINGERPRINT or (root.kid if root else "")


def day_key(day: date) -> DayKey | None:
    """The office's signed key for visits of that day, if its batch has one."""
    return DayKey.objects.usable(day).first()


def venue_key(venue: Venue) -> VenueKey | None:
    """The venue's current key; none before its owner has made one."""
    return venue.keys.current().first()


def is_endorsed(former: VenueKey, point: bytes, signature: bytes) -> bool:
    """Whether the holder of the former key signed this point as the venue's next one."""
    text = statement("successor", former.kid, point)
    return is_signed(bytes(former.public_key), text, signature)


def chain(key: VenueKey) -> list[tuple[str, str]]:
    """Earlier keys whose posters lead to this one, oldest first: point, signature over the next.

    A guest's browser follows it from the key that the poster names (signing.js). It gives nobody
    a new power: who holds an earlier private half could be sent that key itself.
    """
    links: list[tuple[str, str]] = []
    for former in key.venue.keys.filter(pk__lt=key.pk).order_by("-pk")[:MOST_LINKS]:
        if key.endorsement is None:
            break
        links.insert(0, (former.public_base64, base64.b64encode(key.endorsement).decode()))
        key = former
    return links


def last_expiry(day: date) -> date:
    """How long that day must be readable: four weeks, or the longest retention of its bases."""
    bases = LegalBasis.objects.in_force(day)
    return max([day + timedelta(days=LEAST_DAYS), *(basis.expiry(day) for basis in bases)])


def public_half(key: Key) -> ec.EllipticCurvePublicKey:
    return public_key(bytes(key.public_key))


@transaction.atomic
def destroy_expired(today: date) -> list[date]:
    """Shred the office's keys whose last visit expired; returns their days."""
    gone = []
    for key in DayKey.objects.expired(today).select_for_update():
        key.destroy_on = last_expiry(key.day)
        if key.destroy_on < today:
            DayKeyShare.objects.filter(day_key=key).delete()
            key.destroyed_at = timezone.now()
            gone.append(key.day)
        key.save(update_fields=["destroy_on", "destroyed_at"])
    return gone
