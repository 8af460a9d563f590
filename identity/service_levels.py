"""How surely somebody has to be signed in for which of the portal's own services.

The level is a property of the service: whoever keeps the directory registers here how it is
looked up, by the namespace of the service's addresses.
"""

from collections.abc import Callable

from identity.levels import TrustLevel

Source = Callable[[str], TrustLevel]
_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def needed(namespace: str) -> TrustLevel:
    """The highest level that any source asks for; nothing where no service lives."""
    levels = [source(namespace) for source in _sources] if namespace else []
    return max(levels, key=list(TrustLevel).index, default=TrustLevel.NONE)
