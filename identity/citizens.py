"""Citizens with BundID: what the portal keeps of them."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log

from identity.levels import TrustLevel
from identity.models import CitizenAccount, User


@dataclass(frozen=True)
class Citizen:
    """A person as BundID describes them. Address and birth date are not asked for."""

    bpk2: str
    first_name: str
    last_name: str
    level: TrustLevel
    mailbox: str = ""


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
