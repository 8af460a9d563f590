"""One account per role, for looking around. Production refuses to make them."""

from django.conf import settings
from django.contrib.auth.models import Group

from identity.models import User
from portal.roles import ROLE_NAMES

PASSWORD = "altenburg-zum-ausprobieren"  # noqa: S105 - published on purpose, refused in production
DOMAIN = "stadt.example.org"


class RefusedInProductionError(Exception):
    """Accounts with a published password must not exist where real data does."""


def load() -> None:
    if settings.PORTAL_PRODUCTION:
        raise RefusedInProductionError("The example accounts have a published password.")
    for role in ROLE_NAMES:
        _account(role)


def _account(role: str) -> None:
    user, created = User.objects.get_or_create(
        username=role,
        defaults={
            "email": f"{role.replace('_', '-')}@{DOMAIN}",
            "last_name": str(ROLE_NAMES[role]),
        },
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
        user.groups.add(Group.objects.get(name=role))
