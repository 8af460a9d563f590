"""When certificates end: our own, and those of the identity providers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.models import IdentityProvider
from identity.saml import identity_providers, keyring
from identity.saml.keyring import CURRENT, NEXT, PREVIOUS
from identity.saml.registry import registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WARN_DAYS, PRESS_DAYS, ALARM_DAYS = 60, 30, 7


LABELS: "dict[str, StrOrPromise]" = {
    CURRENT: _("unser Schlüssel, mit dem wir unterschreiben"),
    NEXT: _("unser nächster Schlüssel, schon angekündigt"),
    PREVIOUS: _("unser voriger Schlüssel, öffnet noch Nachrichten"),
    "provider": _("Unterschrift des Kontos"),
}


@dataclass(frozen=True)
class Certificate:
    account: str
    place: str
    subject: str
    expires_at: dt.datetime

    @property
    def label(self) -> "StrOrPromise":
        return LABELS[self.place]

    @property
    def days_left(self) -> int:
        return (self.expires_at - timezone.now()).days

    @property
    def warns(self) -> bool:
        return self.days_left < WARN_DAYS

    @property
    def presses(self) -> bool:
        return self.days_left < PRESS_DAYS

    @property
    def limit(self) -> int:
        """The nearest limit that was passed."""
        limits = (ALARM_DAYS, PRESS_DAYS, WARN_DAYS)
        return next(limit for limit in limits if self.days_left < limit)


def own(account: str) -> Iterator[Certificate]:
    for place in (CURRENT, NEXT, PREVIOUS):
        if pair := keyring.pair(account, place):
            subject = pair.x509.subject.rfc4514_string()
            yield Certificate(account, place, subject, pair.expires_at)


def theirs(account: str) -> Iterator[Certificate]:
    provider = IdentityProvider.objects.current(account)
    for body in provider.certificates if provider else []:
        found = x509.load_pem_x509_certificate(identity_providers.pem(body).encode())
        subject = found.subject.rfc4514_string()
        yield Certificate(account, "provider", subject, found.not_valid_after_utc)


def all_of(account: str) -> Iterator[Certificate]:
    yield from own(account)
    yield from theirs(account)


def ending_within(days: int) -> list[Certificate]:
    """Certificates whose end stops sign-in if nobody acts; a former key ends quietly."""
    return [
        certificate
        for account in registry.all()
        for certificate in all_of(account.slug)
        if certificate.days_left < days and certificate.place != PREVIOUS
    ]


def alarms() -> list[str]:
    """Accounts whose sign-in ends within a week if nobody acts."""
    return [f"{each.account}-{each.place}" for each in ending_within(ALARM_DAYS)]


def warnings() -> list[str]:
    """What ends within 60 days, with the limit it has passed: 60, 30 or 7 days."""
    return [f"{each.account}-{each.place}-{each.limit}-days" for each in ending_within(WARN_DAYS)]
