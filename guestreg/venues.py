"""Venues, their areas and codes. Only the holder of an active licence makes them."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg.errors import VenueError
from guestreg.keys import is_endorsed, kid_of, public_half
from guestreg.models import Area, Code, Licence, Venue, VenueKey, VenueKind
from guestreg.models.venue import DEFAULT_STAY
from guestreg.sealing import PROTOCOL, SUITE, public_key
from identity.models import User

# Without 0, 1, I, L, O and U: read aloud, typed and printed without mistakes.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
MOST_CODES = 200

PLACE_FIELDS = (
    "kind", "name", "street", "house_number", "postcode", "city",
    "open_days", "opens_at", "closes_at", "capacity",
)  # fmt: skip


def defaults_from(licence: Licence) -> dict[str, Any]:
    """What the application already said about the place."""
    return {name: getattr(licence, name) for name in PLACE_FIELDS}


@transaction.atomic
def create(*, actor: User | None, licence: Licence, details: Mapping[str, Any]) -> Venue:
    """Make the venue with the areas applied for, one open code each. It opens once it has a key."""
    if not licence.is_active:
        raise VenueError(_("Dafür brauchen Sie eine erteilte Lizenz."))
    place = defaults_from(licence) | dict(details)
    place.setdefault("default_stay", DEFAULT_STAY[VenueKind(place["kind"])])
    venue = Venue.objects.create(licence=licence, **place)
    log(venue, "guestreg.venue.create", user=actor)
    for name in licence.area_names or [_("Gastraum")]:
        add_area(actor=actor, venue=venue, name=name)
    return venue


def change(*, actor: User | None, venue: Venue, details: Mapping[str, Any]) -> Venue:
    for name, value in details.items():
        setattr(venue, name, value)
    venue.save(update_fields=list(details))
    log(venue, "guestreg.venue.change", user=actor, data={"fields": sorted(details)})
    return venue


def set_paused(*, actor: User | None, venue: Venue, paused: bool) -> Venue:
    venue.paused = paused
    venue.save(update_fields=["paused"])
    log(venue, "guestreg.venue.pause" if paused else "guestreg.venue.resume", user=actor)
    return venue


def add_area(*, actor: User | None, venue: Venue, name: str, capacity: int | None = None) -> Area:
    """A new area comes with a code, so that its poster can be printed at once."""
    try:
        with transaction.atomic():
            area = Area.objects.create(venue=venue, name=name, capacity=capacity)
    except IntegrityError as error:
        raise VenueError(_("Diesen Bereich gibt es schon.")) from error
    log(venue, "guestreg.area.add", user=actor, data={"area": area.pk})
    open_code(actor=actor, area=area)
    return area


def open_code(*, actor: User | None, area: Area, label: str = "") -> Code:
    if area.codes.active().count() >= MOST_CODES:
        raise VenueError(
            _("Mehr als %(n)s Codes je Bereich sind nicht möglich.") % {"n": MOST_CODES}
        )
    code = Code.objects.create(area=area, code=_new_code(), label=label)
    log(code, "guestreg.code.open", user=actor)
    return code


def close_code(*, actor: User | None, code: Code) -> None:
    """From now on this code says that it is no longer in use."""
    if code.closed_at is None:
        code.closed_at = timezone.now()
        code.save(update_fields=["closed_at"])
        log(code, "guestreg.code.close", user=actor)


@transaction.atomic
def adopt_key(
    *, actor: User | None, venue: Venue, point: bytes, endorsement: bytes = b""
) -> VenueKey:
    """From now on guests seal to a key that only the venue holds; the former opens old visits.

    With ``endorsement``, the former key's signature over this one, posters stay valid.
    """
    try:
        public_key(point)
    except ValueError as error:
        raise VenueError(_("Das ist kein gültiger Schlüssel.")) from error
    Venue.objects.select_for_update().get(pk=venue.pk)
    if VenueKey.objects.filter(kid=kid_of(point)).exists():
        raise VenueError(_("Diesen Schlüssel gibt es schon. Machen Sie einen neuen."))
    former = venue.keys.current().first()
    if endorsement and not (former and is_endorsed(former, point, endorsement)):
        raise VenueError(_("Der bisherige Schlüssel hat den neuen nicht bestätigt."))
    venue.keys.filter(retired_at=None).update(retired_at=timezone.now())
    key = venue.keys.create(
        kid=kid_of(point), public_key=point, rehearsed_at=timezone.now(),
        endorsement=endorsement or None,
    )  # fmt: skip
    endorsed = {"kid": key.kid, "posters_stay": bool(endorsement) or former is None}
    log(venue, "guestreg.venue.adopt_key", user=actor, data=endorsed)
    return key


REHEARSAL_SALT = "guestreg.rehearsal"


def rehearsal(key: VenueKey) -> dict[str, str]:
    """A dummy visit, sealed to the venue's key, and a token that knows its content."""
    secret = secrets.token_bytes(32)
    sealed = SUITE.encrypt(
        secret, public_half(key), info=f"{PROTOCOL}|rehearsal|{key.kid}".encode()
    )
    token = signing.dumps([key.kid, sha256(secret).hexdigest()], salt=REHEARSAL_SALT)
    return {"sealed": b64encode(sealed).decode(), "token": token}


def rehearse(*, actor: User | None, venue: Venue, token: str, opened: bytes) -> None:
    """The venue opened the dummy visit: file and passphrase are still at hand."""
    key = venue.keys.current().first()
    try:
        kid, digest = signing.loads(token, salt=REHEARSAL_SALT, max_age=3600)
    except signing.BadSignature as error:
        raise VenueError(_("Die Übung ist abgelaufen. Bitte noch einmal.")) from error
    if key is None or kid != key.kid or sha256(opened).hexdigest() != digest:
        raise VenueError(_("Dieser Schlüssel öffnet den Probebesuch nicht."))
    key.rehearsed_at = timezone.now()
    key.save(update_fields=["rehearsed_at"])
    log(venue, "guestreg.venue.rehearse", user=actor)


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH))
