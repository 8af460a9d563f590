"""Citizens with BundID: what the portal keeps of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log

from identity.levels import TrustLevel
from identity.models import CitizenAccount, User


@dataclass(frozen=True)
class Citizen:
    """A person as BundID describes them.

    Address and birth date are not asked for, and nothing here keeps them; a service that needs
    them asks for them (``REQUESTED``) and finds them here. ``levels`` says how sure each value is.
    """

    bpk2: str
    first_name: str
    last_name: str
    level: TrustLevel
    mailbox: str = ""
    birth_date: dt.date | None = None
    address: "Address | None" = None
    levels: Mapping[str, TrustLevel | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Address:
    """Street and number are one value at BundID."""

    street_line: str
    postcode: str
    city: str
    country: str


@transaction.atomic
def enter(*, actor: User, citizen: Citizen) -> CitizenAccount:
    """Somebody signs in with BundID: keep the pseudonym, the mailbox and the level reached."""
    account, created = CitizenAccount.objects.update_or_create(
        bpk2=citizen.bpk2,
        defaults={"user": actor, "mailbox": citizen.mailbox, "level": citizen.level},
        create_defaults={
            "user": actor,
            "mailbox": citizen.mailbox,
            "level": citizen.level,
            "is_example": not settings.PORTAL_PRODUCTION,
        },
    )
    if created:
        log(account, "identity.citizen.create", user=actor)
    return account
