"""Accounts of the example site. Never in production: their password is known."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from wagtail.log_actions import log

from identity.models import User

PASSWORD = "altenburg-demo-2026"  # noqa: S105 - the example site tells everybody


def load(*, actor: User | None = None) -> list[tuple[str, str, str]]:
    """One account per staff role: (role, user name, password). Idempotent."""
    if settings.PORTAL_PRODUCTION:
        raise ImproperlyConfigured("Example accounts have a known password; production has none.")
    return [_staff(group, actor) for group in Group.objects.filter(name__in=roles())]


def roles() -> list[str]:
    """Groups that may open the administration; the roof defines them."""
    return list(
        Group.objects.filter(permissions__codename="access_admin").values_list("name", flat=True)
    )


def _staff(group: Group, actor: User | None) -> tuple[str, str, str]:
    username = group.name.replace("_", "-")
    user, created = User.objects.get_or_create(
        username=username, defaults={"email": f"{username}@stadt.example.org"}
    )
    if created:
        user.set_password(PASSWORD)
        user.save()
        log(user, "identity.staff.create", user=actor, data={"role": group.name})
    user.groups.set([group])
    return group.name, username, PASSWORD
