"""Hooks into Django's own signals."""

from typing import Any

from portal.operations.schedules import announce
from portal.page_cache import triggers
from portal.roles import sync_roles


def after_migrate(**_kwargs: Any) -> None:
    sync_roles()
    announce()
    triggers.sync()
