"""One description of the search service as records of ours."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from services.exchange.base import (
    ChannelRecord,
    Identity,
    Item,
    Kind,
    LinkRecord,
    Note,
    ResponsibilityRecord,
    ServiceRecord,
    Text,
    Version,
    Write,
)
from services.exchange.remote import Found
from services.exchange.shapes import Shape, unread
from services.exchange.text import MAX_TEXT, clean_html, is_altered, plain, web_address, words_of
from services.models import ServiceOffice
from services.models.vocabulary import TextModule

# Headings as the official list of text modules names them. Which ones the service really sends is
# not known: another one is kept under its own heading and named in the report.
MODULES = {
    "volltext": TextModule.SUMMARY,
    "erforderliche unterlagen": TextModule.DOCUMENTS,
    "voraussetzungen": TextModule.PREREQUISITES,
    "verfahrensablauf": TextModule.PROCEDURE,
    "kosten": TextModule.FEES,
    "gebühren": TextModule.FEES,
    "bearbeitungsdauer": TextModule.DURATION,
    "hinweise": TextModule.HINTS,
    "ansprechpunkt": TextModule.CONTACT,
    "zuständige stelle": TextModule.CONTACT,
    "weiterführende informationen": TextModule.FURTHER,
    "rechtsbehelf": TextModule.REMEDY,
}
TEASERS = ("teaser", "kurztext")
LAW = frozenset(
    {"rechtsgrundlage", "rechtsgrundlagen", "rechtsgrundlage(n)", "handlungsgrundlage(n)"}
)
FORMS = "formulare"
KEPT_WITH_HEADING = frozenset({"frist", "fristen"})
KNOWN = {"id", "name", "ars", "details", "organisations"}
KNOWN_DETAIL = {"title", "text", "links"}


def description(shape: Shape, identity: Identity, found: Found) -> Iterator[Item]:
    """The service, its online addresses, and what a person should know of the answer."""
    reading = _Reading(shape, identity, tuple(found.keys))
    yield from reading.notes
    yield Write(reading.record)
    for link in found.more.get("links", []):
        yield from _channel(link, identity)


class _Reading:
    def __init__(self, shape: Shape, identity: Identity, keys: tuple[str, ...]) -> None:
        self.label = f"leistung {identity}"
        self.text = Text(title=plain(shape.text("name", needed=True), 250))
        self.record = ServiceRecord(
            identity, Version(second_hand=True), {"de": self.text}, leika_keys=keys
        )
        self.notes: list[Note] = []
        self.unknown = shape.unknown(KNOWN)
        for detail in shape.objects("details", needed=True):
            self._detail(detail)
        if self.unknown:
            self._note(unread(self.unknown))

    def _note(self, reason: str) -> None:
        self.notes.append(Note(self.label, reason))

    def _detail(self, detail: Shape) -> None:
        self.unknown |= detail.unknown(KNOWN_DETAIL)
        title, text = plain(detail.text("title", needed=True), 120), detail.text("text")
        links = [_link(link) for link in detail.objects("links")]
        if len(text) > MAX_TEXT:
            self._note(_("Ein Text ist länger als %(it)s Zeichen.") % {"it": MAX_TEXT})
            return
        if is_altered(text):
            self._note(_("Unerlaubtes HTML oder unsichtbare Zeichen entfernt."))
        self._say(title, clean_html(text), [link for link in links if link.url])

    def _say(self, title: str, html: str, links: list[LinkRecord]) -> None:
        name = title.lower().rstrip(":?")
        if name in LAW:
            self.record.law += links or [LinkRecord(words_of(html))]
        elif name == FORMS:
            self.record.forms += links
        elif name in TEASERS:
            self.text.teaser = self.text.teaser or words_of(html)
        elif name in MODULES:
            self._add(MODULES[name], html + _as_list(links))
        else:
            if name not in KEPT_WITH_HEADING:
                said = {"it": title}
                self._note(_("Abschnitt „%(it)s“ ist neu; er steht unter „Mehr dazu“.") % said)
            self._add(TextModule.FURTHER, f"<h3>{escape(title)}</h3>{html}{_as_list(links)}")

    def _add(self, module: TextModule, html: str) -> None:
        modules = self.text.modules
        modules[module.value] = modules.get(module.value, "") + html


def _link(link: Shape) -> LinkRecord:
    url = web_address(link.text("uri"))
    return LinkRecord(plain(link.text("title"), 200) or url[:200], url)


def _as_list(links: list[LinkRecord]) -> str:
    rows = [f'<li><a href="{escape(link.url)}">{escape(link.name)}</a></li>' for link in links]
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _channel(link: dict[str, Any], service: Identity) -> Iterator[Item]:
    """The service gives its online addresses no id of their own: the address is the id."""
    url = web_address(str(link.get("uri") or ""))
    if not url:
        yield Note(f"leistung {service}", _("Link mit unerlaubter Adresse weggelassen."))
        return
    digest = sha256(url.encode()).hexdigest()[:20]
    own = Identity(service.agency, f"pvog-link-{digest}")
    name = plain(str(link.get("title") or ""), 160) or url[:160]
    yield Write(ChannelRecord(own, Version(second_hand=True), name, url, languages=("de",)))
    tie = Identity(service.agency, f"pvog-{service.id[:80]}-{digest}")
    role = ServiceOffice.Role.RESPONSIBLE.value
    yield Write(ResponsibilityRecord(tie, Kind.CHANNEL.value, own, service, role))
