"""Fetches an identity provider's metadata anew, and takes over what can surprise nobody.

A certificate that was announced beside the old one is taken; one that replaces it from one day to
the next, or another sign-in address, waits for an administrator. Whatever fails, the last good
copy stays in use.
"""

import hashlib
from urllib.parse import urlsplit

import httpx
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from identity.models import IdentityProvider, MetadataSource, User
from identity.saml import identity_providers, metadata
from identity.saml.metadata import MetadataError, ProviderMetadata, SignatureError

Result = MetadataSource.Result
SECONDS = 20
MAX_BYTES = 2_000_000
FAILURES = {Result.UNREACHABLE, Result.UNUSABLE, Result.SIGNATURE, Result.FOREIGN}


class RefreshError(Exception):
    """The step is not possible; the message says why."""


@transaction.atomic
def set_source(account: str, *, address: str, signer: str, actor: User | None) -> MetadataSource:
    """Say where the metadata lie (https) and who signs them (a PEM certificate, or nobody)."""
    if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
        raise RefreshError("The address has to begin with https://.")
    if signer:
        metadata.load_certificate(signer)
    source, _created = MetadataSource.objects.update_or_create(
        account=account, defaults={"address": address, "signer": signer}
    )
    log(source, "identity.metadata.source", user=actor, data={"signed": bool(signer)})
    return source


def refresh(account: str) -> Result:
    """Look once; the source remembers when and what came of it."""
    source = MetadataSource.objects.filter(account=account).first()
    if source is None:
        raise RefreshError(f"No address is set for {account}.")
    raw = fetch(source.address)
    with transaction.atomic():
        source = MetadataSource.objects.select_for_update().get(pk=source.pk)
        source.result = Result.UNREACHABLE if raw is None else _take(source, raw)
        source.checked_at = timezone.now()
        source.save()
    return Result(source.result)


def fetch(address: str) -> bytes | None:
    """The document, or nothing: no redirects, no endless answers."""
    body = bytearray()
    try:
        with httpx.stream("GET", address, timeout=SECONDS, follow_redirects=False) as reply:
            if reply.status_code != httpx.codes.OK:
                return None
            for chunk in reply.iter_bytes():
                body += chunk
                if len(body) > MAX_BYTES:
                    return None
    except httpx.HTTPError:
        return None
    return bytes(body)


def _take(source: MetadataSource, raw: bytes) -> Result:
    """Check the document and use it, keep it waiting, or refuse it."""
    current = IdentityProvider.objects.current(source.account)
    try:
        if source.signer:
            metadata.check_signature(raw, source.signer)
        described = metadata.read(raw)
        identity_providers.check(described)
    except SignatureError:
        return Result.SIGNATURE
    except MetadataError:
        return Result.UNUSABLE
    if current and described.entity_id != current.entity_id:
        return Result.FOREIGN
    digest = hashlib.sha256(raw).hexdigest()
    if current and current.sha256 == digest:
        source.stop_waiting()
        return Result.UNCHANGED
    if current is None or not is_expected(current, described):
        return _keep_waiting(source, raw, digest)
    identity_providers.load(source.account, raw, actor=None)
    source.stop_waiting()
    return Result.CHANGED


def is_expected(current: IdentityProvider, described: ProviderMetadata) -> bool:
    """Same address, and every certificate known or announced beside one that is."""
    if described.sso_address != current.sso_address:
        return False
    return not set(current.certificates).isdisjoint(described.certificates)


def _keep_waiting(source: MetadataSource, raw: bytes, digest: str) -> Result:
    if digest == source.refused_sha256:
        return Result.REJECTED
    source.waiting, source.waiting_sha256 = raw.decode(), digest
    return Result.WAITING


@transaction.atomic
def confirm(account: str, digest: str, *, actor: User | None) -> IdentityProvider:
    """Use the waiting metadata; ``digest`` says which the administrator has looked at."""
    source = _waiting(account, digest)
    try:
        provider = identity_providers.load(account, source.waiting.encode(), actor=actor)
    except MetadataError as error:
        raise RefreshError(str(error)) from error
    log(provider, "identity.provider.confirm", user=actor, data={"sha256": digest})
    source.stop_waiting()
    source.save()
    return provider


@transaction.atomic
def reject(account: str, digest: str, *, actor: User | None) -> None:
    """Do not use the waiting metadata, and do not offer the same once more."""
    source = _waiting(account, digest)
    log(source, "identity.metadata.reject", user=actor, data={"sha256": digest})
    source.stop_waiting()
    source.refused_sha256 = digest
    source.save()


def _waiting(account: str, digest: str) -> MetadataSource:
    found = MetadataSource.objects.select_for_update().filter(account=account).first()
    if found is None or not digest or found.waiting_sha256 != digest:
        raise RefreshError("These metadata are not waiting any more.")
    return found


def warnings() -> list[str]:
    """Sources that failed at the last look, or wait for an administrator."""
    sources = MetadataSource.objects.filter(result__in={*FAILURES, Result.WAITING})
    return [f"{source.account}-{source.result}" for source in sources]
