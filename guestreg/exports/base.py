"""A released guest as a row, and what an export format must offer."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol

from django.utils.functional import Promise

if TYPE_CHECKING:
    from guestreg.models import DataRequest, ReleasedVisit


@dataclass(frozen=True)
class GuestRow:
    """One guest, opened and checked. Lives in memory for the length of a download."""

    given_name: str
    family_name: str
    phone: str
    email: str
    street: str
    house_number: str
    postcode: str
    city: str
    area: str
    arrived_at: datetime
    leaves_by: datetime
    checked_out: bool
    sealed_by: str
    doubts: tuple[str, ...]

    @classmethod
    def of(cls, visit: "ReleasedVisit", values: dict[str, str], doubts: list[str]) -> "GuestRow":
        texts = (
            "given_name",
            "family_name",
            "phone",
            "email",
            "street",
            "house_number",
            "postcode",
            "city",
        )
        return cls(
            **{name: values.get(name, "") for name in texts},
            area=visit.area_name,
            arrived_at=visit.arrived_at,
            leaves_by=visit.leaves_by,
            checked_out=visit.checked_out,
            sealed_by=visit.sealed_by,
            doubts=tuple(doubts),
        )


class Exporter(Protocol):
    """Writes rows in one format. Registered in ``guestreg.exports.registry``."""

    key: ClassVar[str]
    label: ClassVar[Promise]
    content_type: ClassVar[str]
    extension: ClassVar[str]

    def export(self, request: "DataRequest", rows: list[GuestRow]) -> bytes: ...
