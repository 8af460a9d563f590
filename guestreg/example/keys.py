"""Keys of the demonstration. Their secrets follow from public words: everybody can open them.

That is the point of a demonstration and the end of all secrecy, so they only ever go into
records marked as examples. Real keys are made in browsers and never seen here.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils import timezone

from guestreg import keys, office, recipients, venues
from guestreg.keyfile import HeldKey
from guestreg.models import OfficeRecipient, Venue
from guestreg.release import seal_share
from guestreg.sealing import public_key
from identity.models import User

# It opens the key files of the example venue alone, whose private halves anybody can derive from
# the words below, and the demonstration shows it on the page.
PASSPHRASE = "Demonstration ohne Geheimnis"  # noqa: S105 - published on purpose, guards nothing


def demo_key(name: str) -> HeldKey:
    return HeldKey.from_secret(hashlib.sha256(f"guestreg demonstration: {name}".encode()).digest())


ROOT, OFFICER, PAPER, VENUE = (demo_key(name) for name in ("root", "officer", "paper", "venue"))


def load_office(officer: User | None = None) -> None:
    """The office with an officer, a recovery sheet, and signed keys for five weeks from today.

    Leaves an office alone that has made its own keys.
    """
    root = keys.office_root() or office.adopt_root(actor=officer, point=ROOT.point, is_example=True)
    if not root.is_example:
        return
    known = set(OfficeRecipient.objects.current().values_list("kid", flat=True))
    if PAPER.kid not in known:
        recipients.adopt_paper_key(actor=officer, point=PAPER.point)
    if officer and OFFICER.kid not in known:
        recipients.adopt_officer_key(actor=officer, point=OFFICER.point)
    if days := office.days_needed(timezone.localdate()):
        add_batch(days, actor=officer)


def add_batch(days: Iterable[date], *, actor: User | None = None) -> None:
    """What the office's browser does on its page for batches (batch.js)."""
    to = list(OfficeRecipient.objects.current())
    office.add_batch(
        actor=actor,
        days=[new_day(day, to) for day in days],
        recipients={one.kid: sign("recipient", one.label, bytes(one.public_key)) for one in to},
    )


def new_day(day: date, to: Iterable[OfficeRecipient]) -> office.NewDay:
    made = HeldKey(ec.generate_private_key(ec.SECP256R1()))
    shares = {
        one.kid: seal_share(
            made.secret,
            day_kid=made.kid,
            recipient_kid=one.kid,
            to=public_key(bytes(one.public_key)),
        )
        for one in to
    }
    return office.NewDay(day, made.point, sign("day", day.isoformat(), made.point), shares)


def sign(kind: str, name: str, point: bytes, *, key: HeldKey = ROOT) -> bytes:
    """The root's signature as browsers write it: r and s, 32 bytes each."""
    signature = key.private.sign(keys.statement(kind, name, point), ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(signature)
    return r.to_bytes(32) + s.to_bytes(32)


def load_venue_key(venue: Venue) -> None:
    if keys.venue_key(venue) is None:
        venues.adopt_key(actor=None, venue=venue, point=VENUE.point)
