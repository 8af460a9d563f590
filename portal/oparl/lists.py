"""External object lists: filters, pages and links as the standard demands."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from portal.council.models import Inquiry
from portal.oparl import objects, papers, records

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

    def lookups(self) -> Q:
        return Q(**{FILTERS[name]: moment for name, moment in self.moments.items()})

    def is_canonical(self, base: str, query: str) -> bool:
        """Whether the address is written in the one way in which we write it ourselves."""
        wanted = urlsplit(self.address(base, self.page)).query
        return parse_qsl(query, keep_blank_values=True) == parse_qsl(wanted)

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


Listing = Callable[[str, Request], Json]


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


def record_list(kind: records.Kind, narrowed: Q | None = None) -> Listing:
    """The list of one kind of record; `narrowed` leaves only some of them."""

    def listing(base: str, asked: Request) -> Json:
        found = kind.known().filter(narrowed or Q())
        if not asked.with_deleted:
            found = found.filter(kind.shown)
        found = found.filter(asked.lookups()).order_by("pk")
        return page(
            base,
            asked,
            found.count(),
            lambda start, length: [
                kind.json(record, omit_internal=asked.omit_internal)
                for record in found[start : start + length]
            ],
        )

    return listing


def bodies(base: str, asked: Request) -> Json:
    """The one body there is, unless its dates lie outside the filters."""
    body = objects.body()
    dates = {name: datetime.datetime.fromisoformat(body[name]) for name in ("created", "modified")}
    fits = all(
        dates[name.partition("_")[0]] >= moment
        if name.endswith("since")
        else dates[name.partition("_")[0]] <= moment
        for name, moment in asked.moments.items()
    )
    return page(base, asked, int(fits), lambda _start, _length: [body] if fits else [])


def paper_list(base: str, asked: Request) -> Json:
    union = _papers(asked).order_by("created", "pk", "kind")
    return page(
        base,
        asked,
        union.count(),
        lambda start, length: [
            objects.paper(one, omit_internal=asked.omit_internal)
            for one in papers.page_of(union, start, length)
        ],
    )


def file_list(base: str, asked: Request) -> Json:
    """The papers' own files and what is attached to them."""
    attached = papers.known_attachments()
    if not asked.with_deleted:
        attached = attached.filter(removed_at=None, inquiry__in=Inquiry.objects.public())
    attached = attached.filter(asked.lookups()).order_by()
    union = _papers(asked).union(papers.rows(attached, papers.ATTACHMENT), all=True)
    union = union.order_by("created", "pk", "kind")
    return page(
        base, asked, union.count(), lambda start, length: _files(union[start : start + length])
    )


def _files(rows: QuerySet[Any]) -> list[Json]:
    wanted = list(rows)
    of_papers = [row for row in wanted if row[1] != papers.ATTACHMENT]
    found = {
        (one.inquiry.pk, one.kind): one
        for one in papers.page_of(of_papers, 0, len(wanted), related=False)
    }
    keys = [pk for pk, kind, *_dates in wanted if kind == papers.ATTACHMENT]
    attached = papers.known_attachments().in_bulk(keys) if keys else {}
    return [
        objects.attachment(attached[pk])
        if kind == papers.ATTACHMENT
        else objects.file(found[pk, kind])
        for pk, kind, *_dates in wanted
    ]


def _papers(asked: Request) -> QuerySet[Any]:
    questions, answers = (
        papers.rows(_wanted(papers.known(kind), asked), kind) for kind in papers.KINDS
    )
    return questions.union(answers, all=True)


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
