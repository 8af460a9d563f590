"""Which office is responsible for an address: one, several, none of ours, or not known.

What was typed is compared here, in the process: the database is asked for the streets there are,
never for the one somebody lives in, so that no log of it can hold an address.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from services.addresses.house_numbers import HouseNumber
from services.addresses.street_names import nearest, place_key, street_key
from services.models import Neighbour, Office, Service, ServiceOffice, Street, StreetSection
from services.models.vocabulary import Level

BEHIND_THE_NAME = re.compile(r"[/(,].*")
Numbers = tuple[HouseNumber, HouseNumber]


class State(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


class Missing(StrEnum):
    """What we do not know, where we know no answer."""

    PLACE = "place"
    STREET = "street"
    NUMBER = "number"
    OFFICE = "office"


@dataclass(frozen=True)
class Address:
    """What was typed. Lives as long as one request."""

    street: str
    numbers: Numbers | None = None
    place: str = ""
    chosen: int | None = None
    """The street that was picked among several of one name."""


@dataclass(frozen=True)
class Answer:
    state: State
    offices: tuple[Office, ...] = ()
    streets: tuple[Street, ...] = ()
    """To choose from: of one name, or of similar names."""
    sections: tuple[StreetSection, ...] = ()
    """How the street is divided, where that decides."""
    neighbour: Neighbour | None = None
    missing: Missing | None = None


def find(service: Service, address: Address) -> Answer:
    """The answer for a service with its offices (``with_facts``)."""
    streets = list(Street.objects.all())
    place = place_key(BEHIND_THE_NAME.sub("", address.place))
    quarter = _quarter(place, streets)
    if quarter is None:
        return _elsewhere(service, place)
    if quarter:
        streets = [s for s in streets if place_key(s.quarter) == quarter]
    found = _matching(address, streets)
    if not found:
        return Answer(State.UNKNOWN, streets=_similar(address, streets), missing=Missing.STREET)
    if service.jurisdiction_id is None:
        return _of(_offices(service))
    return _by_section(service, found, address.numbers)


def _quarter(place: str, streets: Iterable[Street]) -> str | None:
    """Key of the part of our city that was named; empty for all of it, None for another place."""
    city = place_key(settings.PORTAL_CITY)
    rest = place.removeprefix(city).removeprefix("ot")
    quarters = {place_key(street.quarter) for street in streets if street.quarter}
    if not place or not rest:
        return ""
    return next((name for name in (place, rest) if name in quarters), None)


def _matching(address: Address, streets: list[Street]) -> list[Street]:
    key = street_key(address.street)
    same = [street for street in streets if street.key == key]
    picked = [street for street in streets if street.pk == address.chosen]
    return picked or same


def _similar(address: Address, streets: list[Street]) -> tuple[Street, ...]:
    by_key: dict[str, list[Street]] = {}
    for street in streets:
        by_key.setdefault(street.key, []).append(street)
    meant = nearest(street_key(address.street), by_key)
    return tuple(street for key in meant for street in by_key[key])[:8]


def _elsewhere(service: Service, place: str) -> Answer:
    neighbours = {neighbour.key: neighbour for neighbour in Neighbour.objects.all()}
    neighbour = neighbours.get(place)
    if service.level in {Level.STATE, Level.FEDERAL}:
        return _of(_offices(service))
    if neighbour is None:
        return Answer(State.UNKNOWN, missing=Missing.PLACE)
    if service.level == Level.DISTRICT and neighbour.same_district:
        return _of(_offices(service))
    return Answer(State.ELSEWHERE, neighbour=neighbour)


def _by_section(service: Service, streets: list[Street], numbers: Numbers | None) -> Answer:
    sections = list(
        StreetSection.objects.filter(street__in=streets, jurisdiction=service.jurisdiction_id)
        .select_related("street", "office")
        .order_by("street__quarter", "sort_order", "pk")
    )
    wanted = [section for section in sections if _holds(section, numbers)]
    offices = [section.office_id for section in wanted]
    if len({frozenset(s.office_id for s in wanted if s.street_id == t.pk) for t in streets}) > 1:
        return Answer(State.SEVERAL, _of(offices).offices, streets=tuple(streets))
    if not wanted:
        missing = Missing.NUMBER if sections else Missing.OFFICE
        return Answer(State.UNKNOWN, sections=tuple(sections), missing=missing)
    answer = _of(offices)
    if answer.state != State.SEVERAL:
        return answer
    return Answer(State.SEVERAL, answer.offices, sections=tuple(wanted))


def _holds(section: StreetSection, numbers: Numbers | None) -> bool:
    """A building over several numbers belongs where any end of it lies."""
    return numbers is None or any(section.span.covers(number) for number in numbers)


def _offices(service: Service) -> list[int]:
    links = list(service.offices.all())
    deciding = [link for link in links if link.role == ServiceOffice.Role.RESPONSIBLE]
    return [link.office_id for link in deciding or links]


def _of(offices: list[int]) -> Answer:
    records = Office.objects.with_hours().in_bulk(offices)
    found = tuple(records[pk] for pk in dict.fromkeys(offices) if pk in records)
    if not found:
        return Answer(State.UNKNOWN, missing=Missing.OFFICE)
    return Answer(State.ONE if len(found) == 1 else State.SEVERAL, found)
