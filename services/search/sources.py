"""What can be found: each kind of thing is a source that gives its documents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise


@dataclass(frozen=True)
class Document:
    """One findable thing, in words. Texts may be in several languages at once."""

    key: str
    title: str
    url: str
    title_en: str = ""
    url_en: str = ""
    teaser: str = ""
    teaser_en: str = ""
    keywords: str = ""
    names: str = ""
    body: str = ""
    leika_keys: tuple[str, ...] = ()
    ozg_ids: tuple[str, ...] = ()
    online: bool = False
    boost: float = 1.0


class Source(Protocol):
    """A kind of thing. ``documents()`` gives all of them, or those with the given keys.

    One that ``follows`` another kind is asked with the other's keys, and its own keys begin with
    them and a slash.
    """

    kind: str

    @property
    def label(self) -> str | Promise: ...

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]: ...


_sources: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Called once per source from an app's ``ready``."""
    if source.kind in _sources and type(_sources[source.kind]) is not type(source):
        raise ValueError(f"Search source {source.kind!r} is registered twice.")
    _sources[source.kind] = source
    return source


def all_sources() -> list[Source]:
    return list(_sources.values())


def source(kind: str) -> Source:
    return _sources[kind]


def followers(kind: str) -> list[Source]:
    """What has to be written anew when things of this kind change."""
    return [known for known in all_sources() if getattr(known, "follows", "") == kind]
