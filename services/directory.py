"""The directory A–Z: what the address asks for, and the list that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.utils.functional import cached_property

from services.german import initial
from services.models import LifeSituation, Service
from services.models.service import ServiceQuerySet
from services.models.vocabulary import Audience, Level

PER_PAGE = 100
LEVELS = (Level.CITY, Level.DISTRICT, Level.STATE, Level.FEDERAL)


@dataclass(frozen=True)
class Filters:
    """The filters of the address. A value nobody knows counts as not given."""

    letter: str = ""
    situation: str = ""
    audience: str = ""
    level: str = ""
    online: bool = False

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> "Filters":
        letter = query.get("buchstabe", "")[:1].upper()
        audience, level = query.get("zielgruppe", ""), query.get("ebene", "")
        return cls(
            letter=letter if letter == "#" or (letter.isascii() and letter.isalpha()) else "",
            situation=query.get("lage", "").replace("\x00", "")[:50],
            audience=audience if audience in (Audience.CITIZENS, Audience.BUSINESSES) else "",
            level=level if level in LEVELS else "",
            online=query.get("online") == "1",
        )

    @property
    def active(self) -> bool:
        return self != Filters()

    def address(self, **changes: Any) -> str:
        """The query string of these filters with some of them changed."""
        wanted = replace(self, **changes)
        pairs = {
            "buchstabe": wanted.letter,
            "lage": wanted.situation,
            "zielgruppe": wanted.audience,
            "ebene": wanted.level,
            "online": "1" if wanted.online else "",
        }
        return "?" + urlencode({name: value for name, value in pairs.items() if value})

    def apply(self, services: ServiceQuerySet) -> ServiceQuerySet:
        if self.situation:
            services = services.filter(situations__slug=self.situation)
        if self.audience:
            services = services.for_audience(self.audience)
        if self.level:
            services = services.filter(level=self.level)
        return services.online() if self.online else services


@dataclass(frozen=True)
class Chip:
    """A filter link: leads to the list with, or when current without, this filter."""

    label: str
    address: str
    current: bool


@dataclass(frozen=True)
class Directory:
    filters: Filters
    language: str

    @cached_property
    def _filtered(self) -> ServiceQuerySet:
        return self.filters.apply(Service.objects.public()).titled(self.language)

    @cached_property
    def letters(self) -> list[Chip]:
        """Every letter of the list without the letter filter, in order."""
        found = (
            self._filtered.values_list("shown_initial")
            .annotate(Count("pk"))
            .order_by("shown_initial")
            .values_list("shown_initial", flat=True)
        )
        return [
            Chip(letter, self.filters.address(letter=letter), letter == self.filters.letter)
            for letter in sorted(found, key=lambda letter: (letter == "#", letter))
        ]

    @property
    def all_letters_address(self) -> str:
        return self.filters.address(letter="")

    @property
    def services(self) -> QuerySet[Service]:
        services = self._filtered.order_by("shown_key", "pk")
        if self.filters.letter:
            services = services.filter(shown_initial=self.filters.letter)
        return services

    @cached_property
    def situations(self) -> list[LifeSituation]:
        return list(LifeSituation.objects.all())

    @property
    def situation(self) -> LifeSituation | None:
        return next((s for s in self.situations if s.slug == self.filters.situation), None)

    @property
    def audience_chips(self) -> list[Chip]:
        choices = [(c.value, str(c.label)) for c in (Audience.CITIZENS, Audience.BUSINESSES)]
        return self._chips("audience", choices)

    @property
    def level_chips(self) -> list[Chip]:
        return self._chips("level", [(level.value, str(level.label)) for level in LEVELS])

    @property
    def online_address(self) -> str:
        return self.filters.address(online=not self.filters.online)

    def _chips(self, name: str, choices: list[tuple[str, str]]) -> list[Chip]:
        chosen = getattr(self.filters, name)
        return [
            Chip(
                label,
                self.filters.address(**{name: "" if value == chosen else value}),
                value == chosen,
            )
            for value, label in choices
        ]


def by_letter(services: list[Service]) -> list[tuple[str, list[Service]]]:
    """Groups of a list that is in order already."""
    grouped = groupby(services, key=lambda service: initial(service.shown_title))
    return [(letter, list(group)) for letter, group in grouped]
