"""A release as the office holds it: what was asked, the opened guests, and the formats' duty."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from django.utils.functional import Promise

TEXTS = (
    "given_name", "family_name", "phone", "email", "street", "house_number", "postcode", "city",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the request was for, as the released package says it."""

    id: str
    case_number: str
    venue: str
    address: dict[str, str]
    start: datetime
    end: datetime
    basis: str

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Facts":
        moments = {name: datetime.fromisoformat(values[name]) for name in ("start", "end")}
        return cls(**(values | moments))


@dataclass(frozen=True)
class GuestRow:
    """One guest, opened and checked. Lives in memory for the length of an export."""

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
    def of(cls, visit: dict[str, Any], values: dict[str, str], doubts: list[str]) -> "GuestRow":
        """``visit`` is an entry of the package, ``values`` what was sealed in it."""
        return cls(
            **{name: values.get(name, "") for name in TEXTS},
            area=visit["area"],
            arrived_at=datetime.fromisoformat(visit["from"]),
            leaves_by=datetime.fromisoformat(visit["to"]),
            checked_out=visit["checked_out"],
            sealed_by=visit["sealed_by"],
            doubts=tuple(doubts),
        )


class Exporter(Protocol):
    """Writes rows in one format. Registered in ``guestreg.exports.registry``."""

    key: ClassVar[str]
    label: ClassVar[Promise]
    content_type: ClassVar[str]
    extension: ClassVar[str]

    def export(self, facts: Facts, rows: list[GuestRow]) -> bytes: ...
