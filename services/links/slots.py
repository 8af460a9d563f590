"""Every place of a record that can hold an address: fields of addresses, and running text."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import RichTextField

HREF = re.compile(r'(?<=href=")https?://[^"]+(?=")')


@dataclass(frozen=True)
class Part:
    """A table that belongs to a record: itself, or one kind of its children."""

    model: type[models.Model]
    relation: str
    parent: str
    addresses: tuple[str, ...]
    texts: tuple[str, ...]

    def naming(self, url: str, *, beginning: bool = False) -> models.QuerySet[Any]:
        """Rows in which the address stands, or any that begins with these letters."""
        wanted, end = models.Q(pk__in=[]), "" if beginning else '"'
        for name in self.addresses:
            wanted |= models.Q(**{f"{name}__startswith" if beginning else name: url})
        for name in self.texts:
            wanted |= models.Q(**{f"{name}__contains": f'href="{html.escape(url)}{end}'})
        return self.model._default_manager.filter(wanted)

    def holding(self) -> models.QuerySet[Any]:
        """Rows in which any address may stand."""
        wanted = models.Q(pk__in=[])
        for name in self.addresses:
            wanted |= ~models.Q(**{name: ""})
        for name in self.texts:
            wanted |= models.Q(**{f"{name}__contains": 'href="http'})
        return self.model._default_manager.filter(wanted)


def parts(model: type[models.Model]) -> list[Part]:
    """The tables of a kind of record that have such places."""
    found = [_part(model, "", "pk")]
    if issubclass(model, ClusterableModel):
        found += [
            _part(relation.related_model, relation.get_accessor_name(), relation.field.attname)
            for relation in get_all_child_relations(model)
        ]
    return [part for part in found if part.addresses or part.texts]


def _part(model: type[models.Model], relation: str, parent: str) -> Part:
    fields = [field for field in model._meta.concrete_fields if field.editable]
    addresses = tuple(f.name for f in fields if isinstance(f, models.URLField))
    texts = tuple(f.name for f in fields if isinstance(f, RichTextField))
    return Part(model, relation, parent, addresses, texts)


def addresses_in(part: Part, row: dict[str, Any]) -> Iterator[str]:
    for name in part.addresses:
        if str(row[name] or "").startswith(("http://", "https://")):
            yield row[name]
    for name in part.texts:
        yield from (html.unescape(found) for found in HREF.findall(row[name] or ""))


def rewrite(record: Any, change: Callable[[str], str]) -> list[str]:
    """Put each address through ``change``; gives the names of the fields that are different now.

    Children are changed in memory; saving the record, or a version of it, writes them.
    """
    changed: list[str] = []
    for part in parts(type(record)):
        if part.relation:
            rows = list(getattr(record, part.relation).all())
            setattr(record, part.relation, rows)
        else:
            rows = [record]
        changed += [label for row in rows for label in _rewrite_row(part, row, change)]
    return changed


def _rewrite_row(part: Part, row: models.Model, change: Callable[[str], str]) -> Iterator[str]:
    def changed_link(found: re.Match[str]) -> str:
        return html.escape(change(html.unescape(found[0])))

    for name in (*part.addresses, *part.texts):
        before = getattr(row, name) or ""
        after = HREF.sub(changed_link, before) if name in part.texts else change(before)
        if after != before:
            setattr(row, name, after)
            field = part.model._meta.get_field(name)
            assert isinstance(field, models.Field)
            label = str(field.verbose_name)
            yield f"{label} ({row})" if part.relation else label
