"""Fees, deadlines, papers, law and forms: the city's own beside those that a source brings.

An import takes away and brings again what is the source's. What the city added stays, and what it
hides stays hidden, as long as the source calls it the same.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import override
from wagtail.log_actions import log

from identity.models import User
from services.models import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    Service,
    ServiceDocument,
    TextChange,
)
from services.models.vocabulary import Language
from services.templatetags.services import amount_of, limit_of

# The name of each list of a service, and the field by which its records are known again.
LISTS: dict[str, tuple[type[models.Model], str]] = {
    "fees": (Fee, "label"),
    "deadlines": (Deadline, "label"),
    "documents": (ServiceDocument, "document_id"),
    "legal_bases": (LegalBasis, "name"),
    "forms": (Form, "name"),
}
Place = tuple[Any, ...]


def words_of(record: Any) -> str:
    """A record in one line of German, as an editor compares it."""
    with override("de"):
        return " ".join(str(part) for part in _parts(record) if part)


def _parts(record: Any) -> tuple[Any, ...]:
    match record:
        case Fee():
            return (f"{record.label}:" if record.label else "", amount_of(record))
        case Deadline():
            return (limit_of(record), record.label)
        case ServiceDocument():
            return (record.document.name, record.condition and f"({record.condition})")
        case _:
            return (record.name, record.url and f"<{record.url}>")


def mark_own(service: Service) -> None:
    """What editors add to an imported service. In memory, before it or its draft is saved."""
    if not service.is_imported:
        return
    for name, (model, _field) in LISTS.items():
        delivered = model._default_manager.filter(service=service.pk, is_local=False)
        known = set(delivered.values_list("pk", flat=True))
        for record in getattr(service, name).all():
            record.is_local = record.pk not in known


def clear(pks: list[int]) -> None:
    """Remove what the source brought to these services, so that it can bring it again."""
    for model, _field in LISTS.values():
        brought = model._default_manager.filter(service__in=pks, is_local=False)
        # A form with an identity of its own is renewed in place.
        (brought.filter(source_id="") if model is Form else brought).delete()


def hidden(pks: list[int]) -> dict[Place, str]:
    """What the city hides of these services, and why."""
    found = {}
    for name, (model, field) in LISTS.items():
        for place, row in _placed(_delivered(model, field, pks), name, field):
            if row["hidden_because"]:
                found[place] = row["hidden_because"]
    return found


def hide_again(before: dict[Place, str]) -> None:
    """After a delivery: the same records, if they came again."""
    pks = sorted({place[1] for place in before})
    for name, (model, field) in LISTS.items():
        for place, row in _placed(_delivered(model, field, pks), name, field):
            if reason := before.get(place):
                model._default_manager.filter(pk=row["pk"]).update(hidden_because=reason)


def _delivered(model: type[models.Model], field: str, pks: list[int]) -> Iterable[dict[str, Any]]:
    rows = model._default_manager.filter(service__in=pks, is_local=False)
    return rows.order_by("sort_order", "pk").values("pk", "service_id", field, "hidden_because")


def _placed(
    rows: Iterable[dict[str, Any]], name: str, field: str
) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each row with what it is known by: its name, and which of several of that name."""
    seen: Counter[Place] = Counter()
    for row in rows:
        known = (name, row.get("service_id"), row[field])
        seen[known] += 1
        yield (*known, seen[known]), row


def brought(pks: list[int]) -> dict[tuple[int, str], list[Any]]:
    """The source's records in each list of these services, as they stand now."""
    found: dict[tuple[int, str], list[Any]] = {}
    for name, (model, _field) in LISTS.items():
        rows: QuerySet[Any] = model._default_manager.filter(service__in=pks, is_local=False)
        if model is ServiceDocument:
            rows = rows.select_related("document")
        for record in rows.order_by("sort_order", "pk"):
            found.setdefault((record.service_id, name), []).append(record)
    return found


def lines(records: Iterable[Any]) -> str:
    """A line for each record, as text changes are kept: escaped."""
    return "\n".join(escape(words_of(record), quote=False) for record in records)


def changes(
    before: dict[tuple[int, str], list[Any]], after: dict[tuple[int, str], list[Any]]
) -> list[TextChange]:
    """For the editors, each list of which the source now says something else.

    Putting a record in words takes longer than reading it, so only what differs is.
    """
    found = []
    for pk, name in before.keys() | after.keys():
        old, new = before.get((pk, name), []), after.get((pk, name), [])
        if [_values(record) for record in old] == [_values(record) for record in new]:
            continue
        change = TextChange(service_id=pk, language=Language.GERMAN, module=name)
        change.before, change.after = lines(old), lines(new)
        found += [change] if change.before != change.after else []
    return found


def _values(record: Any) -> tuple[Any, ...]:
    match record:
        case Fee():
            return (record.label, record.kind, record.amount, record.amount_max, record.basis)
        case Deadline():
            return (record.label, record.amount, record.unit)
        case ServiceDocument():
            return (record.document_id, record.condition)
        case _:
            return (record.name, record.url)


def in_draft(
    name: str, draft: list[dict[str, Any]], fresh: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """A list of a draft after a delivery: the source's part anew, the city's as it was."""
    field = LISTS[name][1].removesuffix("_id")
    brought = [row for row in draft if not row.get("is_local")]
    reasons = {
        place: row.get("hidden_because", "")
        for place, row in _placed(_without_owner(brought), name, field)
    }
    theirs = [row for row in fresh if not row["is_local"]]
    for (place, _copy), row in zip(
        _placed(_without_owner(theirs), name, field), theirs, strict=True
    ):
        row["hidden_because"] = reasons.get(place, "")
    return [*theirs, *(row for row in draft if row.get("is_local"))]


def _without_owner(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "service_id": None} for row in rows]


def note_decisions(service: Service, decided: Iterable[Any], *, actor: User) -> None:
    """Into the audit log: who hides what of the source, and why, or shows it again."""
    for record in decided:
        action = "services.fact.hide" if record.hidden_because else "services.fact.show"
        data = {"record": words_of(record), "reason": record.hidden_because}
        log(service, action, user=actor, data=data)
