"""External object lists: filters, pages and links as the standard demands."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from portal.council.models import CouncilGroup, Inquiry
from portal.oparl import objects, papers

Json = dict[str, Any]
MAX_PER_PAGE = 100
MAX_DIGITS = 6
FILTERS = {
    "created_since": "created__gte",
    "created_until": "created__lte",
    "modified_since": "modified__gte",
    "modified_until": "modified__lte",
}


class BadFilter(Exception):
    """A parameter of the address is wrong; the message names it."""


@dataclass(frozen=True)
class Request:
    """What the address asks for, checked."""

    moments: dict[str, datetime.datetime]
    limit: int
    page: int
    omit_internal: bool  # kept in links; what it may leave out is short here

    @classmethod
    def read(cls, query: QueryDict) -> "Request":
        return cls(
            moments={name: _moment(name, query.get(name, "")) for name in FILTERS if name in query},
            limit=min(_number("limit", query.get("limit", str(MAX_PER_PAGE))), MAX_PER_PAGE),
            page=_number("page", query.get("page", "1")),
            omit_internal=query.get("omit_internal") == "true",
        )

    @property
    def with_deleted(self) -> bool:
        return "modified_since" in self.moments

    def lookups(self, **renamed: str) -> Q:
        """The filters; `renamed` gives the fields that stand for created and modified."""
        found = Q()
        for name, moment in self.moments.items():
            field, operator = FILTERS[name].split("__")
            found &= Q(**{f"{renamed.get(field, field)}__{operator}": moment})
        return found

    def address(self, base: str, page: int) -> str:
        """Canonical: parameters in one order, defaults left out."""
        pairs = [(name, moment.isoformat()) for name, moment in self.moments.items()]
        if self.limit != MAX_PER_PAGE:
            pairs.append(("limit", str(self.limit)))
        if self.omit_internal:
            pairs.append(("omit_internal", "true"))
        if page > 1:
            pairs.append(("page", str(page)))
        return f"{base}?{urlencode(pairs)}" if pairs else base


def page(base: str, asked: Request, total: int, fetch: Callable[[int, int], list[Json]]) -> Json:
    pages = max(1, -(-total // asked.limit))
    if asked.page > pages:
        raise BadFilter(f"page: Es gibt nur {pages} Seiten.")
    links = {
        "first": asked.address(base, 1),
        "self": asked.address(base, asked.page),
        "last": asked.address(base, pages),
    }
    if asked.page > 1:
        links["prev"] = asked.address(base, asked.page - 1)
    if asked.page < pages:
        links["next"] = asked.address(base, asked.page + 1)
    return {
        "data": fetch((asked.page - 1) * asked.limit, asked.limit),
        "pagination": {
            "totalElements": total,
            "elementsPerPage": asked.limit,
            "currentPage": asked.page,
            "totalPages": pages,
        },
        "links": links,
    }


def nothing(base: str, asked: Request) -> Json:
    """A list that the standard demands and in which nothing is public."""
    return page(base, asked, 0, lambda _start, _length: [])


def organizations(base: str, asked: Request) -> Json:
    groups = CouncilGroup.objects.filter(
        asked.lookups(created="created_at", modified="modified_at")
    ).order_by("pk")
    return page(
        base,
        asked,
        groups.count(),
        lambda start, length: [objects.organization(g) for g in groups[start : start + length]],
    )


def paper_list(base: str, asked: Request) -> Json:
    return _papers(base, asked, objects.paper)


def file_list(base: str, asked: Request) -> Json:
    return _papers(base, asked, objects.file)


def _papers(base: str, asked: Request, show: Callable[[papers.Paper], Json]) -> Json:
    parts = [_wanted(papers.known(kind), asked) for kind in papers.KINDS]
    total = sum(part.count() for part in parts)
    questions, answers = (
        papers.rows(part, kind) for part, kind in zip(parts, papers.KINDS, strict=True)
    )
    union = questions.union(answers, all=True).order_by("created", "pk", "kind")
    return page(
        base,
        asked,
        total,
        lambda start, length: [show(one) for one in papers.page_of(union, start, length)],
    )


def _wanted(inquiries: QuerySet[Inquiry], asked: Request) -> QuerySet[Inquiry]:
    if not asked.with_deleted:
        inquiries = inquiries & Inquiry.objects.public()
    return inquiries.filter(asked.lookups()).order_by()


def _moment(name: str, value: str) -> datetime.datetime:
    """A complete date-time. A plus sign that arrived as a blank is taken for what it was."""
    try:
        moment = parse_datetime(value.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadFilter(f"{name}: Bitte in der Form 2014-01-01T00:00:00+01:00 angeben.")
    return moment


def _number(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 0 < len(value) <= MAX_DIGITS and int(value)):
        raise BadFilter(f"{name}: Bitte eine ganze Zahl ab 1 angeben.")
    return int(value)
