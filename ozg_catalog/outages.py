"""Online services that are out of order today: a status without that would promise too much.

This package knows no directory; whoever has online channels registers what it knows of them.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Outage:
    """What is out of order, why and since when; the reason is said in German."""

    name: str
    reason: str
    since: date
    until: date | None = None


Source = Callable[[Collection[str]], list[Outage]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Called once per source from an app's ``ready``."""
    _sources[name] = source


def outages_of(keys: Collection[str]) -> list[Outage]:
    """Everything out of order that services with one of these LeiKa keys are offered by."""
    return [outage for source in _sources.values() for outage in source(keys)] if keys else []
