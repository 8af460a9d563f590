"""Formats and sources by name. An app or a city may register its own."""

from services.exchange.base import Format, MessageError

_formats: dict[str, Format] = {}


def register(format_: Format) -> Format:
    _formats[format_.name] = format_
    return format_


def get(name: str) -> Format:
    """Raises MessageError for a name nobody registered."""
    if name not in _formats:
        raise MessageError(f"Unbekanntes Format {name!r}. Bekannt sind: {', '.join(names())}.")
    return _formats[name]


def names() -> list[str]:
    return sorted(_formats)
