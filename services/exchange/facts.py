"""What hangs on a service: texts, fees, deadlines, law, documents, forms, situations."""

from collections.abc import Iterable
from typing import Any

from ozg_catalog.models import LeikaEntry
from services.exchange import extra
from services.exchange.base import Identity, ServiceRecord
from services.exchange.bulk import Table
from services.exchange.text import plain, web_address
from services.german import initial_of, sort_key
from services.models import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    LifeSituation,
    LocalText,
    RequiredDocument,
    Service,
    ServiceDocument,
    ServiceText,
)
from services.models.vocabulary import Language

Owned = list[tuple[int, ServiceRecord]]
MODULES = tuple(ServiceText.MODULES)
ORDER = {language: place for place, language in enumerate(Language.values)}


def write(owned: Owned) -> None:
    """Children of services that have none of these yet."""
    _texts(owned)
    _fees(owned)
    _deadlines(owned)
    _law(owned)
    _forms(owned)
    _documents(owned)
    _own_additions([(pk, record) for pk, record in owned if record.extra])


def ozg_ids(records: Iterable[ServiceRecord]) -> dict[str, set[str]]:
    """LeiKa key → OZG services it belongs to, by the imported catalogue."""
    keys = {key for record in records for key in record.leika_keys}
    found: dict[str, set[str]] = {}
    pairs = LeikaEntry.objects.filter(key__anyof=keys, services__isnull=False)
    for key, ozg_id in pairs.values_list("key", "services__ozg_id"):
        found.setdefault(str(key), set()).add(ozg_id)
    return found


def _texts(owned: Owned) -> None:
    table = Table(
        ServiceText,
        "service_id",
        "language",
        "sort_order",
        "title",
        "sort_key",
        "initial",
        "teaser",
        "keywords",
        *MODULES,
        "source",
        "written_on",
        "is_local",
    )
    table.write(row for pk, record in owned for row in text_rows(pk, record))


def text_rows(pk: int, record: ServiceRecord) -> Iterable[tuple[Any, ...]]:
    dated = record.approved_on or (
        record.version.changed_at.date() if record.version.changed_at else None
    )
    details = record.extra.get("texts")
    for language in sorted(record.texts, key=lambda name: ORDER[name]):
        text = record.texts[language]
        key = sort_key(text.title)
        own = details.get(language, {}) if isinstance(details, dict) else {}
        own = own if isinstance(own, dict) else {}
        yield (
            pk,
            language,
            ORDER[language],
            text.title,
            key,
            initial_of(key),
            text.teaser,
            text.keywords,
            *[text.modules.get(name, "") for name in MODULES],
            plain(str(own.get("source") or record.source or record.identity.agency), 160),
            extra.day(own.get("on")) if own else dated,
            own.get("local") is True,
        )


def _fees(owned: Owned) -> None:
    names = ("kind", "label", "label_en", "amount", "amount_max", "basis", "is_example")
    Table(Fee, "service_id", "sort_order", *names).write(
        (pk, place, *[getattr(fee, name) for name in names])
        for pk, record in owned
        for place, fee in enumerate(record.fees)
    )


def _deadlines(owned: Owned) -> None:
    names = ("label", "label_en", "amount", "unit")
    Table(Deadline, "service_id", "sort_order", *names).write(
        (pk, place, *[getattr(deadline, name) for name in names])
        for pk, record in owned
        for place, deadline in enumerate(record.deadlines)
    )


def _law(owned: Owned) -> None:
    Table(LegalBasis, "service_id", "sort_order", "name", "url").write(
        (pk, place, law.name, law.url)
        for pk, record in owned
        for place, law in enumerate(record.law)
    )


def _forms(owned: Owned) -> None:
    Table(Form, "service_id", "sort_order", "name", "url", "needs_signature").write(
        (pk, place, *form)
        for pk, record in owned
        for place, form in enumerate(
            extra.forms(record.extra)
            or [(form.name, form.url, form.needs_signature) for form in record.forms]
        )
    )


def _documents(owned: Owned) -> None:
    """One record per name; who explained a document once has explained it for all services."""
    wanted = {d.name: d.details for _pk, record in owned for d in reversed(record.documents)}
    if not wanted:
        return
    names = list(wanted)
    known = dict(RequiredDocument.objects.filter(name__in=names).values_list("name", "pk"))
    RequiredDocument.objects.bulk_create(
        [RequiredDocument(name=n, **_document(wanted[n])) for n in names if n not in known],
        ignore_conflicts=True,
    )
    known = dict(RequiredDocument.objects.filter(name__in=names).values_list("name", "pk"))
    Table(
        ServiceDocument, "service_id", "sort_order", "document_id", "condition", "condition_en"
    ).write(
        (pk, place, known[document.name], document.condition, document.condition_en)
        for pk, record in owned
        for place, document in enumerate(record.documents)
    )


def _document(details: dict[str, Any]) -> dict[str, str]:
    return {
        **extra.words(details, "name_en", "issuer", most=160),
        **extra.words(details, "explanation", "explanation_en"),
        "url": web_address(str(details.get("url") or "")),
    }


def relate(records: Iterable[ServiceRecord]) -> None:
    """Related services and issuers of documents, once all services of the message are there."""
    related, issuers = Service.related.through, {}
    pairs = []
    for record in records:
        agency = record.identity.agency
        pairs += [
            (record.identity, Identity(agency, i))
            for i in extra.strings(record.extra.get("related"))
        ]
        for document in record.documents:
            if isinstance(by := document.details.get("issued_by"), str):
                issuers[document.name] = Identity(agency, by)
    ends = {end for pair in pairs for end in pair} | set(issuers.values())
    found = Service.objects.filter(source_id__in=[end.id for end in ends])
    known = {Identity(s.agency, s.source_id): s.pk for s in found}
    related.objects.bulk_create(
        [
            related(from_service_id=known[one], to_service_id=known[other])
            for one, other in pairs
            if one in known and other in known
        ],
        ignore_conflicts=True,
    )
    for name, identity in issuers.items():
        if identity in known:
            unsaid = RequiredDocument.objects.filter(name=name, issued_by=None)
            unsaid.update(issued_by=known[identity])


def _own_additions(owned: Owned) -> None:
    Table(
        LocalText, "service_id", "sort_order", "language", "module", "mode", "html", "written_on"
    ).write(
        (pk, place, *row)
        for pk, record in owned
        for place, row in enumerate(extra.local_texts(record.extra))
    )
    _situations(owned)


def _situations(owned: Owned) -> None:
    wanted: dict[str, dict[str, Any]] = {}
    pairs = []
    for pk, record in owned:
        for values in extra.records(record.extra.get("situations")):
            if found := extra.situation(values):
                wanted[found["slug"]] = found
                pairs.append((pk, found["slug"]))
    if not wanted:
        return
    LifeSituation.objects.bulk_create(
        [LifeSituation(**values) for values in wanted.values()], ignore_conflicts=True
    )
    known = dict(LifeSituation.objects.filter(slug__in=wanted).values_list("slug", "pk"))
    through = Service.situations.through
    through.objects.bulk_create(
        [through(service_id=pk, lifesituation_id=known[slug]) for pk, slug in pairs],
        ignore_conflicts=True,
    )
