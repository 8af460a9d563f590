"""What an account type is. Those that exist live in ``contrib``, one folder each."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from lxml import etree

from identity.levels import TrustLevel
from identity.models import User
from identity.saml.attributes import Attributes
from identity.saml.namespaces import RSA_SHA256, TRANSIENT

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Assertion:
    """What a checked message says: who, how surely, and with which attributes."""

    identifier: str
    name_id: str
    authn_context: str
    attributes: Attributes


@dataclass(frozen=True)
class Person:
    """Who signed in. ``key`` finds the same person again at the next sign-in."""

    key: str
    first_name: str
    last_name: str
    level: TrustLevel


class AccountType(ABC):
    """A state account: how to ask it, what its answers must be, and what they mean."""

    slug: str
    name: "StrOrPromise"
    audience: "StrOrPromise"
    purpose: "StrOrPromise"
    receives: "Sequence[StrOrPromise]"
    how_to_get: "StrOrPromise"
    without: "StrOrPromise"
    signs_assertion: bool
    signature_algorithm = RSA_SHA256
    name_id_format = TRANSIENT
    least_level = TrustLevel.LOW

    def extensions(self, *, level: TrustLevel, language: str) -> etree._Element | None:
        """What the request carries beyond standard SAML."""
        return None

    def requested_context(self, level: TrustLevel) -> str | None:
        """The class of sign-in to ask for at least."""
        return None

    @abstractmethod
    def read(self, assertion: Assertion) -> Person:
        """Understand the attributes, or refuse."""

    @abstractmethod
    def enter(self, *, actor: User, person: Person, invitation: str) -> None:
        """Keep what the portal needs of this person; runs right before the session starts."""

    @property
    def entity_id(self) -> str:
        return self._address("saml:metadata")

    @property
    def acs_address(self) -> str:
        return self._address("saml:acs")

    def _address(self, name: str) -> str:
        """Always below the one public address, whatever host the request came in by."""
        return settings.PORTAL_BASE_URL + reverse(name, kwargs={"account": self.slug})
