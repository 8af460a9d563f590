"""Who vouches for an account type: load metadata, keep the former ones."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from identity.models import IdentityProvider, User
from identity.saml import metadata
from identity.saml.metadata import MetadataError, ProviderMetadata
from identity.saml.refusal import Reason, Refused

# Entity ids of the simulated accounts begin so; production never talks to them.
SIMULATED = "urn:simulated"
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def current(account: str) -> IdentityProvider:
    """The provider to ask; production refuses a simulated one however it got here."""
    provider = IdentityProvider.objects.current(account)
    if provider is None or (
        settings.PORTAL_PRODUCTION and not is_real(provider.entity_id, provider.sso_address)
    ):
        raise Refused(Reason.NO_PROVIDER)
    return provider


@transaction.atomic
def load(account: str, raw: bytes, *, actor: User | None) -> IdentityProvider:
    """Make the provider that ``raw`` describes the current one; the same file changes nothing."""
    described = metadata.read(raw)
    check(described)
    digest = hashlib.sha256(raw).hexdigest()
    former = IdentityProvider.objects.select_for_update().current(account)
    if former and former.sha256 == digest:
        return former
    IdentityProvider.objects.filter(account=account, replaced_at=None).update(
        replaced_at=timezone.now()
    )
    provider = IdentityProvider.objects.create(
        account=account,
        entity_id=described.entity_id,
        sso_address=described.sso_address,
        certificates=described.certificates,
        metadata=raw.decode(),
        sha256=digest,
    )
    log(provider, "identity.provider.load", user=actor, data={"sha256": digest})
    return provider


def check(described: ProviderMetadata) -> None:
    """Refuse what could not be used: unreadable certificates, in production anything not real."""
    for body in described.certificates:
        metadata.load_certificate(pem(body))
    if settings.PORTAL_PRODUCTION and not is_real(described.entity_id, described.sso_address):
        raise MetadataError(
            "Production takes no simulated account and only providers behind https addresses."
        )


def is_real(entity_id: str, sso_address: str) -> bool:
    """Whether a provider may vouch for real people: not simulated, and reached over https."""
    address = urlsplit(sso_address)
    return (
        not entity_id.startswith(SIMULATED)
        and address.scheme == "https"
        and address.hostname not in LOOPBACK
    )


def pem(body: str) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
