"""Pieces that records share, and the smaller records: offices, online services, forms."""

import datetime
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from services.exchange.base import (
    ChannelRecord,
    FormRecord,
    Identity,
    Item,
    Kind,
    Note,
    OfficeRecord,
    OpeningRecord,
    ResponsibilityRecord,
    Version,
    Write,
)
from services.exchange.contrib.xzufi.names import (
    CONTACTS,
    LANGUAGES,
    NAMESPACES,
    OWN,
    ROLES,
    TRUST_LEVELS,
    UNSAID_TRUST,
    WEEKDAYS,
)
from services.exchange.text import plain, web_address, words_of
from services.models.vocabulary import Language

Element = etree._Element
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,119}")
AGENCY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
EARLIEST, LATEST = 1990, 2100
EXTRA_AT_MOST = 20_000
NAMES_AT_MOST = 1000
CONTACT_SHAPES = {
    "phone": re.compile(r"[+\d][\d ()/-]{3,39}"),
    "email": re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+"),
    "website": re.compile(r"https?://\S+"),
}
CODE_TAGS: frozenset[Any] = frozenset(
    {"code", *(f"{{{namespace}}}code" for namespace in NAMESPACES.values())}
)
ADDITIONS = f"{{{OWN}}}angaben"
HOUSE_ADDRESS = {"001", "002", ""}


class SkipRecord(Exception):
    """This record is left out; the text says why."""


def first(element: Element, tag: str) -> Element | None:
    for child in element.iterchildren(tag):
        return child
    return None


class Names:
    """Qualified names of one version's namespace."""

    def __init__(self, ns: str) -> None:
        self.ns = ns
        self._locals: dict[str, str] = {}

    def local(self, element: Element) -> str:
        """The name without its namespace; empty for an element of another one."""
        return self._local(str(element.tag))

    def _local(self, tag: str) -> str:
        found = self._locals.get(tag)
        if found is None:
            found = tag[len(self.ns) :] if tag.startswith(self.ns) else ""
            if len(self._locals) < NAMES_AT_MOST:
                self._locals[tag] = found
        return found

    def first(self, element: Element, name: str) -> Element | None:
        """The first child of that name. ``find`` takes three times as long."""
        return first(element, self.ns + name)

    def children(self, element: Element) -> dict[str, Element]:
        """The first child of each name, in one walk."""
        found: dict[str, Element] = {}
        for child in element:
            found.setdefault(self.local(child), child)
        return found

    def text(self, element: Element, name: str) -> str:
        found = first(element, self.ns + name)
        return (found.text or "").strip() if found is not None else ""

    def code(self, element: Element, name: str) -> str:
        """The code of a coded value; empty when it is missing or said twice."""
        found = first(element, self.ns + name)
        return code_of(found) if found is not None else ""

    def localised(self, element: Element, name: str) -> dict[str, str]:
        """Language → text, of the languages that we know; the first of each counts."""
        found: dict[str, str] = {}
        for child in element.iterchildren(self.ns + name):
            language = child.get("languageCode", "")
            if language in LANGUAGES and child.text:
                found.setdefault(language, child.text)
        return found


@lru_cache(maxsize=8)
def names(ns: str) -> Names:
    return Names(ns)


def code_of(element: Element) -> str:
    """Of ``<code>`` without a namespace; one in ours is read too. Empty when there are two."""
    found: Element | None = None
    for child in element:
        if child.tag in CODE_TAGS:
            if found is not None:
                return ""
            found = child
    return (found.text or "").strip() if found is not None else ""


def label(record: Element, names: Names) -> str:
    found = names.first(record, "id")
    text = (found.text or "") if found is not None else ""
    return f"{names.local(record) or '?'} {plain(text, 60)}".strip()


def identity(element: Element | None) -> Identity:
    value = (element.text or "").strip() if element is not None else ""
    if element is None or not value:
        raise SkipRecord(_("Die Kennung fehlt."))
    agency = element.get("schemeAgencyID", "").strip()
    if not agency:
        raise SkipRecord(_("Die Kennung nennt keine vergebende Stelle (schemeAgencyID)."))
    if not ID.fullmatch(value) or not _is_agency(agency):
        raise SkipRecord(_("Die Kennung enthält unerlaubte Zeichen."))
    return Identity(agency, value)


@lru_cache(maxsize=256)
def _is_agency(text: str) -> bool:
    return bool(AGENCY.fullmatch(text))


def version(record: Element, names: Names) -> Version:
    for name in ("versionsinformation", "versionsinformationen"):
        found = names.first(record, name)
        if found is not None:
            return version_of(found, names)
    return Version()


def version_of(element: Element, names: Names) -> Version:
    """When and as what the record was last changed. A date that is none spoils the record."""
    changed = names.first(element, "geaendertDatumZeit")
    if changed is None:
        changed = names.first(element, "erstelltDatumZeit")
    at = moment((changed.text or "").strip()) if changed is not None else None
    return Version(plain(names.text(element, "version"), 40), at)


def moment(text: str) -> datetime.datetime:
    """Strict ISO 8601 with a zone; nothing is guessed or rolled over."""
    try:
        value = datetime.datetime.fromisoformat(text)
    except ValueError:
        value = None
    offset = value.utcoffset() if value is not None else None
    if value is None or offset is None or not EARLIEST <= value.year <= LATEST:
        values = {"text": plain(text, 40)}
        raise SkipRecord(_("Kein gültiger Zeitpunkt: „%(text)s“.") % values)
    # Zones that are the same object are packed once for many records.
    return value.replace(tzinfo=_zone(offset))


@lru_cache(maxsize=256)
def _zone(offset: datetime.timedelta) -> datetime.timezone:
    return datetime.timezone(offset)


def check_validity(span: Element, names: Names) -> None:
    """``gueltigkeit`` must not end before it begins."""
    begin, end = names.text(span, "beginn"), names.text(span, "ende")
    first, last = (moment(begin) if begin else None), (moment(end) if end else None)
    if first and last and last < first:
        raise SkipRecord(_("Die Gültigkeit endet vor ihrem Beginn."))


def extra(record: Element) -> dict[str, Any]:
    found = first(record, ADDITIONS)
    return additions(found) if found is not None else {}


def additions(element: Element) -> dict[str, Any]:
    """What our own export adds; anything else there is read as nothing."""
    text = element.text or ""
    if not text or len(text) > EXTRA_AT_MOST:
        return {}
    try:
        values = json.loads(text)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def office(record: Element, names: Names) -> Iterator[Item]:
    own = identity(names.first(record, "id"))
    called = names.first(record, "name")
    title = names.localised(called, "name") if called is not None else {}
    if not plain(title.get(Language.GERMAN, "")):
        raise SkipRecord(_("Die Stelle hat keinen deutschen Namen."))
    parent = names.first(record, "uebergeordneteOrganisationseinheitID")
    about = names.localised(record, "beschreibung")
    yield Write(
        OfficeRecord(
            identity=own,
            version=version(record, names),
            name=plain(title[Language.GERMAN], 160),
            name_en=plain(title.get(Language.ENGLISH, ""), 160),
            parent=identity(parent) if parent is not None else None,
            summary=words_of(about.get(Language.GERMAN, "")),
            summary_en=words_of(about.get(Language.ENGLISH, "")),
            fields=_address(record, names) | _contacts(record, names),
            openings=list(_openings(record, names)),
            extra=extra(record),
        )
    )
    for child in record.iterchildren(f"{names.ns}zustaendigkeit"):
        yield from _responsibility(names.children(child), Kind.OFFICE, own)


def _address(record: Element, names: Names) -> dict[str, Any]:
    for found in record.iterchildren(f"{names.ns}anschrift"):
        if names.code(found, "typ") not in HOUSE_ADDRESS or not names.text(found, "strasse"):
            continue
        access = names.text(found, "kennzeichenRollstuhlgerecht")
        postcode = names.text(found, "postleitzahl")
        return {
            "street": plain(names.text(found, "strasse"), 120),
            "house_number": plain(names.text(found, "hausnummer"), 12),
            "postcode": postcode if re.fullmatch(r"\d{5}", postcode) else "",
            "city": plain(names.text(found, "ort"), 80),
            "wheelchair": {"true": True, "false": False}.get(access),
        }
    return {}


def _contacts(record: Element, names: Names) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in record.iterchildren(f"{names.ns}kommunikation"):
        name = CONTACTS.get(names.code(child, "kanal"), "")
        value = plain(names.text(child, "kennung"), 254)
        if name and CONTACT_SHAPES[name].fullmatch(value):
            found.setdefault(name, value)
    if not web_address(found.get("website", "")):
        found.pop("website", None)
    return found


def _openings(record: Element, names: Names) -> Iterator[OpeningRecord]:
    for table in record.iterchildren(f"{names.ns}infoOeffnungszeitenStrukturiert"):
        for row in table.iterchildren(f"{names.ns}zeitserie"):
            try:
                day = WEEKDAYS.index(names.code(row, "tagesTyp"))
                opens = datetime.time.fromisoformat(names.text(row, "beginn"))
                closes = datetime.time.fromisoformat(names.text(row, "ende"))
            except ValueError:
                continue
            if opens < closes:
                yield OpeningRecord(day, opens, closes, *_limits(extra(row)))


def _limits(values: dict[str, Any]) -> tuple[bool, tuple[int, ...]]:
    weeks = values.get("weeks")
    known = [w for w in weeks if w in range(1, 6)] if isinstance(weeks, list) else []
    return values.get("by_appointment") is True, tuple(known)


def channel(record: Element, names: Names) -> Iterator[Item]:
    own = identity(names.first(record, "id"))
    title = names.localised(record, "bezeichnung")
    links: dict[str, str] = {}
    for child in record.iterchildren(f"{names.ns}link"):
        language = child.get("languageCode", "")
        if language in LANGUAGES and (url := web_address(names.text(child, "link"))):
            links.setdefault(language, url)
    if not links and "url_name" not in (more := extra(record)):
        raise SkipRecord(_("Der Online-Dienst hat keinen brauchbaren Link."))
    more = extra(record)
    name = plain(title.get(Language.GERMAN, "") or next(iter(title.values()), ""), 160)
    if not name:
        raise SkipRecord(_("Der Online-Dienst hat keinen Namen."))
    level = names.code(record, "vertrauensniveau")
    if level not in {*TRUST_LEVELS, *UNSAID_TRUST}:
        yield Note(f"onlinedienst {own}", _("Unbekanntes Vertrauensniveau, weggelassen."))
    yield Write(
        ChannelRecord(
            identity=own,
            version=version(record, names),
            name=name,
            name_en=plain(title.get(Language.ENGLISH, ""), 160),
            url=links.get(Language.GERMAN) or next(iter(links.values()), ""),
            trust_level=TRUST_LEVELS.get(level, ""),
            languages=tuple(links),
            extra=more,
        )
    )


def form(record: Element, names: Names) -> Iterator[Item]:
    own = identity(names.first(record, "id"))
    title = names.localised(record, "bezeichnung")
    name = plain(title.get(Language.GERMAN, "") or next(iter(title.values()), ""), 200)
    if not name:
        raise SkipRecord(_("Das Formular hat keinen Namen."))
    url = ""
    for child in record.iterchildren(f"{names.ns}link"):
        url = url or web_address(names.text(child, "uri") or names.text(child, "link"))
    yield Write(FormRecord(own, version(record, names), name, url))


OWNERS = {
    "ZustaendigkeitOnlinedienst": Kind.CHANNEL,
    "ZustaendigkeitFormular": Kind.FORM,
    "Onlinedienst": Kind.CHANNEL,
    "Formular": Kind.FORM,
}


def responsibility(record: Element, names: Names) -> Iterator[Item]:
    inner = names.children(record)
    child = inner.get("zustaendigkeit")
    if child is None:
        raise SkipRecord(_("Die Zuständigkeit fehlt."))
    owner, said = inner.get("uebergeordnetesObjektID"), names.children(child)
    schemes = [found.get("schemeID", "") for found in (owner, said.get("id")) if found is not None]
    kind = next((OWNERS[scheme] for scheme in schemes if scheme in OWNERS), Kind.OFFICE)
    yield from _responsibility(said, kind, identity(owner))


def _responsibility(said: dict[str, Element], kind: str, owner: Identity) -> Iterator[Item]:
    role = code_of(said["rolle"]) if "rolle" in said else ""
    own = identity(said.get("id"))
    if role not in ROLES and kind == Kind.OFFICE:
        yield Note(f"zustaendigkeit {own}", _("Unbekannte Rolle, gelesen als zuständig."))
    yield Write(
        ResponsibilityRecord(
            identity=own,
            owner_kind=str(kind),
            owner=owner,
            service=identity(said.get("leistungID")),
            role=str(ROLES.get(role, ROLES["01"])),
        )
    )
