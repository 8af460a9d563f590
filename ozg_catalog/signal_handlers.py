"""Hooks into Django's own signals."""

from typing import Any

from ozg_catalog.reference import install


def after_migrate(**_kwargs: Any) -> None:
    """Reference data is there in every database, also in one that tests have emptied."""
    install()
