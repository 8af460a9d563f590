"""Who a record of ours is to others."""

from typing import Any, NamedTuple

from django.conf import settings


class Own(NamedTuple):
    agency: str
    id: str

    @classmethod
    def of(cls, record: Any) -> "Own":
        name = getattr(record, "slug", "") or f"online-{record.pk}"
        return own_identity(record.agency, record.source_id, name)


def own_identity(agency: str, source_id: str, name: str) -> Own:
    """The one it came with; for what was written here, the city's and our short name."""
    if agency and source_id:
        return Own(agency, source_id)
    return Own(f"stadt-{settings.PORTAL_ARS}", name)
