"""One ``leistung`` as a service record."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from services.exchange.base import (
    DeadlineRecord,
    DocumentRecord,
    Duration,
    FeeRecord,
    Item,
    LinkRecord,
    Note,
    ServiceRecord,
    Text,
    Version,
    Write,
)
from services.exchange.contrib.xzufi.names import (
    ADDRESSEES,
    AUTHOR,
    COLLOQUIAL_TITLE,
    EVERY_CHANNEL,
    FORMS,
    KNOWN_MODULES,
    LANGUAGES,
    LAW,
    MODULES,
    SHORT,
    TEASER,
    TITLE,
    TRUST_LEVELS,
    UNITS,
    UNSAID_TRUST,
)
from services.exchange.contrib.xzufi.parts import (
    ADDITIONS,
    Element,
    Names,
    SkipRecord,
    additions,
    check_validity,
    code_of,
    extra,
    identity,
    version_of,
)
from services.exchange.extra import words
from services.exchange.text import (
    MAX_TEXT,
    clean_html,
    is_altered,
    is_clean,
    plain,
    web_address,
    words_of,
)
from services.models import Fee
from services.models.vocabulary import Audience, Language, TextModule

AMOUNT = re.compile(r"\d{1,8}(\.\d{1,2})?")
LEIKA = re.compile(r"99\d{12}|\d{14}")
SDG = re.compile(r"[12]0\d{5}")
NO_SDG = "0000000"
TITLES = frozenset({TITLE, COLLOQUIAL_TITLE})
MOST = 200
LIST_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
HREF = re.compile(r'<a href="([^"]*)"')
MONTH_DAY = re.compile(r"--(\d\d)-(\d\d)")


def service(record: Element, names: Names) -> Iterator[Item]:
    reading = _Reading(record, names)
    reading.read()
    yield from reading.notes
    yield Write(reading.result)


class _Reading:
    """Walks over the children of one ``leistung`` once."""

    def __init__(self, record: Element, names: Names) -> None:
        self.record, self.names, self.ns = record, names, names.ns
        self.module_parts = module_parts_of(names.ns)
        self.notes: list[Note] = []
        self.result = ServiceRecord(identity(names.first(record, "id")), Version(), {})
        self.formal: dict[str, str] = {}
        self.keys: list[str] = []
        self.addressees: set[str] = set()
        self.altered = False

    def note(self, reason: str) -> None:
        self.notes.append(Note(f"leistung {self.result.identity}", reason))

    def read(self) -> None:
        handlers = handlers_of(self.ns)
        for child in self.record:
            handler = handlers.get(child.tag)
            if handler:
                handler(self, child)
        self._finish()

    def _finish(self) -> None:
        result = self.result
        for language, title in self.formal.items():
            text = result.texts.setdefault(language, Text())
            text.title = text.title or title
        result.texts = {name: text for name, text in result.texts.items() if text.title}
        if not result.texts:
            raise SkipRecord(_("Die Leistung hat in keiner bekannten Sprache einen Namen."))
        if Language.GERMAN not in result.texts:
            self.note(_("Kein deutscher Text: nicht veröffentlicht."))
        result.leika_keys = tuple(dict.fromkeys(self.keys))
        known = {ADDRESSEES[code] for code in self.addressees if code in ADDRESSEES}
        result.audience = str(
            Audience.BOTH if len(known) > 1 else next(iter(known), Audience.CITIZENS)
        )
        result.is_sdg = result.is_sdg or result.extra.get("is_sdg") is True
        self._own_modules()

    def _own_modules(self) -> None:
        """Sections of ours that XZuFi has no module for."""
        said = self.result.extra.get("modules")
        for language, modules in said.items() if isinstance(said, dict) else ():
            if language in self.result.texts and isinstance(modules, dict):
                for name in TextModule.values:
                    if isinstance(html := modules.get(name), str):
                        self._text(language).modules[name] = clean_html(html[:MAX_TEXT])

    def _text(self, language: str) -> Text:
        found = self.result.texts.get(language)
        if found is None:
            found = self.result.texts[language] = Text()
        return found

    def version(self, element: Element) -> None:
        self.result.version = version_of(element, self.names)

    def validity(self, element: Element) -> None:
        check_validity(element, self.names)

    def additions(self, element: Element) -> None:
        self.result.extra = additions(element)

    def key(self, element: Element) -> None:
        value = code_of(element) or (element.text or "").strip()
        if LEIKA.fullmatch(value):
            self.keys.append(value)
        else:
            self.note(
                _("LeiKa-Schlüssel „%(it)s“ hat nicht 14 Ziffern, weggelassen.")
                % {"it": plain(value, 30)}
            )

    def text_module(self, element: Element) -> None:
        code, channel = "", ""
        contents: list[Element] = []
        links: list[Element] = []
        for child in element:
            kind = self.module_parts.get(child.tag)
            if kind == "inhalt":
                contents.append(child)
            elif kind == "leikaTextmodul":
                code = code_of(child)
            elif kind == "zugangskanal":
                channel = code_of(child)
            elif kind == "weiterfuehrenderLink":
                links.append(child)
        if code not in KNOWN_MODULES:
            self.note(_("Unbekanntes Textmodul „%(it)s“, weggelassen.") % {"it": plain(code, 20)})
            return
        for content in contents:
            self._content(content, code, channel)
        if links:
            self._links(links, code)

    def _links(self, links: list[Element], code: str) -> None:
        if len(links) > MOST:
            raise SkipRecord(_("Mehr als %(it)s Links in einem Textmodul.") % {"it": MOST})
        if code == FORMS:
            self._form_links(links)
        elif code == LAW and not self.result.law:
            self._form_links(links, law=True)
        for link in links:
            if not web_address(self.names.text(link, "uri")):
                self.note(_("Link mit unerlaubter Adresse weggelassen."))

    def _content(self, content: Element, code: str, channel: str) -> None:
        language, text = content.get("languageCode", ""), content.text or ""
        if len(content):
            raise SkipRecord(_("Ein Text enthält XML-Elemente statt maskiertem HTML."))
        if len(text) > MAX_TEXT:
            raise SkipRecord(_("Ein Text ist länger als %(it)s Zeichen.") % {"it": MAX_TEXT})
        if language not in LANGUAGES:
            self.note(_("Unbekannte Sprache „%(it)s“, weggelassen.") % {"it": plain(language, 20)})
            return
        clean = is_clean(text)
        if not clean and not self.altered and is_altered(text):
            self.altered = True
            self.note(_("Unerlaubtes HTML oder unsichtbare Zeichen entfernt."))
        if code in TITLES:
            self._title(language, code, text)
            return
        html = text if clean else clean_html(text)
        if code in MODULES:
            self._module(language, MODULES[code], html, channel)
        else:
            self._said(language, code, html)

    def _module(self, language: str, name: TextModule, html: str, channel: str) -> None:
        """2.3: the same module may come once more, for another way to apply."""
        modules = self._text(language).modules
        known = modules.get(name.value, "") if channel not in {"", EVERY_CHANNEL} else ""
        modules[name.value] = known + html

    def _title(self, language: str, code: str, text: str) -> None:
        if code == COLLOQUIAL_TITLE:
            self._text(language).title = plain(text, 250)
        else:
            self.formal[language] = plain(text, 250)

    def _said(self, language: str, code: str, html: str) -> None:
        if code == TEASER:
            self._text(language).teaser = words_of(html)
        elif code == SHORT:
            teaser = self._text(language)
            teaser.teaser = teaser.teaser or words_of(html)
        elif code == LAW and language == Language.GERMAN:
            self.result.law = list(_law(html))
        elif code == AUTHOR and language == Language.GERMAN:
            self.result.source = words_of(html, 160)
        # OFFICE is said by the responsibilities, which are data.

    def _form_links(self, links: list[Element], *, law: bool = False) -> None:
        found = self.result.law if law else self.result.forms
        for link in links:
            if url := web_address(self.names.text(link, "uri")):
                found.append(
                    LinkRecord(plain(self.names.text(link, "titel"), 200) or url[:200], url)
                )

    def deadlines(self, element: Element) -> None:
        for child in element.iterchildren(f"{self.ns}frist"):
            about = self.names.localised(child, "beschreibung")
            label = words_of(clean_html(about.get("de", "")), 200)
            english = words_of(clean_html(about.get("en", "")), 200)
            duration = self._duration(child)
            if duration.unit and duration.least:
                record = DeadlineRecord(label, duration.least, duration.unit, english)
            else:
                record = DeadlineRecord(" ".join(filter(None, (label, self._day(child))))[:200])
                record = replace(record, label_en=english)
            if record.label or record.amount:
                self.result.deadlines.append(record)

    def _day(self, element: Element) -> str:
        """A fixed day or span of the year in words; the model has no field of its own for it."""
        point = element.find(f"{self.ns}fristauswahl/{self.ns}fristStichtag")
        if point is None:
            return ""
        days = [_spoken(self.names.text(point, name)) for name in ("von", "bis")]
        return "({})".format(" – ".join(filter(None, days))) if any(days) else ""

    def _duration(self, element: Element) -> Duration:
        found = element.find(f"{self.ns}fristauswahl/{self.ns}fristDauer")
        if found is None:
            return Duration()
        unit = UNITS.get(self.names.code(found, "einheit"))
        upper = UNITS.get(self.names.code(found, "einheitBis"), unit)
        least, most = (_number(self.names.text(found, n)) for n in ("dauer", "dauerBis"))
        if unit is None or upper != unit:
            self.note(_("Dauer mit unbekannter oder gemischter Einheit weggelassen."))
            return Duration()
        return Duration(least, most, unit.value)

    def fees(self, element: Element) -> None:
        for child in element.iterchildren(f"{self.ns}kosten"):
            if fee := self._fee(child):
                self.result.fees.append(fee)
        for language, text in self.names.localised(element, "beschreibung").items():
            self._text(language).modules[TextModule.FEES.value] = clean_html(text)

    def _fee(self, element: Element) -> FeeRecord | None:
        choice = self.names.first(element, "kostenauswahl")
        about = self.names.localised(element, "beschreibung")
        more = extra(element)
        values: dict[str, Any] = {
            "label": words_of(clean_html(about.get("de", "")), 200),
            "label_en": words_of(clean_html(about.get("en", "")), 200),
            "is_example": more.get("is_example") is True,
        }
        for form in choice if choice is not None else ():
            match self.names.local(form):
                case "kostenFix":
                    return self._fixed(form, values)
                case "kostenVariabel":
                    return self._range(form, values)
                case "kostenFrei":
                    return FeeRecord(Fee.Kind.FREE, **values)
        self.note(_("Kosten ohne bekannte Art weggelassen."))
        return None

    def _fixed(self, form: Element, values: dict[str, Any]) -> FeeRecord | None:
        amount = self._amount(self.names.first(form, "betrag"))
        return FeeRecord(Fee.Kind.FIXED, amount=amount, **values) if amount is not None else None

    def _range(self, form: Element, values: dict[str, Any]) -> FeeRecord | None:
        about = self.names.localised(form, "beschreibungVariabilitaet").get("de", "")
        lower, upper = (
            self.names.first(form, name) for name in ("betragUntergrenze", "betragObergrenze")
        )
        if lower is None and upper is None:
            return FeeRecord(Fee.Kind.BASIS, basis=plain(about), **values)
        least, most = self._amount(lower), self._amount(upper)
        if least is None or most is None:
            return None
        if least > most:
            self.note(_("Gebühr mit vertauschten Grenzen weggelassen."))
            return None
        return FeeRecord(
            Fee.Kind.RANGE, amount=least, amount_max=most, basis=plain(about), **values
        )

    def _amount(self, element: Element | None) -> Decimal | None:
        """Euro with a decimal point; everything else is dropped, never guessed."""
        text = (element.text or "").strip() if element is not None else ""
        currency = element.get("currencyCode", "") if element is not None else ""
        if currency == "EUR" and AMOUNT.fullmatch(text):
            return Decimal(text)
        self.note(_("Betrag „%(it)s“ weggelassen.") % {"it": plain(f"{text} {currency}", 40)})
        return None

    def processing_time(self, element: Element) -> None:
        for child in element.iterchildren(f"{self.ns}bearbeitungsdauer"):
            self.result.duration = self._duration(child)
            for language, text in self.names.localised(child, "beschreibung").items():
                html = clean_html(text)
                self._text(language).modules[TextModule.DURATION.value] = html

    def keywords(self, element: Element) -> None:
        children = element.findall(f"{self.ns}begriffImKontext")
        if len(children) > MOST:
            raise SkipRecord(_("Mehr als %(it)s Suchwörter.") % {"it": MOST})
        found: dict[str, list[str]] = {}
        for child in children:
            for language, text in self.names.localised(child, "begriff").items():
                found.setdefault(language, []).append(plain(text, 80))
        for language, terms in found.items():
            self._text(language).keywords = ", ".join(terms)[:500]

    def approval(self, element: Element) -> None:
        text = self.names.text(element, "fachlichFreigegebenAm")
        try:
            self.result.approved_on = datetime.date.fromisoformat(text) if text else None
        except ValueError:
            self.note(_("Kein gültiges Datum der Freigabe: „%(it)s“.") % {"it": plain(text, 40)})

    def documents(self, element: Element) -> None:
        for child in element.iterchildren(f"{self.ns}dokumentEingehend"):
            inner = self.names.first(child, "dokument")
            holder = child if inner is None else inner
            title = self.names.localised(holder, "bezeichnung")
            name = plain(title.get("de", ""), 160)
            form = ""
            for tag in ("referenzFormularID", "formularReferenz"):
                form = form or self.names.text(holder, tag)
            if name:
                more = extra(child)
                said = words(more, "condition", "condition_en", most=200)
                self.result.documents.append(DocumentRecord(name, form=form, details=more, **said))

    def addressee(self, element: Element) -> None:
        self.addressees.add(code_of(element))

    def sdg(self, element: Element) -> None:
        codes = (
            [code_of(element)]
            if not len(element.findall(f"{self.ns}*"))
            else [code_of(child) for child in element]
        )
        for code in codes:
            if SDG.fullmatch(code):
                self.result.is_sdg = True
            elif code != NO_SDG:
                self.note(
                    _("Unbekannter SDG-Bereich „%(it)s“, weggelassen.") % {"it": plain(code, 20)}
                )

    def trust(self, element: Element) -> None:
        if code_of(element) not in {*TRUST_LEVELS, *UNSAID_TRUST}:
            self.note(_("Unbekanntes Vertrauensniveau, weggelassen."))


HANDLERS: dict[str, Callable[[_Reading, Element], None]] = {
    "versionsinformation": _Reading.version,
    "versionsinformationen": _Reading.version,
    "gueltigkeit": _Reading.validity,
    "referenzLeiKa": _Reading.key,
    "referenzLeistungsschluessel": _Reading.key,
    "modulText": _Reading.text_module,
    "modulFrist": _Reading.deadlines,
    "modulKosten": _Reading.fees,
    "modulBearbeitungsdauer": _Reading.processing_time,
    "modulBegriffImKontext": _Reading.keywords,
    "modulFachlicheFreigabe": _Reading.approval,
    "modulDokument": _Reading.documents,
    "leistungsadressat": _Reading.addressee,
    "informationsbereichSDG": _Reading.sdg,
    "informationsbereicheSDG": _Reading.sdg,
    "vertrauensniveau": _Reading.trust,
}


MODULE_PARTS = ("inhalt", "leikaTextmodul", "zugangskanal", "weiterfuehrenderLink")


@lru_cache(maxsize=8)
def handlers_of(ns: str) -> dict[Any, Callable[[_Reading, Element], None]]:
    """By full name: one look-up for each of a hundred elements of a service."""
    named = {ns + name: handler for name, handler in HANDLERS.items()}
    return {**named, ADDITIONS: _Reading.additions}


@lru_cache(maxsize=8)
def module_parts_of(ns: str) -> dict[Any, str]:
    return {ns + name: name for name in MODULE_PARTS}


def _law(html: str) -> Iterator[LinkRecord]:
    for item in LIST_ITEM.findall(html) or [html]:
        name = words_of(item)
        address = HREF.search(item)
        if name:
            yield LinkRecord(name, web_address(address[1].replace("&amp;", "&")) if address else "")


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,4}", text) else None


def _spoken(text: str) -> str:
    if match := MONTH_DAY.fullmatch(text):
        return f"{int(match[2])}.{int(match[1])}."
    try:
        return datetime.date.fromisoformat(text).strftime("%d.%m.%Y") if text else ""
    except ValueError:
        return ""
