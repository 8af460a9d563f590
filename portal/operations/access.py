"""Who may read the metrics: a process of this machine, or whoever knows the token."""

import secrets
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

# A proxy on this machine connects from loopback too, for anybody. It says so in one of these.
FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


def may_read_metrics(request: HttpRequest) -> bool:
    return _knows_token(request) or _is_local(request)


def _is_local(request: HttpRequest) -> bool:
    """Headers can only take the right away: whoever sends one is taken for a stranger."""
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.PORTAL_METRICS_TOKEN
    same = secrets.compare_digest(given.encode(), token.encode())
    return bool(token) and scheme.lower() == "bearer" and same
