"""Hooks into Django's own signals."""

from typing import Any

from portal.roles import sync_roles


def after_migrate(**_kwargs: Any) -> None:
    """Permissions are complete only now: Django makes them after each migration."""
    sync_roles()
