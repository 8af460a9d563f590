"""Online services that are out of order today: a status without that would promise too much.

This package knows no directory; whoever has online channels registers what it knows of them.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Outage:
    """What is out of order, why and since when; the reason is said in German."""

    name: str
    reason: str
    since: date
    until: date | None = None
    keys: frozenset[str] = frozenset()
    """LeiKa keys of the services that it stops."""


# Asked for some keys, or with None for everything that is out of order.
Source = Callable[[Collection[str] | None], list[Outage]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Called once per source from an app's ``ready``."""
    _sources[name] = source


def outages_of(keys: Collection[str]) -> list[Outage]:
    """Everything out of order that services with one of these LeiKa keys are offered by."""
    return [outage for source in _sources.values() for outage in source(keys)] if keys else []


def outages_today() -> list[Outage]:
    return [outage for source in _sources.values() for outage in source(None)]


def stopped(keys: Iterable[str | None], outages: Iterable[Outage]) -> int:
    """How many of these entries have an online service that is out of order."""
    concerned = {key for outage in outages for key in outage.keys}
    return sum(key in concerned for key in keys)
