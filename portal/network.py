"""Where a request comes from, as coarsely as limits need it, and never stored as it is."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

# What one subscriber usually holds in IPv6, and a neighbourhood in IPv4.
PREFIX_LENGTH = {4: 24, 6: 48}
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The address that the outermost trusted proxy saw; without proxies, the peer's.

    Each proxy appends what it saw, so only the last entries of X-Forwarded-For can be believed,
    as many as there are proxies of ours.
    """
    return address_in(request.META)


def address_in(meta: Mapping[str, Any]) -> str:
    """The same for a bare WSGI environment."""
    peer = str(meta.get("REMOTE_ADDR", ""))
    if not settings.PORTAL_PROXIES:
        return peer
    seen = meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return seen[-settings.PORTAL_PROXIES].strip() if len(seen) >= settings.PORTAL_PROXIES else peer


def network_of(address: str) -> str:
    """The prefix that an address belongs to."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return UNKNOWN
    if mapped := getattr(parsed, "ipv4_mapped", None):
        parsed = mapped
    length = PREFIX_LENGTH[parsed.version]
    host = parsed.max_prefixlen - length
    # The same as ip_network(...), which takes several times as long.
    return f"{ip_address(parsed.packed[: length // 8] + bytes(host // 8))}/{length}"


def network_in(meta: Mapping[str, Any]) -> str:
    """The prefix that the sender of this WSGI environment belongs to."""
    return network_of(address_in(meta))


def pseudonym(request: HttpRequest, *, purpose: str) -> str:
    """A name for the sender's network that means nothing elsewhere, nor tomorrow."""
    network = network_of(client_address(request))
    value = f"{purpose}:{localdate()}:{network}"
    return salted_hmac("portal.network", value, algorithm="sha256").hexdigest()
