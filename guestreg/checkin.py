"""A guest registers at a place: what the place permits, and storing the sealed visit.

Guests have no account, so nothing here takes an actor and nothing is written to the audit
log: a log line per guest would be the movement profile that the sealing prevents.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg import keys, visits
from guestreg.errors import CheckInError
from guestreg.models import Code, LegalBasis, Venue
from guestreg.models.keys import DayKey, VenueKey
from guestreg.models.visit import SealedBy
from guestreg.sealing import Envelope, seal

TOKEN_SALT = "guestreg.checkin"  # noqa: S105 - names a purpose, is no secret
TOKEN_AGE = 60 * 60
RECEIPT_BYTES = 15


class Refusal(models.TextChoices):
    """Why a code registers nobody at the moment, in the order in which it is checked."""

    CODE_CLOSED = "code_closed", _("Dieser Code ist nicht mehr in Gebrauch.")
    NOT_LICENSED = "not_licensed", _("Dieser Ort nimmt nicht mehr an der Gästeregistrierung teil.")
    NO_BASIS = "no_basis", _("Hier ist keine Registrierung nötig.")
    PAUSED = "paused", _("Der Ort hat die Registrierung gerade angehalten.")
    CLOSED_NOW = "closed_now", _("Der Ort hat gerade geschlossen.")
    NOT_READY = "not_ready", _("Dieser Ort ist noch nicht eröffnet.")
    NO_OFFICE_KEY = "no_office_key", _("Heute kann niemand registriert werden.")


@dataclass(frozen=True)
class Situation:
    """What a guest meets behind a code at this moment."""

    code: Code
    basis: LegalBasis | None
    office: DayKey | None
    venue_key: VenueKey | None
    refusal: Refusal | None

    @property
    def venue(self) -> Venue:
        return self.code.area.venue


@dataclass(frozen=True)
class Confirmation:
    venue: str
    place: str
    arrived_at: datetime
    expires_on: date
    receipt: str
    mark: str


def situation(code: Code, now: datetime) -> Situation:
    venue = code.area.venue
    basis = venue.basis_on(now)
    office, venue_key = keys.day_key(timezone.localdate(now)), keys.venue_key(venue)
    found = Situation(code, basis, office, venue_key, None)
    return replace(found, refusal=_refusal(found, now))


def _refusal(found: Situation, now: datetime) -> Refusal | None:
    venue = found.venue
    stopped = refusal_of_any_time(found.code)
    refused = {
        Refusal.CODE_CLOSED: stopped == Refusal.CODE_CLOSED,
        Refusal.NOT_LICENSED: stopped == Refusal.NOT_LICENSED,
        Refusal.NO_BASIS: found.basis is None,
        Refusal.PAUSED: stopped == Refusal.PAUSED,
        Refusal.CLOSED_NOW: not venue.is_open(now),
        Refusal.NOT_READY: found.venue_key is None,
        Refusal.NO_OFFICE_KEY: found.office is None,
    }
    return next((refusal for refusal, holds in refused.items() if holds), None)


def refusal_of_any_time(code: Code) -> Refusal | None:
    """What somebody stopped on purpose: it holds for visits of earlier too, sent only now."""
    venue = code.area.venue
    refused = {
        Refusal.CODE_CLOSED: code.closed_at is not None,
        Refusal.NOT_LICENSED: not venue.licence.is_active,
        Refusal.PAUSED: venue.paused,
    }
    return next((refusal for refusal, holds in refused.items() if holds), None)


def issue_token(code: str) -> str:
    """A signed form token. Its random part becomes the guest's receipt, so it works once."""
    nonce = base64.b32encode(os.urandom(RECEIPT_BYTES)).decode()
    return signing.TimestampSigner(salt=TOKEN_SALT).sign(f"{code}.{nonce}")


def receipt_of(token: str, code: str) -> str:
    """The receipt inside a token that we issued for this code not long ago."""
    try:
        value = signing.TimestampSigner(salt=TOKEN_SALT).unsign(token, max_age=TOKEN_AGE)
    except signing.BadSignature as error:
        raise CheckInError(
            _("Die Seite war zu lange offen. Bitte senden Sie noch einmal.")
        ) from error
    issued_for, _dot, receipt = value.partition(".")
    if issued_for != code:
        raise CheckInError(_("Das Formular gehört zu einem anderen Ort. Bitte scannen Sie neu."))
    return receipt


def receipt_hash(receipt: str) -> bytes:
    """All that we keep of a receipt."""
    return hashlib.sha256(receipt.encode()).digest()


def recipients(where: Situation, now: datetime) -> dict[str, Any]:
    """What a browser needs to seal: both public keys, the office's proof, what is bound in."""
    office, venue_key = where.office, where.venue_key
    assert office is not None
    assert venue_key is not None
    return {
        "day": timezone.localdate(now).isoformat(),
        "area": str(where.code.area_id),
        "office": office.kid,
        "office_key": base64.b64encode(office.public_key).decode(),
        "root": base64.b64encode(office.root.public_key).decode(),
        "signature": base64.b64encode(office.signature).decode(),
        "venue": venue_key.kid,
        "venue_key": base64.b64encode(venue_key.public_key).decode(),
        "chain": json.dumps(keys.chain(venue_key) if venue_key.endorsement else []),
    }


def check_in(
    where: Situation, details: Mapping[str, str], *, receipt: str, now: datetime
) -> Confirmation:
    """Seal in memory and store; for guests whose browser could not seal."""
    if where.refusal or where.basis is None:
        raise CheckInError(str((where.refusal or Refusal.NO_BASIS).label))
    day = timezone.localdate(now)
    visit = _seal(where, where.basis, details, receipt=receipt, now=now, day=day)
    visits.store(visit)
    return Confirmation(
        where.venue.name,
        where.code.place_label,
        now,
        visit.expires_on,
        receipt,
        visits.mark_of(visit.receipt_hash),
    )


def _seal(
    where: Situation,
    basis: LegalBasis,
    details: Mapping[str, str],
    *,
    receipt: str,
    now: datetime,
    day: date,
) -> visits.SealedVisit:
    office, venue_key = where.office, where.venue_key
    assert office is not None
    assert venue_key is not None
    area = where.code.area_id
    envelope = Envelope(office.kid, venue_key.kid, area, day.isoformat())
    return visits.SealedVisit(
        expires_on=basis.expiry(day),
        receipt_hash=receipt_hash(receipt),
        day=day,
        venue=where.venue.pk,
        area=area,
        basis=basis.pk,
        arrived_at=visits.round_down(now),
        leaves_by=visits.round_up(where.venue.assumed_leaving(now)),
        office_kid=office.kid,
        venue_kid=venue_key.kid,
        sealed_by=SealedBy.SERVER,
        sealed=seal(
            details, envelope, office=keys.public_half(office), venue=keys.public_half(venue_key)
        ),
    )
