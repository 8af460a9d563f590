"""Council inquiries that a project answers.

Another package keeps the inquiries and registers here who knows them. A project names them by
their reference, which outlives a new title or address.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Inquiry:
    ref: str
    title: str
    url: str


class Source(Protocol):
    name: str

    def every(self) -> Iterable[Inquiry]:
        """Also those that are not public yet, for the officer to choose from."""

    def public(self, refs: Collection[str]) -> Iterable[Inquiry]:
        """Those of them that everyone may read."""


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Called once per source from an app's ``ready``."""
    _sources[source.name] = source


def choices() -> list[tuple[str, str]]:
    return [(found.ref, found.title) for source in _sources.values() for found in source.every()]


def public(refs: Collection[str]) -> list[Inquiry]:
    """Nothing is asked where nothing is named."""
    if not refs:
        return []
    return [found for source in _sources.values() for found in source.public(refs)]
