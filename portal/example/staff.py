"""One account per role, for looking around. Production refuses to make them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from identity import example as identity_example
from identity.models import User
from identity.simulator.authenticator import SECRET
from portal.roles import EDITOR, HEALTH_OFFICER, ROLE_NAMES

PASSWORD = "altenburg-zum-ausprobieren"  # noqa: S105 - published on purpose, refused in production
DOMAIN = "stadt.example.org"

# User name and role. A hand-over needs a second person, and so does publishing a text.
ACCOUNTS = [
    *((role, role) for role in ROLE_NAMES),
    ("health_officer_2", HEALTH_OFFICER),
    ("editor_2", EDITOR),
]


class RefusedInProductionError(Exception):
    """Accounts with a published password must not exist where real data does."""


def load() -> None:
    if settings.PORTAL_PRODUCTION:
        raise RefusedInProductionError("The example accounts have a published password.")
    # One slow hash for all of them, and only where one is needed: the password is published.
    encoded = lru_cache(maxsize=1)(lambda: make_password(PASSWORD))
    for username, role in ACCOUNTS:
        _account(username, role, encoded)


def _account(username: str, role: str, encoded: Callable[[], str]) -> None:
    user, created = User.objects.get_or_create(
        username=username,
        defaults={
            "email": f"{username.replace('_', '-')}@{DOMAIN}",
            "last_name": str(ROLE_NAMES[role]),
        },
    )
    if created:
        user.password = encoded()
        user.save()
        user.groups.add(Group.objects.get(name=role))
    identity_example.equip(user)


def accounts() -> list[dict[str, Any]]:
    """Role, user name and password of each, and where to sign in."""
    return [
        {
            "role": role,
            "username": username,
            "password": PASSWORD,
            "totp_secret": SECRET,
            "sign_in": "/verwaltung/",
        }
        for username, role in ACCOUNTS
    ]
