"""One service as a ``leistung``."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils.html import escape
from wagtail.rich_text import expand_db_html

from services.exchange.contrib.xzufi.build import Element, code, ident, node, own, spoken
from services.exchange.contrib.xzufi.names import (
    ADDRESSEES,
    CODES_OF_UNITS,
    COLLOQUIAL_TITLE,
    LAW,
    MODULES,
    TEASER,
)
from services.exchange.own import Own
from services.exchange.text import clean_html, plain, web_address
from services.models import Fee, LifeSituation, Service, ServiceDocument, ServiceText
from services.models.vocabulary import Audience, Language, TextModule, Unit

CODES = {name: value for value, name in MODULES.items()}
# Said elsewhere in the message than in a text module.
ELSEWHERE = {TextModule.DURATION, TextModule.FEES}
BOTH = [value for value, _audience in ADDRESSEES.items()]


def service(record: Service, changed: datetime.datetime) -> Element:
    own_id = Own.of(record)
    texts = sorted(record.texts.all(), key=lambda text: Language.values.index(text.language))
    return node(
        "leistung",
        ident("id", own_id.agency, own_id.id, "Leistung"),
        *(_key(key) for key in record.leika_keys),
        *_text_modules(record, texts),
        _deadlines(record),
        _fees(record, texts),
        _duration(record, texts),
        _keywords(texts),
        _documents(record),
        *(code("leistungsadressat", value) for value in _addressees(record)),
        node("versionsinformation", node("geaendertDatumZeit", text=changed.isoformat())),
        own(_more(record, texts)),
    )


def _key(key: str) -> Element | None:
    return code("referenzLeiKa", key)


def _addressees(record: Service) -> list[str]:
    if record.audience == Audience.BOTH:
        return BOTH
    return [value for value, audience in ADDRESSEES.items() if audience == record.audience]


def html_of(text: ServiceText, name: str) -> str:
    """As it may stand outside: our own links written out, and cleaned as every import is."""
    html = getattr(text, name)
    return clean_html(expand_db_html(html)) if html else ""


def _text_modules(record: Service, texts: list[ServiceText]) -> Iterator[Element]:
    yield from _module(COLLOQUIAL_TITLE, [(t.language, plain(t.title, 250)) for t in texts])
    yield from _module(TEASER, [(t.language, escape(plain(t.teaser))) for t in texts])
    for name in TextModule:
        if name in CODES:
            yield from _module(CODES[name], [(t.language, html_of(t, name.value)) for t in texts])
    laws = [_law(plain(law.name), web_address(law.url)) for law in record.shown("legal_bases")]
    yield from _module(LAW, [("de", "<ul>{}</ul>".format("".join(laws)))] if laws else [])


def _module(value: str, contents: list[tuple[str, str]]) -> Iterator[Element]:
    filled = [spoken("inhalt", text, language) for language, text in contents if text]
    if filled:
        yield node("modulText", code("leikaTextmodul", value), *filled)


def _law(name: str, url: str) -> str:
    return (
        f'<li><a href="{escape(url)}">{escape(name)}</a></li>'
        if url
        else f"<li>{escape(name)}</li>"
    )


def _deadlines(record: Service) -> Element | None:
    rows = [
        node(
            "frist",
            code("typ", "001"),
            _span(deadline.amount, None, deadline.unit),
            spoken("beschreibung", escape(plain(deadline.label))),
            spoken("beschreibung", escape(plain(deadline.label_en)), "en"),
        )
        for deadline in record.shown("deadlines")
    ]
    return node("modulFrist", *rows) if rows else None


def _span(least: int | None, most: int | None, unit: str) -> Element | None:
    if not unit or least is None:
        return None
    value = CODES_OF_UNITS[Unit(unit)]
    upper = (
        [node("dauerBis", text=str(most)), code("einheitBis", value)] if most is not None else []
    )
    span = node("fristDauer", node("dauer", text=str(least)), code("einheit", value), *upper)
    return node("fristauswahl", span)


def _fees(record: Service, texts: list[ServiceText]) -> Element | None:
    rows = [_fee(fee) for fee in record.shown("fees")]
    notes = [spoken("beschreibung", html_of(t, TextModule.FEES.value), t.language) for t in texts]
    filled = [element for element in (*rows, *notes) if element is not None]
    return node("modulKosten", *filled) if filled else None


def _fee(fee: Fee) -> Element:
    return node(
        "kosten",
        node("kostenauswahl", _amount(fee)),
        spoken("beschreibung", escape(plain(fee.label))),
        spoken("beschreibung", escape(plain(fee.label_en)), "en"),
        own({"is_example": fee.is_example}),
    )


def _amount(fee: Fee) -> Element:
    basis = spoken("beschreibungVariabilitaet", plain(fee.basis))
    if fee.kind == Fee.Kind.FREE:
        return node("kostenFrei")
    if fee.kind == Fee.Kind.BASIS:
        return node("kostenVariabel", basis)
    if fee.kind == Fee.Kind.FIXED:
        return node("kostenFix", _euro("betrag", fee.amount))
    lower, upper = _euro("betragUntergrenze", fee.amount), _euro("betragObergrenze", fee.amount_max)
    return node("kostenVariabel", lower, upper, basis)


def _euro(name: str, amount: Any) -> Element:
    return node(name, text=f"{amount:.2f}", currencyCode="EUR")


def _duration(record: Service, texts: list[ServiceText]) -> Element | None:
    least = record.duration_min if record.duration_min is not None else record.duration_max
    notes = [
        spoken("beschreibung", html_of(t, TextModule.DURATION.value), t.language) for t in texts
    ]
    span = _span(least, record.duration_max, record.duration_unit)
    filled = [element for element in (span, *notes) if element is not None]
    return node("modulBearbeitungsdauer", node("bearbeitungsdauer", *filled)) if filled else None


def _keywords(texts: list[ServiceText]) -> Element | None:
    rows = [
        node("begriffImKontext", spoken("begriff", plain(word, 80), text.language))
        for text in texts
        for word in text.keywords.split(",")
        if word.strip()
    ]
    return node("modulBegriffImKontext", *rows) if rows else None


def _documents(record: Service) -> Element | None:
    rows = [_document(link) for link in record.shown("documents")]
    return node("modulDokument", *rows) if rows else None


def _document(link: ServiceDocument) -> Element:
    document = link.document
    plainly = ("name_en", "explanation", "explanation_en", "issuer")
    issuing = Own.of(document.issued_by) if document.issued_by else None
    return node(
        "dokumentEingehend",
        spoken("bezeichnung", plain(document.name)),
        own(
            {
                **{name: plain(getattr(document, name)) for name in plainly},
                "url": web_address(document.url),
                "condition": plain(link.condition),
                "condition_en": plain(link.condition_en),
                "issued_by": issuing.id if issuing else "",
            }
        ),
    )


def _more(record: Service, texts: list[ServiceText]) -> dict[str, Any]:
    return {
        "slug": record.slug,
        "name": plain(record.name),
        "level": record.level,
        "lifecycle": "" if record.lifecycle == Service.Lifecycle.ACTIVE else record.lifecycle,
        "ozg_ids": list(record.ozg_ids),
        "is_sdg": record.is_sdg,
        "is_example": record.is_example,
        "reviewed_on": str(record.reviewed_on or ""),
        "review_due": str(record.review_due or ""),
        "responsible_role": plain(record.responsible_role),
        "responsible_email": record.responsible_email,
        "situations": [_situation(situation) for situation in record.situations.all()],
        "related": sorted(Own.of(other).id for other in record.related.all()),
        "forms": [
            {"name": plain(f.name), "url": web_address(f.url), "signature": f.needs_signature}
            for f in record.shown("forms")
        ],
        "local_texts": [
            {
                "language": text.language,
                "module": text.module,
                "mode": text.mode,
                "html": clean_html(expand_db_html(text.html)),
                "on": str(text.written_on or ""),
            }
            for text in record.local_texts.all()
        ],
        "modules": {t.language: kept for t in texts if (kept := _other_modules(t))},
        "texts": {
            t.language: {
                "source": plain(t.source),
                "on": str(t.written_on or ""),
                **({"local": True} if t.is_local else {}),
            }
            for t in texts
        },
    }


def _other_modules(text: ServiceText) -> dict[str, str]:
    """Sections that XZuFi has no module for."""
    others = [name for name in TextModule if name not in CODES and name not in ELSEWHERE]
    return {name.value: html for name in others if (html := html_of(text, name.value))}


def _situation(situation: LifeSituation) -> dict[str, Any]:
    names = ("slug", "name", "name_en", "teaser", "teaser_en", "audience", "position")
    return {name: getattr(situation, name) for name in names}
