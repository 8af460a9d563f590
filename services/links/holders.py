"""Kinds of records that name addresses. Each app registers its own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast
from django.utils.html import escape
from wagtail.models import DraftStateMixin

from ozg_catalog.linkcheck.registry import Channel
from services.links.change import Change
from services.links.slots import Part, addresses_in, parts

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Holder:
    """One kind of record."""

    model: type[models.Model]

    @property
    def has_drafts(self) -> bool:
        return issubclass(self.model, DraftStateMixin)

    def links(self) -> Iterator[tuple[str, str]]:
        """Every address that is public, with the name of the record that has it."""
        names = {record.pk: str(record) for record in self._public().iterator(ROWS_AT_ONCE)}
        for part in parts(self.model):
            fields = (part.parent, *part.addresses, *part.texts)
            for row in part.holding().values(*fields).iterator(ROWS_AT_ONCE):
                if name := names.get(row[part.parent]):
                    yield from ((url, name) for url in addresses_in(part, row))

    def _public(self) -> models.QuerySet[Any]:
        every = self.model._default_manager.all()
        return every.filter(live=True) if self.has_drafts else every

    def shows(self, url: str) -> bool:
        """Whether the address stands in anything public."""
        return any(
            self._public().filter(pk__in=part.naming(url).values(part.parent)).exists()
            for part in parts(self.model)
        )

    def naming(self, change: Change, *, lock: bool = False) -> list[Any]:
        """Records that a change meets, in what is public or in the newest draft."""
        pks: set[Any] = set()
        for part in parts(self.model):
            pks.update(self._named(part, change))
        if self.has_drafts:
            pks.update(self._drafts(change.old))
        found = self.model._default_manager.filter(pk__in=pks).order_by("pk")
        return list(found.select_for_update(of=("self",)) if lock else found)

    def _named(self, part: Part, change: Change) -> Iterator[Any]:
        rows = part.naming(change.old, beginning=change.beginning)
        for row in rows.values(part.parent, *part.addresses, *part.texts).iterator(ROWS_AT_ONCE):
            if any(change.meets(url) for url in addresses_in(part, row)):
                yield row[part.parent]

    def _drafts(self, url: str) -> models.QuerySet[Any]:
        said = Cast("latest_revision__content", models.TextField())
        drafts = self.model._default_manager.filter(has_unpublished_changes=True)
        plain, in_html = (json.dumps(t, ensure_ascii=False)[1:-1] for t in (url, escape(url)))
        wanted = models.Q(said__contains=plain) | models.Q(said__contains=in_html)
        return drafts.annotate(said=said).filter(wanted).values_list("pk", flat=True)


_holders: dict[str, Holder] = {}


def register(*found: type[models.Model]) -> None:
    for model in found:
        _holders[model._meta.label] = Holder(model)


def registered() -> list[Holder]:
    return [_holders[label] for label in sorted(_holders)]


class LinkSource:
    """All of them, for the daily check whether addresses still answer."""

    name = "links"

    def channels(self) -> Iterator[Channel]:
        for holder in registered():
            for url, label in holder.links():
                if not url.startswith(settings.PORTAL_BASE_URL):
                    yield Channel(url, label)
