"""Verified messages between the post, which has no session, and the browser's own request.

The state account's page posts to us from another site, so the browser keeps our session cookie
back. The message waits, encrypted as it came, for the redirect that follows at once.
"""

import datetime as dt
import hashlib

from django.utils import timezone

from identity.models import ArrivedMessage
from identity.saml.base import Assertion
from identity.saml.refusal import Reason, Refused

# Longer than any message is valid, so that a used one is known as long as it could come again.
KEEP = dt.timedelta(hours=1)


def keep(account: str, assertion: Assertion, posted: str) -> str:
    """Store a message to be taken once; one that was taken already is refused."""
    digest = hashlib.sha256(f"{account}:{assertion.identifier}".encode()).hexdigest()
    arrived, _created = ArrivedMessage.objects.get_or_create(
        assertion=digest,
        defaults={"account": account, "message": posted, "expires_at": timezone.now() + KEEP},
    )
    if arrived.used_at:
        raise Refused(Reason.REPLAYED)
    return digest


def take(account: str, digest: str) -> str:
    """The stored message, for one caller only however many ask at once."""
    arrived = ArrivedMessage.objects.filter(assertion=digest, account=account).first()
    if arrived is None:
        raise Refused(Reason.OTHER_BROWSER)
    waiting = ArrivedMessage.objects.filter(pk=digest, used_at=None)
    if not waiting.update(used_at=timezone.now(), message=""):
        raise Refused(Reason.REPLAYED)
    return arrived.message


def purge_expired() -> int:
    removed, _details = ArrivedMessage.objects.filter(expires_at__lt=timezone.now()).delete()
    return removed
