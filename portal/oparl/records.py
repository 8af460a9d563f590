"""Which bodies, meetings, people and terms there are, and how each looks.

An object that was public and no longer is stays at its address as a deleted one. An object inside
another one leaves out the reference back to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from portal.council.models import (
    AgendaItem,
    CouncilGroup,
    LegislativeTerm,
    Meeting,
    Membership,
    Person,
    Place,
)
from portal.oparl.addresses import SCHEMA, address, body_address, instant

Json = dict[str, Any]
ORGANIZATION_TYPES = {
    CouncilGroup.Kind.GROUP: "Fraktion",
    CouncilGroup.Kind.COUNCIL: "Gremium",
    CouncilGroup.Kind.COMMITTEE: "Gremium",
    CouncilGroup.Kind.OFFICE: "Verwaltungsbereich",
}
EXAMPLE = ["Beispieldaten"]
SITTING = Prefetch(
    "agenda_items",
    AgendaItem.everything.filter(removed_at=None)
    .exclude(published_at=None)
    .select_related("inquiry"),
    to_attr="shown_items",
)
OFFICES = Prefetch(
    "memberships",
    Membership.everything.filter(removed_at=None).select_related("organization", "person"),
    to_attr="shown_memberships",
)


@dataclass(frozen=True)
class Kind:
    """`known` and `shown` are what its list holds with and without deleted objects."""

    type: str
    known: Callable[[], QuerySet[Any]]
    shown: Q
    show: Callable[..., Json]
    is_shown: Callable[[Any], bool]

    def identity(self, record: Any) -> Json:
        return {
            "id": address(self.route, record.pk if self.route == "organization" else record.uid),
            "type": f"{SCHEMA}{self.type}",
            "created": instant(record.created),
            "modified": instant(record.modified),
        }

    @property
    def route(self) -> str:
        return self.type[0].lower() + self.type[1:]

    def json(self, record: Any, *, inside: bool = False, omit_internal: bool = False) -> Json:
        """Whole, as part of another object, or the mark that it is gone."""
        if not self.is_shown(record):
            return {**self.identity(record), "deleted": True}
        found = self.show(record, inside=inside, omit_internal=omit_internal)
        return {**self.identity(record), **_filled(found)}


def _filled(found: Json) -> Json:
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _dated(records: QuerySet[Any]) -> QuerySet[Any]:
    dated = records.annotate(created=F("published_at"), modified=F("modified_at"))
    return dated.exclude(published_at=None)


def _organizations() -> QuerySet[Any]:
    return _dated(CouncilGroup.everything.all()).prefetch_related(OFFICES)


def _meetings() -> QuerySet[Any]:
    found = _dated(Meeting.everything.select_related("place", "organization"))
    return found.prefetch_related(SITTING)


def _agenda_items() -> QuerySet[Any]:
    found = _dated(AgendaItem.everything.select_related("meeting", "inquiry"))
    return found.exclude(meeting__published_at=None)


def consultations() -> QuerySet[Any]:
    """Agenda items that deal, or dealt, with a public inquiry."""
    began = Greatest("published_at", "inquiry__published_at")
    return (
        AgendaItem.everything.select_related("meeting__organization", "inquiry")
        .exclude(published_at=None)
        .exclude(meeting__published_at=None)
        .filter(Q(consulted_at__isnull=False) | Q(inquiry__published_at__lte=timezone.now()))
        .annotate(
            created=Coalesce("consulted_at", began),
            modified=Greatest("modified_at", "inquiry__modified_at"),
        )
    )


def _people() -> QuerySet[Any]:
    return _dated(Person.everything.all()).prefetch_related(OFFICES)


def _memberships() -> QuerySet[Any]:
    found = Membership.everything.select_related("person", "organization")
    return _dated(found).exclude(person__published_at=None)


def _organization(record: Any, **_how: bool) -> Json:
    sits = record.kind in {CouncilGroup.Kind.COUNCIL, CouncilGroup.Kind.COMMITTEE}
    return {
        "body": body_address(),
        "name": record.name,
        "shortName": record.short_name,
        "organizationType": ORGANIZATION_TYPES[record.kind],
        "classification": record.get_kind_display(),
        "membership": [address("membership", one.uid) for one in _present(record)],
        "meeting": address("organization-meetings", record.pk) if sits else "",
    }


def _present(record: Any) -> list[Membership]:
    return [one for one in record.shown_memberships if one.person.is_shown]


def _meeting(record: Any, *, omit_internal: bool = False, **_how: bool) -> Json:
    items = [] if omit_internal else record.shown_items
    return {
        "name": record.name,
        "meetingState": record.get_state_display(),
        "cancelled": record.is_cancelled,
        "start": instant(record.starts_at) if record.starts_at else "",
        "end": instant(record.ends_at) if record.ends_at else "",
        # The day is always known, the hour is not, and the standard has no field for a day alone.
        "Stadtportal:date": record.starts_on.isoformat(),
        "location": LOCATION.json(_with_dates(record.place), inside=True)
        if _has_place(record)
        else "",
        "organization": [address("organization", record.organization_id)],
        "agendaItem": [AGENDA_ITEM.json(_with_dates(item), inside=True) for item in items],
        "keyword": EXAMPLE if record.is_example else [],
    }


def _has_place(record: Any) -> bool:
    return record.place is not None and record.place.is_shown


def _agenda_item(record: Any, *, inside: bool = False, **_how: bool) -> Json:
    consulted = record.inquiry is not None and record.inquiry.is_public
    return {
        "meeting": "" if inside else address("meeting", record.meeting.uid),
        "number": record.number,
        "order": record.sort_order or 0,
        "name": record.title,
        "public": True,
        "result": record.result,
        "consultation": address("consultation", record.uid) if consulted else "",
    }


def _consultation(record: Any, *, inside: bool = False, **_how: bool) -> Json:
    return {
        "paper": "" if inside else address("paper", record.inquiry.uid, "anfrage"),
        "agendaItem": address("agendaItem", record.uid),
        "meeting": address("meeting", record.meeting.uid),
        "organization": [address("organization", record.meeting.organization_id)],
        "authoritative": False,
        "role": record.result or "Kenntnisnahme",
    }


def _person(record: Any, *, omit_internal: bool = False, **_how: bool) -> Json:
    held = [] if omit_internal else record.shown_memberships
    return {
        "body": body_address(),
        "name": record.name,
        "familyName": record.family_name,
        "givenName": record.given_name,
        "membership": [MEMBERSHIP.json(_with_dates(one), inside=True) for one in held],
        "keyword": EXAMPLE if record.is_example else [],
    }


def _membership(record: Any, *, inside: bool = False, **_how: bool) -> Json:
    return {
        "person": "" if inside else address("person", record.person.uid),
        "organization": address("organization", record.organization_id),
        "role": record.role,
        "votingRight": record.has_vote,
        "startDate": record.starts_on.isoformat() if record.starts_on else "",
        "endDate": record.ends_on.isoformat() if record.ends_on else "",
    }


def _term(record: Any, *, inside: bool = False, **_how: bool) -> Json:
    return {
        "body": "" if inside else body_address(),
        "name": record.name,
        "startDate": record.starts_on.isoformat(),
        "endDate": record.ends_on.isoformat() if record.ends_on else "",
    }


def _location(record: Any, *, inside: bool = False, **_how: bool) -> Json:
    meetings: Iterable[Meeting] = [] if inside else record.meetings.all()
    return {
        "description": record.description,
        "streetAddress": record.street,
        "room": record.room,
        "postalCode": record.postcode,
        "locality": record.city,
        "meetings": [address("meeting", one.uid) for one in meetings if one.is_shown],
    }


def _with_dates(record: Any) -> Any:
    """As the annotations give them, for a record that came with another one."""
    record.created, record.modified = record.published_at, record.modified_at
    return record


SHOWN = Q(removed_at=None)


def _itself(record: Any) -> bool:
    return bool(record.is_shown)


ORGANIZATION = Kind("Organization", _organizations, SHOWN, _organization, _itself)
MEETING = Kind("Meeting", _meetings, SHOWN, _meeting, _itself)
PERSON = Kind("Person", _people, SHOWN, _person, _itself)
TERM = Kind(
    "LegislativeTerm", lambda: _dated(LegislativeTerm.everything.all()), SHOWN, _term, _itself
)
LOCATION = Kind(
    "Location",
    lambda: _dated(Place.everything.prefetch_related("meetings")),
    SHOWN,
    _location,
    _itself,
)
AGENDA_ITEM = Kind(
    "AgendaItem",
    _agenda_items,
    SHOWN & Q(meeting__removed_at=None),
    _agenda_item,
    lambda item: item.is_shown and item.meeting.is_shown,
)
CONSULTATION = Kind(
    "Consultation",
    consultations,
    SHOWN
    & Q(meeting__removed_at=None, inquiry__depublished_at=None)
    & Q(inquiry__published_at__isnull=False),
    _consultation,
    lambda item: bool(
        item.is_shown and item.meeting.is_shown and item.inquiry and item.inquiry.is_public
    ),
)
MEMBERSHIP = Kind(
    "Membership",
    _memberships,
    SHOWN & Q(person__removed_at=None),
    _membership,
    lambda one: one.is_shown and one.person.is_shown,
)
KINDS = {
    kind.route: kind
    for kind in (
        ORGANIZATION,
        PERSON,
        MEETING,
        AGENDA_ITEM,
        CONSULTATION,
        MEMBERSHIP,
        TERM,
        LOCATION,
    )
}


def terms() -> list[Any]:
    return list(TERM.known().filter(SHOWN).order_by("starts_on", "pk"))
