"""Formats and sources by name. An app or a city may register its own."""

from services.exchange.base import Format, MessageError, Source

_formats: dict[str, Format] = {}
_sources: dict[str, Source] = {}


def register(format_: Format) -> Format:
    _formats[format_.name] = format_
    return format_


def register_source(source: Source) -> Source:
    _sources[source.name] = source
    return source


def get(name: str) -> Format:
    """A format or a source. Raises MessageError for a name nobody registered."""
    found = _formats.get(name) or _sources.get(name)
    if found is None:
        known = ", ".join([*names(), *sorted(_sources)])
        raise MessageError(f"Unbekanntes Format {name!r}. Bekannt sind: {known}.")
    return found


def names() -> list[str]:
    return sorted(_formats)


def sources() -> list[Source]:
    return [_sources[name] for name in sorted(_sources)]
