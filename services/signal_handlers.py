"""Keeps the search index in step with what editors publish. Hooks into Wagtail's signals only."""

from typing import Any

from wagtail.signals import published, unpublished

from services.models import Service
from services.search import index


def connect() -> None:
    published.connect(reindex, sender=Service, dispatch_uid="services.published")
    unpublished.connect(reindex, sender=Service, dispatch_uid="services.unpublished")


def reindex(instance: Service, **_kwargs: Any) -> None:
    index.update("service", [instance.slug])
