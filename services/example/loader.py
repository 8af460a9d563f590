"""Loads the starter content. What is there already stays as editors left it."""

import datetime
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.signal_handlers import disable_reference_index_auto_update

from identity.models import User
from services import outages
from services.example import streets
from services.example.plain import to_html
from services.models import (
    Deadline,
    Fee,
    LegalBasis,
    LifeSituation,
    Office,
    OnlineChannel,
    OpeningRule,
    RequiredDocument,
    Service,
    ServiceChannel,
    ServiceDocument,
    ServiceOffice,
    ServiceText,
)
from services.search import index

FOLDER = Path(__file__).parent
AGENCY = "example"
WRITTEN_ON = datetime.date(2021, 3, 1)
REVIEW_DUE = datetime.date(2027, 3, 1)
WEEKDAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
HOURS = re.compile(r"(\w\w) (\d\d:\d\d)-(\d\d:\d\d)( termin)?(?: wochen=([\d,]+))?")

Record = dict[str, Any]


@transaction.atomic
def load(*, actor: User | None = None) -> int:
    """Create what is missing and return how many services that were."""
    with disable_reference_index_auto_update():
        return _load(actor)


def _load(actor: User | None) -> int:
    _load_situations()
    _load_offices()
    streets.load(actor)
    _load_channels(actor)
    services = _load_services()
    _load_documents()
    _link(services)
    for service in services.values():
        log(service, "services.example.load", user=actor)
    if services:
        index.rebuild()
    return len(services)


@lru_cache(maxsize=1)
def _service_records() -> list[Record]:
    files = sorted((FOLDER / "services").glob("*.toml"))
    return [record for file in files for record in _read(file, "service")]


def _read(file: Path, key: str) -> list[Record]:
    records = tomllib.loads(file.read_text("utf-8"))[key]
    assert isinstance(records, list)
    return records


def _load_situations() -> None:
    LifeSituation.objects.bulk_create(
        [
            LifeSituation(position=position, **record)
            for position, record in enumerate(_read(FOLDER / "situations.toml", "situation"))
        ],
        ignore_conflicts=True,
    )


def _load_offices() -> None:
    existing = set(Office.objects.values_list("slug", flat=True))
    for record in _read(FOLDER / "offices.toml", "office"):
        if record["slug"] in existing:
            continue
        parent, hours = record.pop("parent", None), record.pop("hours", [])
        place = {"postcode": "04600", "city": settings.PORTAL_CITY} if "street" in record else {}
        office = Office(**{**place, **record}, agency=AGENCY, source_id=record["slug"])
        office.is_example = True
        if parent:
            office.parent = Office.objects.get(slug=parent)
        office.rules = [_rule(text) for text in hours]
        office.save()


def _rule(text: str) -> OpeningRule:
    match = HOURS.fullmatch(text)
    assert match, text
    day, opens, closes, appointment, weeks = match.groups()
    return OpeningRule(
        weekday=WEEKDAYS.index(day),
        opens=datetime.time.fromisoformat(opens),
        closes=datetime.time.fromisoformat(closes),
        by_appointment=bool(appointment),
        weeks=[int(week) for week in weeks.split(",")] if weeks else [],
    )


def _load_channels(actor: User | None) -> None:
    existing = set(OnlineChannel.objects.filter(agency=AGENCY).values_list("source_id", flat=True))
    for record in _read(FOLDER / "channels.toml", "channel"):
        key, reason = record.pop("key"), record.pop("out_of_order_reason", "")
        if key in existing:
            continue
        channel = OnlineChannel.objects.create(
            agency=AGENCY, source_id=key, is_example=not record.get("url_name"), **record
        )
        if reason:
            outages.report(channel, actor=actor, reason=reason)


def _load_services() -> dict[str, Service]:
    existing = set(Service.objects.values_list("slug", flat=True))
    now = timezone.now()
    services = [
        _service(record, now) for record in _service_records() if record["slug"] not in existing
    ]
    Service.objects.bulk_create(services)
    return {service.slug: service for service in services}


def _service(record: Record, now: datetime.datetime) -> Service:
    least, most, unit = record.get("duration", (None, None, ""))
    return Service(
        slug=record["slug"],
        name=record["title"],
        agency=AGENCY,
        source_id=record["slug"],
        audience=record.get("audience_kind", "citizens"),
        level=record["level"],
        jurisdiction=streets.jurisdiction(record.get("by_address", "")),
        leika_keys=record.get("leika", []),
        ozg_ids=record.get("ozg", []),
        is_sdg=record.get("sdg", False),
        duration_min=least,
        duration_max=most,
        duration_unit=unit,
        reviewed_on=WRITTEN_ON,
        review_due=REVIEW_DUE,
        responsible_role="Redaktion",
        is_example=True,
        first_published_at=now,
        last_published_at=now,
    )


def _load_documents() -> None:
    slugs = dict(Service.objects.values_list("slug", "pk"))
    RequiredDocument.objects.bulk_create(
        [
            RequiredDocument(issued_by_id=slugs.get(record.pop("service", "")), **record)
            for record in _read(FOLDER / "documents.toml", "document")
        ],
        ignore_conflicts=True,
    )


def _link(services: dict[str, Service]) -> None:
    """Everything that hangs on the new services, kind by kind in one statement each."""
    records = [(services[r["slug"]], r) for r in _service_records() if r["slug"] in services]
    ServiceText.objects.bulk_create(_texts(records))
    Fee.objects.bulk_create(f for s, r in records for f in _fees(s, r))
    Deadline.objects.bulk_create(d for s, r in records for d in _deadlines(s, r))
    LegalBasis.objects.bulk_create(
        LegalBasis(service=s, sort_order=n, name=" ".join(name.split()), url=url)
        for s, r in records
        for n, (name, url) in enumerate(r.get("law", []))
    )
    _link_documents(records)
    _link_offices(records)
    _link_channels(records)
    _link_services(records)


def _texts(records: list[tuple[Service, Record]]) -> list[ServiceText]:
    texts = [
        _text(service, language, order, record if language == "de" else record[key])
        for service, record in records
        for order, (language, key) in enumerate(
            [("de", "title"), ("en", "en"), ("de-simple", "easy")]
        )
        if key in record
    ]
    return texts


def _text(service: Service, language: str, order: int, record: Record) -> ServiceText:
    text = ServiceText(
        service=service,
        language=language,
        sort_order=order,
        title=record["title"],
        teaser=record["teaser"],
        keywords=record.get("keywords", ""),
        duration=to_html(record.get("duration_note", "")),
        source="Redaktion der Stadt (Beispiel)",
        written_on=WRITTEN_ON,
        **{
            module: to_html(record.get(module, ""))
            for module in ServiceText.MODULES
            if module != "duration"
        },
    )
    text.fill_keys()
    return text


def _fees(service: Service, record: Record) -> Iterable[Fee]:
    fees = record.get("fees", [])
    if fees == "free":
        yield Fee(service=service, sort_order=0, kind=Fee.Kind.FREE)
        return
    for order, (label, label_en, amount, *basis) in enumerate(fees):
        fee = Fee(service=service, sort_order=order, label=label, label_en=label_en)
        fee.is_example = True
        least, _dash, most = amount.partition("-")
        if not least:
            fee.kind, fee.basis = Fee.Kind.BASIS, basis[0]
        elif Decimal(least) == 0:
            fee.kind = Fee.Kind.FREE
        else:
            fee.kind = Fee.Kind.RANGE if most else Fee.Kind.FIXED
            fee.amount, fee.amount_max = Decimal(least), Decimal(most) if most else None
        yield fee


def _deadlines(service: Service, record: Record) -> Iterable[Deadline]:
    for order, (label, label_en, amount, unit) in enumerate(record.get("deadlines", [])):
        yield Deadline(
            service=service,
            sort_order=order,
            label=label,
            label_en=label_en,
            amount=amount or None,
            unit=unit,
        )


def _link_documents(records: list[tuple[Service, Record]]) -> None:
    documents = dict(RequiredDocument.objects.values_list("name", "pk"))
    links = []
    for service, record in records:
        for order, entry in enumerate(record.get("documents", [])):
            name, condition, condition_en = entry if isinstance(entry, list) else (entry, "", "")
            links.append(
                ServiceDocument(
                    service=service,
                    document_id=documents[name],
                    sort_order=order,
                    condition=condition,
                    condition_en=condition_en,
                )
            )
    ServiceDocument.objects.bulk_create(links)


def _link_offices(records: list[tuple[Service, Record]]) -> None:
    offices = dict(Office.objects.values_list("slug", "pk"))
    links = []
    for service, record in records:
        for order, entry in enumerate(record.get("offices", [])):
            slug, role = entry if isinstance(entry, list) else (entry, "responsible")
            links.append(
                ServiceOffice(service=service, office_id=offices[slug], role=role, sort_order=order)
            )
    ServiceOffice.objects.bulk_create(links)


def _link_channels(records: list[tuple[Service, Record]]) -> None:
    channels = dict(OnlineChannel.objects.filter(agency=AGENCY).values_list("source_id", "pk"))
    ServiceChannel.objects.bulk_create(
        ServiceChannel(service=service, channel_id=channels[key], sort_order=order)
        for service, record in records
        for order, key in enumerate(record.get("channels", []))
    )


def _link_services(records: list[tuple[Service, Record]]) -> None:
    slugs = dict(Service.objects.values_list("slug", "pk"))
    situations = dict(LifeSituation.objects.values_list("slug", "pk"))
    related, situated = Service.related.through, Service.situations.through
    related.objects.bulk_create(
        related(from_service_id=service.pk, to_service_id=slugs[slug])
        for service, record in records
        for slug in record.get("related", [])
    )
    situated.objects.bulk_create(
        situated(service_id=service.pk, lifesituation_id=situations[slug])
        for service, record in records
        for slug in record.get("situations", [])
    )
