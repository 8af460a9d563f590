"""The service directory as open data."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Field, Path, Query, Router, Schema
from ninja.pagination import paginate
from wagtail.rich_text import expand_db_html

from ozg_catalog.status import Status
from portal.api.paging import Paging, Rows
from services.models import OnlineChannel, Service
from services.models.vocabulary import Audience, Level
from services.page import OfficeCard, ServicePage

router = Router(tags=[_("Dienstleistungen")])


class Brief(Schema):
    slug: str = Field(description=_("Kürzel in der Adresse"))
    title: str = Field(description=_("Titel"))
    language: str = Field(description=_("Sprache von Titel und Kurztext"))
    teaser: str = Field(description=_("In einem Satz"))
    url: str = Field(description=_("Seite für Menschen"))
    api_url: str = Field(description=_("Alles zu dieser Leistung als Daten"))
    leika_keys: list[str] = Field(description=_("LeiKa-Schlüssel, je 14 Ziffern"))
    ozg_ids: list[str] = Field(description=_("Nummern der OZG-Leistungen"))
    audience: str = Field(description=_("Zielgruppe: citizens, businesses oder both"))
    level: str = Field(description=_("Ebene, die zuständig ist"))
    updated_at: datetime = Field(description=_("Zuletzt geändert"))
    is_example: bool = Field(description=_("Ob das Beispieldaten sind"))


class Text(Schema):
    name: str = Field(description=_("Abschnitt"))
    html: str = Field(description=_("Text als HTML"))
    addition: str = Field(description=_("Was die Stadt dazu ergänzt, als HTML; leer: nichts"))
    language: str = Field(description=_("Sprache des Abschnitts"))


class Channel(Schema):
    name: str = Field(description=_("Name"))
    url: str = Field(description=_("Adresse"))
    account: str = Field(description=_("Nötiges Konto"))
    trust_level: str = Field(description=_("Nötiges Vertrauensniveau"))
    usable: bool = Field(description=_("Ob er gerade benutzt werden kann"))
    out_of_order_since: date | None = Field(description=_("Gestört seit"))
    out_of_order_until: date | None = Field(
        description=_("Voraussichtlich bis; null: nicht bekannt")
    )
    out_of_order_reason: str = Field(description=_("Grund der Störung, auf Deutsch"))


class Stated(Schema):
    origin: Literal["source", "city"] = Field(
        description=_("Von wem die Angabe ist: source (die Quelle der Leistung) oder city (Stadt)")
    )


class Fee(Stated):
    label: str = Field(description=_("Wofür"))
    kind: str = Field(description=_("Art: fixed, range, basis oder free"))
    amount: Decimal | None = Field(description=_("Betrag in Euro"))
    amount_max: Decimal | None = Field(description=_("Höchstens, in Euro"))
    basis: str = Field(description=_("Wonach berechnet wird"))
    is_example: bool = Field(description=_("Ob das ein Beispielwert ist"))


class Document(Stated):
    name: str = Field(description=_("Unterlage"))
    condition: str = Field(description=_("Wann sie nötig ist; leer: immer"))


class Place(Schema):
    name: str = Field(description=_("Amt"))
    role: str = Field(description=_("Aufgabe bei dieser Leistung"))
    url: str = Field(description=_("Seite des Amts"))


class Law(Stated):
    name: str = Field(description=_("Vorschrift"))
    url: str = Field(description=_("Fundstelle"))


class Deadline(Stated):
    label: str = Field(description=_("Wofür"))
    amount: int | None = Field(description=_("Dauer; null: in Worten"))
    unit: str = Field(description=_("Einheit der Dauer: days, weeks, months und so weiter"))


class Form(Stated):
    name: str = Field(description=_("Formular"))
    url: str = Field(description=_("Fundstelle"))
    needs_signature: bool = Field(description=_("Ob es eigenhändig zu unterschreiben ist"))


class OzgStatus(Schema):
    state: str = Field(description=_("Zustand"))
    label: str = Field(description=_("Zustand in Worten"))
    level: int | None = Field(description=_("Reifegrad; null: nicht festgestellt"))
    model: str = Field(description=_("Reifegradmodell"))
    source: str = Field(description=_("Worauf die Angabe beruht"))
    observed_on: date | None = Field(description=_("Tag der Beobachtung"))
    is_example: bool = Field(description=_("Ob das Beispieldaten sind"))


class Detail(Brief):
    texts: list[Text] = Field(description=_("Abschnitte der Seite"))
    channels: list[Channel] = Field(description=_("Online-Dienste; benutzbare zuerst"))
    online: bool = Field(description=_("Ob man sie jetzt online beginnen kann"))
    fees: list[Fee] = Field(description=_("Gebühren"))
    documents: list[Document] = Field(description=_("Nötige Unterlagen"))
    deadlines: list[Deadline] = Field(description=_("Fristen"))
    forms: list[Form] = Field(description=_("Formulare"))
    offices: list[Place] = Field(description=_("Ämter"))
    legal_bases: list[Law] = Field(description=_("Rechtsgrundlagen"))
    statuses: list[OzgStatus] = Field(description=_("Stand der OZG-Umsetzung"))
    reviewed_on: date | None = Field(description=_("Zuletzt geprüft am"))


class Language(Schema):
    language: Literal["de", "en"] = Field(
        "de", description=_("Gewünschte Sprache; fehlt sie, kommt Deutsch")
    )


class Filters(Language):
    audience: Literal["", "citizens", "businesses"] = Field("", description=_("Zielgruppe"))
    level: Literal["", "city", "district", "state", "federal"] = Field("", description=_("Ebene"))
    situation: str = Field("", max_length=50, description=_("Kürzel einer Lebenslage"))
    leika_key: str = Field("", max_length=14, description=_("LeiKa-Schlüssel"))
    ozg_id: str = Field("", max_length=10, description=_("Nummer einer OZG-Leistung"))
    online: bool = Field(False, description=_("Nur was man jetzt online beginnen kann"))


@router.get("", response=list[Brief], summary=_("Alle Leistungen"))
@paginate(Paging)
def services(request: HttpRequest, filters: Query[Filters]) -> Rows:
    found = Service.objects.public().titled(filters.language)
    if filters.audience:
        found = found.for_audience(Audience(filters.audience))
    if filters.level:
        found = found.filter(level=Level(filters.level))
    if filters.situation:
        found = found.filter(situations__slug=filters.situation)
    if filters.leika_key:
        found = found.filter(leika_keys__contains=[filters.leika_key])
    if filters.ozg_id:
        found = found.filter(ozg_ids__contains=[filters.ozg_id])
    if filters.online:
        found = found.online()
    ordered = found.order_by("shown_key", "pk")
    return Rows(ordered, lambda page: [_listed(request, service) for service in page])


@router.get("/{slug}", response=Detail, summary=_("Eine Leistung mit allem, was dazugehört"))
def service(
    request: HttpRequest,
    wanted: Query[Language],
    slug: str = Path(
        ...,
        max_length=160,
        description=_("Kürzel in der Adresse"),
        example="personalausweis-beantragen",
    ),
) -> dict[str, Any]:
    found = Service.objects.public().with_facts().filter(slug=slug).first()
    if found is None:
        raise Http404(gettext("Diese Leistung gibt es nicht. Alle stehen unter /api/v1/services."))
    page = ServicePage(found, wanted.language, timezone.now())
    return {**_brief(request, page), **_facts(page), "offices": _offices(request, page)}


def _listed(request: HttpRequest, service: Any) -> dict[str, Any]:
    return {
        **_identity(request, service),
        "title": service.shown_title,
        "teaser": service.shown_teaser,
        "language": service.shown_language,
        "is_example": service.is_example,
    }


def _brief(request: HttpRequest, page: ServicePage) -> dict[str, Any]:
    return {
        **_identity(request, page.service),
        "title": page.text.title,
        "teaser": page.text.teaser,
        "language": page.text.language,
        "is_example": page.service.has_example_data,
    }


def _identity(request: HttpRequest, service: Service) -> dict[str, Any]:
    return {
        "slug": service.slug,
        "url": request.build_absolute_uri(service.get_absolute_url()),
        "api_url": request.build_absolute_uri(f"/api/v1/services/{service.slug}"),
        "leika_keys": service.leika_keys,
        "ozg_ids": service.ozg_ids,
        "audience": service.audience,
        "level": service.level,
        "updated_at": service.updated_at,
    }


def _facts(page: ServicePage) -> dict[str, Any]:
    service = page.service
    return {
        "texts": [
            {
                "name": part.name,
                "html": expand_db_html(part.html),
                "addition": expand_db_html(part.addition),
                "language": part.language,
            }
            for part in page.sections
        ],
        "channels": [_channel(channel) for channel in page.channels],
        "online": page.main_channel is not None,
        "fees": page.fees,
        "documents": [
            {"name": link.document.name, "condition": link.condition, "origin": link.origin}
            for link in service.shown("documents")
        ],
        "deadlines": page.deadlines,
        "forms": page.forms,
        "legal_bases": page.legal_bases,
        "statuses": [_status(status) for status in page.statuses],
        "reviewed_on": service.reviewed_on,
    }


def _offices(request: HttpRequest, page: ServicePage) -> list[dict[str, str]]:
    def place(card: OfficeCard) -> dict[str, str]:
        address = request.build_absolute_uri(card.office.get_absolute_url())
        return {"name": card.office.name, "role": card.role, "url": address}

    return [place(card) for card in page.offices]


def _channel(channel: OnlineChannel) -> dict[str, Any]:
    return {
        "name": channel.name,
        "url": channel.address,
        "account": channel.account,
        "trust_level": channel.trust_level,
        "usable": channel.usable,
        "out_of_order_since": channel.out_of_order_since,
        "out_of_order_until": channel.out_of_order_until,
        "out_of_order_reason": channel.out_of_order_reason,
    }


def _status(status: Status) -> dict[str, Any]:
    return {
        "state": status.state.value,
        "label": status.label,
        "level": status.level,
        "model": status.model,
        "source": status.source,
        "observed_on": status.observed_on,
        "is_example": status.is_example,
    }
