"""SORMAS: participants of an event, to be imported into an event that exists there.

Row one names the entity, row two the property. Region and district stay empty, because they
must exist by name in the target. The layout is that of SORMAS 1.61 to 1.103.
"""

import csv
import io
from typing import ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guestreg.exports.base import GuestRow
from guestreg.exports.contrib.spreadsheet import BOM, neutral
from guestreg.models import DataRequest

COLUMNS = (
    ("EventParticipant", "involvementDescription"),
    ("EventParticipant", "region"),
    ("EventParticipant", "district"),
    ("Person", "person.firstName"),
    ("Person", "person.lastName"),
    ("Person", "person.sex"),
    ("Person", "person.phone"),
    ("Person", "person.emailAddress"),
    ("Person", "person.address.postalCode"),
    ("Person", "person.address.city"),
    ("Person", "person.address.street"),
    ("Person", "person.address.houseNumber"),
)


class SormasParticipants:
    key: ClassVar[str] = "sormas"
    label: ClassVar[Promise] = gettext_lazy("SORMAS, Teilnehmende eines Ereignisses")
    content_type: ClassVar[str] = "text/csv; charset=utf-8"
    extension: ClassVar[str] = "sormas.csv"

    def export(self, request: DataRequest, rows: list[GuestRow]) -> bytes:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(entity for entity, _name in COLUMNS)
        writer.writerow(name for _entity, name in COLUMNS)
        writer.writerows([neutral(cell) for cell in _cells(row)] for row in rows)
        return (BOM + out.getvalue()).encode()


def _cells(row: GuestRow) -> list[str]:
    start, end = timezone.localtime(row.arrived_at), timezone.localtime(row.leaves_by)
    stay = f"{start:%d.%m.%Y %H:%M} Uhr bis {end:%d.%m.%Y %H:%M} Uhr"
    return [
        f"Gast, {row.area} // {stay}", "", "", row.given_name, row.family_name, "UNKNOWN",
        row.phone, row.email, row.postcode, row.city, row.street, row.house_number,
    ]  # fmt: skip
