"""Where a request comes from, as coarsely as limits need it, and never stored as it is."""

from ipaddress import ip_address, ip_network

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
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.PORTAL_PROXIES:
        return peer
    seen = request.headers.get("X-Forwarded-For", "").split(",")
    return seen[-settings.PORTAL_PROXIES].strip() if len(seen) >= settings.PORTAL_PROXIES else peer


def network_of(address: str) -> str:
    """The prefix that an address belongs to."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return UNKNOWN
    if mapped := getattr(parsed, "ipv4_mapped", None):
        parsed = mapped
    return str(ip_network((parsed, PREFIX_LENGTH[parsed.version]), strict=False))


def pseudonym(request: HttpRequest, *, purpose: str) -> str:
    """A name for the sender's network that means nothing elsewhere, nor tomorrow."""
    network = network_of(client_address(request))
    value = f"{purpose}:{localdate()}:{network}"
    return salted_hmac("portal.network", value, algorithm="sha256").hexdigest()
