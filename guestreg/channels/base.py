"""A way by which a health office's own system asks, and takes the guests from an officer's browser.

A channel never sees guests: the server only passes on what was asked and where the answer goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise

from guestreg.errors import GuestregError


@dataclass(frozen=True)
class Wanted:
    """What another system asked for, checked for form only."""

    token: UUID
    venue: UUID
    start: datetime
    end: datetime
    details: str
    client: str
    endpoint: str


@dataclass(frozen=True)
class PublishedVenue:
    """A venue as an office finds it in its own system. Nothing of a guest is in it.

    ``contact``, ``email`` and ``phone`` answer day and night; ``areas`` are numbers with names.
    """

    number: UUID
    name: str
    company: str
    contact: str
    street: str
    postcode: str
    city: str
    email: str
    phone: str
    areas: tuple[tuple[str, str], ...]


class PublicationError(GuestregError):
    """The other system could not be reached, or did not take the venues."""


class MessageError(GuestregError):
    """The message is not one of this channel, or asks for what cannot be given.

    ``code`` is the channel's own number for it, 0 for "what is asked for does not fit".
    """

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class Channel(Protocol):
    """Registered in ``guestreg.channels.registry``."""

    key: ClassVar[str]
    label: ClassVar[Promise]

    def admits(self, request: HttpRequest) -> bool:
        """Whether the channel is switched on and the sender is the one it was set up for."""

    def open(self, body: bytes) -> tuple[Any, object]:
        """What is in the message, and the mark by which the sender knows its answer.

        Raises MessageError.
        """

    def read(self, content: Any) -> Wanted:
        """The question in it. Raises MessageError."""

    def accepted(self, mark: object) -> dict[str, Any]: ...

    def refused(self, error: MessageError, mark: object) -> dict[str, Any]: ...

    def publish(self, venues: Sequence[PublishedVenue]) -> bool:
        """Make the other system's list of our venues this one.

        False where the channel is off or has no such list. Raises PublicationError.
        """

    def delivery(self, token: UUID, endpoint: str) -> dict[str, str] | None:
        """What the officer's browser needs to hand the list over: ``origin``, ``url``, names.

        None where the operator does not trust that endpoint (any more).
        """
