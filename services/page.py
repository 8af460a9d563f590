"""What a service page shows, gathered for the live page, the preview and the print."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ozg_catalog.models import Municipality
from ozg_catalog.status import Status, statuses_for, statuses_for_keys
from services.addresses.forms import AddressForm
from services.channel_source import outage_of
from services.mentions import mentions
from services.models import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    LocalText,
    Office,
    OnlineChannel,
    Service,
    ServiceOffice,
    ServiceText,
)
from services.models.layered import Layered
from services.models.vocabulary import Language, TextModule
from services.opening_hours import Day, State, Timetable

# What fits on one printed page in the usual size, tried out.
MOST_PAPERS = 8
MOST_ENTRIES = 18
LISTS = ("fees", "deadlines", "documents", "legal_bases", "forms")


@dataclass(frozen=True)
class Origin:
    """Whose a text is and how old; what a source calls itself is German."""

    source: str
    day: datetime.date | None
    language: str = "de"


@dataclass(frozen=True)
class Module:
    """One section of text, and the language it is really in."""

    name: str
    html: str
    language: str
    addition: str = ""
    origin: "Origin | None" = None
    """Where a page mixes texts of several."""
    addition_origin: "Origin | None" = None

    @property
    def heading(self) -> str:
        return str(TextModule(self.name).label)


@dataclass(frozen=True)
class OfficeCard:
    """An office as it stands at this moment."""

    office: Office
    role: str
    timetable: Timetable
    state: State
    notices: list[Day]


@dataclass(frozen=True)
class ServicePage:
    service: Service
    language: str
    now: datetime.datetime

    @cached_property
    def original(self) -> ServiceText | None:
        return self.service.text_in(Language.GERMAN)

    @cached_property
    def text(self) -> ServiceText:
        """The text in the wanted language, else German, else whatever there is."""
        wanted = self.service.text_in(self.language)
        return (
            wanted
            or self.original
            or self.service.texts.first()
            or ServiceText(title=self.service.name, language=Language.GERMAN)
        )

    @property
    def is_fallback(self) -> bool:
        return self.text.language != self.language

    @property
    def is_outdated_translation(self) -> bool:
        """The German page was changed, by source or city, after this translation was written."""
        original, written = self.original, self._newest(self.text)
        if original is None or original.language == self.text.language or written is None:
            return False
        changed = self._newest(original)
        return changed is not None and written < changed

    def _newest(self, text: ServiceText) -> datetime.date | None:
        """The day of the text; a younger word of the city in that language makes it younger."""
        mine = [
            local.written_on
            for local in self.service.local_texts.all()
            if local.language == text.language
        ]
        return max((day for day in (text.written_on, *mine) if day), default=None)

    @property
    def languages(self) -> list[str]:
        return [text.language for text in self.service.texts.all()]

    @property
    def text_language(self) -> str:
        """The title's language where it is not the page's own."""
        spoken = self.text.html_language
        return "" if spoken == get_language() else spoken

    @cached_property
    def sections(self) -> list[Module]:
        """Sections of the text; one that the translation lacks comes from the original."""
        return [module for name in ServiceText.MODULES if (module := self._module(name))]

    def _module(self, name: str) -> Module | None:
        candidates = [self.text]
        if self.text.language == Language.ENGLISH and self.original:
            candidates.append(self.original)
        for text in candidates:
            own = self._local_texts.get((text.language, name))
            html = getattr(text, name)
            if own and (own.mode == LocalText.Mode.REPLACE or not html):
                return Module(name, own.html, text.html_language, origin=_dated(own))
            if html and own:
                both = {"origin": self._origin(text), "addition_origin": _dated(own)}
                return Module(name, html, text.html_language, own.html, **both)
            if html:
                return Module(name, html, text.html_language, origin=self._origin(text))
        return None

    def _origin(self, text: ServiceText) -> Origin | None:
        """Said at each section only where not all are from the text that the foot of the page
        names."""
        if text.language == self.text.language and not self._local_texts:
            return None
        return Origin(text.source, text.written_on) if text.source else None

    @cached_property
    def _local_texts(self) -> dict[tuple[str, str], LocalText]:
        return {(own.language, own.module): own for own in self.service.local_texts.all()}

    @cached_property
    def channels(self) -> list[OnlineChannel]:
        """Usable ones first, in the editors' order."""
        channels = [link.channel for link in self.service.channels.all()]
        return sorted(channels, key=lambda channel: not channel.usable)

    @property
    def main_channel(self) -> OnlineChannel | None:
        return next((channel for channel in self.channels if channel.usable), None)

    @property
    def is_long(self) -> bool:
        """Whether a sheet of paper only holds it in small print, without explanations."""
        entries = len(self.documents) + len(self.fees) + len(self.deadlines)
        return len(self.documents) > MOST_PAPERS or entries > MOST_ENTRIES

    @property
    def online_address(self) -> str:
        """Where the QR code of a printed page leads: to the online service, else to the page."""
        channel = self.main_channel
        address = channel.address if channel else self.service.get_absolute_url()
        return address if "://" in address else f"{settings.PORTAL_BASE_URL}{address}"

    @cached_property
    def offices(self) -> list[OfficeCard]:
        links = {link.office_id: link for link in self.service.offices.all()}
        offices = Office.objects.with_hours().in_bulk(list(links)) if links else {}
        return [
            office_card(offices[pk], self.now, role=link.role)
            for pk, link in links.items()
            if pk in offices
        ]

    @property
    def responsible(self) -> OfficeCard | None:
        """The office that decides; failing that, the one that takes the application."""
        deciding = [c for c in self.offices if c.role == ServiceOffice.Role.RESPONSIBLE]
        return next(iter(deciding or self.offices), None)

    @property
    def address_form(self) -> AddressForm | None:
        """The question for an address, where the answer depends on it and can be known."""
        depends = self.service.jurisdiction_id and self.asks_address
        return AddressForm() if depends else None

    @property
    def asks_address(self) -> bool:
        """Read along by ``with_facts``; without a street directory there is nothing to ask."""
        return bool(getattr(self.service, "asks_address", False))

    @cached_property
    def fees(self) -> list[Fee]:
        return self.service.shown("fees")

    @cached_property
    def deadlines(self) -> list[Deadline]:
        return self.service.shown("deadlines")

    @cached_property
    def legal_bases(self) -> list[LegalBasis]:
        return self.service.shown("legal_bases")

    @cached_property
    def forms(self) -> list[Form]:
        return self.service.shown("forms")

    @cached_property
    def mixes_facts(self) -> bool:
        """The city added records of its own to those of a source: then each says whose it is."""
        service = self.service
        return service.is_imported and any(
            record.is_local for name in LISTS for record in service.shown(name)
        )

    def whose(self, record: Layered) -> Origin | None:
        """Of one fee, deadline, paper, law or form, where the page mixes them."""
        if not self.mixes_facts:
            return None
        if record.origin == "city":
            return Origin(_city(), None, get_language() or "de")
        return Origin((self.original or self.text).source, None)

    @cached_property
    def documents(self) -> list[dict[str, Any]]:
        return [
            {
                "link": link,
                "document": link.document,
                "issued_by": self._named.get(link.document.issued_by_id),
            }
            for link in self.service.shown("documents")
        ]

    @property
    def related(self) -> list[Service]:
        return [other for other in self._named.values() if other.pk in self._related_ids]

    @cached_property
    def _named(self) -> dict[int, Service]:
        """Services that the page links to, related or issuing a document: one query for both."""
        issuing = {link.document.issued_by_id for link in self.service.shown("documents")}
        wanted = (issuing | self._related_ids) - {None, self.service.pk}
        services = Service.objects.public().filter(pk__in=wanted).titled(self.language)
        return {other.pk: other for other in services.order_by("shown_key")}

    @cached_property
    def _related_ids(self) -> set[int]:
        """Read along by ``with_facts``; the preview of a draft holds them in memory."""
        known = getattr(self.service, "related_ids", None)
        return set(known) if known is not None else {s.pk for s in self.service.related.all()}

    @cached_property
    def statuses(self) -> list[Status]:
        """OZG status of this service's LeiKa keys; of its OZG ids where it has no key."""
        home = Municipality.objects.filter(ars=settings.PORTAL_ARS).first()
        if home is None or not self.service.ozg_ids:
            return []
        if self.service.leika_keys:
            found = statuses_for_keys(self.service.leika_keys, municipality=home)
        else:
            found = statuses_for(self.service.ozg_ids, municipality=home)
        # The page holds its channels already; the catalogue would have to ask for them.
        stopped = tuple(outage_of(c) for c in self.channels if c.is_out_of_order)
        return [replace(status, outages=stopped) for status in found.values()]


def _dated(own: LocalText) -> Origin:
    """Whose words these are and how old."""
    return Origin(_city(), own.written_on, get_language() or "de")


def _city() -> str:
    return _("Stadt %(city)s") % {"city": settings.PORTAL_CITY}


def office_card(office: Office, now: datetime.datetime, *, role: str = "") -> OfficeCard:
    timetable = office.timetable
    today = timezone.localdate(now)
    return OfficeCard(office, role, timetable, timetable.at(now), timetable.notices(today))


def page_context(service: Service, *, language: str, now: datetime.datetime) -> dict[str, Any]:
    page = ServicePage(service, language, now)
    return {"page": page, "service": service, "mentions": mentions(service)}
