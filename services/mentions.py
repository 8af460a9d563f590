"""Where else a service is mentioned: other packages register what they know of it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from services.models import Service


@dataclass(frozen=True)
class Mention:
    """A page that is about this service. `language` is that of the title."""

    title: str
    url: str
    note: str
    language: str = "de"


Source = Callable[[Service], list[Mention]]
_sources: dict[str, tuple[str | Promise, Source]] = {}


def register(name: str, heading: str | Promise, source: Source) -> None:
    """Called once per source from an app's ``ready``."""
    _sources[name] = (heading, source)


def mentions(service: Service) -> list[tuple[str, list[Mention]]]:
    """Headings with what is below them; sources that know nothing are left out."""
    found = [(heading, source(service)) for heading, source in _sources.values()]
    return [(str(heading), mentioned) for heading, mentioned in found if mentioned]
