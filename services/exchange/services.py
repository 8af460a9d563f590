"""Writing service records: new ones by COPY, changed ones in place below the city's own texts."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from services import local_facts, local_texts
from services.exchange import extra, facts
from services.exchange.base import ServiceRecord
from services.exchange.bulk import Table, new_ids
from services.exchange.ledger import Report
from services.german import slug_of
from services.models import Service, ServiceText, TextChange
from services.models.vocabulary import Language

SLUG = 120
# What an import says of a service. The rest of the record is the city's own decision.
DELIVERED = (
    "name",
    "audience",
    "leika_keys",
    "ozg_ids",
    "is_sdg",
    "duration_min",
    "duration_max",
    "duration_unit",
)
OWN = tuple(extra.SERVICE_DEFAULTS)
DATES = ("live", "first_published_at", "last_published_at", "created_at", "updated_at")
COMPARED = ("title", "teaser", *ServiceText.MODULES)
DRAFTED = ("texts", "offices", "channels")


def create(records: Sequence[ServiceRecord], report: Report) -> None:
    ids = new_ids(Service, len(records))
    ozg, now = facts.ozg_ids(records), timezone.now()
    rows = [
        (
            pk,
            slug,
            record.identity.agency,
            record.identity.id,
            *_delivered(record, ozg).values(),
            *(
                extra.service_fields(record.extra) if record.extra else extra.SERVICE_DEFAULTS
            ).values(),
            *_dates(record, now),
        )
        for pk, slug, record in zip(ids, _slugs(records), records, strict=True)
    ]
    Table(Service, "id", "slug", "agency", "source_id", *DELIVERED, *OWN, *DATES).write(rows)
    facts.write(list(zip(ids, records, strict=True)))
    report.services.update(ids)
    report.count("service", "created", len(records))


def _delivered(record: ServiceRecord, ozg: dict[str, set[str]]) -> dict[str, Any]:
    derived = {ozg_id for key in record.leika_keys for ozg_id in ozg.get(key, ())}
    said = record.extra.get("name") if record.extra else None
    values = (
        said[:250] if isinstance(said, str) and said else record.title,
        record.audience,
        list(record.leika_keys),
        extra.ozg_ids(record.extra) or sorted(derived),
        record.is_sdg,
        record.duration.least,
        record.duration.most,
        record.duration.unit,
    )
    return dict(zip(DELIVERED, values, strict=True))


def _dates(record: ServiceRecord, now: datetime.datetime) -> tuple[Any, ...]:
    """Without a German text a service is held back, not shown in another language."""
    published = now if record.publish and Language.GERMAN in record.texts else None
    return (published is not None, published, published, now, now)


def _slugs(records: Sequence[ServiceRecord]) -> list[str]:
    wished = [
        extra.slug(record.extra) or slug_of(record.title)[:SLUG] or "leistung" for record in records
    ]
    taken = set(Service.objects.filter(slug__anyof=wished).values_list("slug", flat=True))
    chosen = []
    for record, wish in zip(records, wished, strict=True):
        slug, tail = wish, ""
        while slug in taken:
            tail = tail or slugify(f"{record.identity.id}-{record.identity.agency}")[:39]
            slug, tail = f"{wish}-{tail}", f"{tail}x"
        taken.add(slug)
        chosen.append(slug)
    return chosen


def change(owned: list[tuple[Service, ServiceRecord]], report: Report) -> None:
    """State texts and facts are replaced; what they said before is kept for the editors."""
    pks = [service.pk for service, _record in owned]
    ozg, now = facts.ozg_ids(record for _service, record in owned), timezone.now()
    before, facts_before = _texts(pks), local_facts.brought(pks)
    hidden = local_facts.hidden(pks)
    for service, record in owned:
        for name, value in _delivered(record, ozg).items():
            setattr(service, name, value)
        service.updated_at = now
    Service.objects.bulk_update([s for s, _record in owned], [*DELIVERED, "updated_at"])
    local_texts.give_way((s.pk, language) for s, r in owned for language in r.texts)
    ServiceText.objects.filter(local_texts.delivered(pks)).delete()
    local_facts.clear(pks)
    facts.write([(service.pk, _without_own(record)) for service, record in owned])
    local_facts.hide_again(hidden)
    _remember(before, _texts(pks))
    changed = local_facts.changes(facts_before, local_facts.brought(pks))
    TextChange.objects.bulk_create(changed)
    _refresh_drafts(pks)
    report.services.update(pks)
    report.count("service", "changed", len(owned))


def _without_own(record: ServiceRecord) -> ServiceRecord:
    """The city's additions stay as the city last left them."""
    record.extra = {
        name: value for name, value in record.extra.items() if name in {"texts", "forms"}
    }
    return record


def _texts(pks: list[int]) -> dict[tuple[int, str], ServiceText]:
    found = ServiceText.objects.filter(service__in=pks)
    return {(text.service_id, text.language): text for text in found}


def _remember(
    before: dict[tuple[int, str], ServiceText], after: dict[tuple[int, str], ServiceText]
) -> None:
    changes = []
    for key in before.keys() | after.keys():
        for name in COMPARED:
            old, new = getattr(before.get(key), name, ""), getattr(after.get(key), name, "")
            if old != new:
                changes.append(
                    TextChange(
                        service_id=key[0], language=key[1], module=name, before=old, after=new
                    )
                )
    TextChange.objects.bulk_create(changes)


def _refresh_drafts(pks: list[int]) -> None:
    """A draft that is published later must not bring an old state text back."""
    drafts = Service.objects.filter(pk__in=pks, latest_revision__isnull=False)
    for service in drafts.select_related("latest_revision"):
        fresh = service.serializable_data()
        revision = service.latest_revision
        fresh["texts"] += _own_texts(revision.content["texts"], fresh["texts"])
        for name in (*DELIVERED, *DRAFTED):
            revision.content[name] = fresh[name]
        for name in local_facts.LISTS:
            draft = revision.content.get(name, [])
            revision.content[name] = local_facts.in_draft(name, draft, fresh[name])
        revision.save(update_fields=["content"])


def _own_texts(draft: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The city's translations that only the draft has so far."""
    known = {text["language"] for text in fresh}
    return [text for text in draft if text.get("is_local") and text["language"] not in known]
