"""Lists in pages: ``limit`` and ``offset``, with the addresses of the pages around."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, Schema
from ninja.pagination import PaginationBase

DEFAULT_LIMIT = 50
MOST = 500
# Beyond every list there will be, and within what a database counts.
FURTHEST = 10_000_000


class Rows:
    """A list that is described page by page: only what is on the page costs its queries."""

    def __init__(
        self, rows: QuerySet[Any], describe: Callable[[list[Any]], list[dict[str, Any]]]
    ) -> None:
        self.rows = rows
        self.describe = describe

    def __len__(self) -> int:
        return self.rows.count()

    def __getitem__(self, page: slice) -> list[dict[str, Any]]:
        return self.describe(list(self.rows[page]))


class Paging(PaginationBase):
    """The count is of all entries; ``next`` and ``previous`` are null at the ends."""

    class Input(Schema):
        limit: int = Field(DEFAULT_LIMIT, ge=1, le=MOST, description=_("Einträge je Seite"))
        offset: int = Field(0, ge=0, le=FURTHEST, description=_("So viele Einträge überspringen"))

    class Output(Schema):
        count: int = Field(description=_("Anzahl aller Einträge"))
        next: str | None = Field(description=_("Adresse der nächsten Seite"))
        previous: str | None = Field(description=_("Adresse der Seite davor"))
        items: list[Any] = Field(description=_("Einträge dieser Seite"))

    def paginate_queryset(
        self,
        queryset: Any,
        pagination: Any,
        request: HttpRequest,
        **params: Any,
    ) -> dict[str, Any]:
        limit, offset = pagination.limit, pagination.offset
        count = len(queryset)
        before = max(offset - limit, 0)
        return {
            "count": count,
            "next": address_of_page(request, offset + limit) if offset + limit < count else None,
            "previous": address_of_page(request, before) if offset else None,
            "items": list(queryset[offset : offset + limit]),
        }


def address_of_page(request: HttpRequest, offset: int) -> str:
    """The same request at another offset."""
    query = request.GET.copy()
    query["offset"] = str(offset)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
