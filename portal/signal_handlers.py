"""Hooks into signals of Django and Wagtail."""

from typing import Any

from wagtail.models import Page

from portal import workflows
from portal.operations.schedules import announce
from portal.page_cache import triggers
from portal.roles import sync_roles
from services.search import index


def after_migrate(**_kwargs: Any) -> None:
    sync_roles()
    workflows.ensure()
    announce()
    triggers.sync()


def page_changed(instance: Page, **_kwargs: Any) -> None:
    """An editorial page was published or taken back: readers must find or lose it at once."""
    index.update("page", [str(instance.translation_key)])
