"""Hooks into Django's own signals."""

from typing import Any

from portal.operations.schedules import announce
from portal.roles import sync_roles


def after_migrate(**_kwargs: Any) -> None:
    """Permissions are complete only now: Django makes them after each migration."""
    sync_roles()


def after_last_migration(**_kwargs: Any) -> None:
    announce()
