"""SORMAS: participants of an event that exists there, and contacts.

Row one names the entity, row two the property. Region and district stay empty, because they
must exist by name in the target. The layout is that of SORMAS 1.61 to 1.103; older versions
of the contacts import do not want row one.
"""

import csv
import io
from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guestreg.exports.base import Facts, GuestRow
from guestreg.exports.contrib.spreadsheet import BOM, neutral
from guestreg.exports.words import source

PERSON = tuple(
    ("Person", f"person.{name}")
    for name in (
        "firstName", "lastName", "sex", "phone", "emailAddress", "address.postalCode",
        "address.city", "address.street", "address.houseNumber",
    )
)  # fmt: skip
PARTICIPANT = tuple(
    ("EventParticipant", name) for name in ("involvementDescription", "region", "district")
)
CONTACT = tuple(
    ("Contact", name)
    for name in (
        "disease", "reportDateTime", "region", "district", "lastContactDate",
        "contactIdentificationSource", "contactIdentificationSourceDetails", "tracingApp",
        "tracingAppDetails", "contactClassification", "contactStatus", "followUpStatus",
        "description",
    )
)  # fmt: skip


class SormasParticipants:
    key: ClassVar[str] = "sormas"
    label: ClassVar[Promise] = gettext_lazy("SORMAS, Teilnehmende eines Ereignisses")
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    extension: ClassVar[str] = "sormas.csv"

    def export(self, facts: Facts, rows: list[GuestRow]) -> bytes:
        lines = ([_involvement(row), "", "", *_person(row)] for row in rows)
        return _table(PARTICIPANT + PERSON, lines)


class SormasContacts:
    key: ClassVar[str] = "sormas_contacts"
    label: ClassVar[Promise] = gettext_lazy("SORMAS, Kontakte")
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    extension: ClassVar[str] = "sormas-kontakte.csv"

    def export(self, facts: Facts, rows: list[GuestRow]) -> bytes:
        lines = ([*_contact(facts, row), *_person(row)] for row in rows)
        return _table(CONTACT + PERSON, lines)


def _table(columns: tuple[tuple[str, str], ...], lines: Iterable[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(entity for entity, _name in columns)
    writer.writerow(name for _entity, name in columns)
    writer.writerows([neutral(cell) for cell in line] for line in lines)
    return (BOM + out.getvalue()).encode()


def _involvement(row: GuestRow) -> str:
    start, end = timezone.localtime(row.arrived_at), timezone.localtime(row.leaves_by)
    return f"Gast, {row.area} // {start:%d.%m.%Y %H:%M} Uhr bis {end:%d.%m.%Y %H:%M} Uhr"


def _contact(facts: Facts, row: GuestRow) -> list[str]:
    start, end = timezone.localtime(row.arrived_at), timezone.localtime(row.leaves_by)
    at = facts.address
    place = f"{facts.venue}, {at['street']} {at['houseNumber']}, {at['zipCode']} {at['city']}"
    stay = f"{start:%d.%m.%Y %H:%M} bis {end:%d.%m.%Y %H:%M}"
    return [
        settings.GUESTREG_SORMAS_DISEASE, f"{timezone.localdate():%d.%m.%Y}", "", "",
        f"{end:%d.%m.%Y}", "TRACING_APP", source(), "OTHER", source(), "UNCONFIRMED", "ACTIVE",
        "FOLLOW_UP", f"{place}, {row.area}, {stay}",
    ]  # fmt: skip


def _person(row: GuestRow) -> list[str]:
    return [
        row.given_name, row.family_name, "UNKNOWN", row.phone, row.email,
        row.postcode, row.city, row.street, row.house_number,
    ]  # fmt: skip
