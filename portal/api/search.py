"""The same search as /suche/, as data."""

from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema

from portal.api.paging import FURTHEST, address_of_page
from services.search import MAX_LIMIT, PAGE_SIZE, Hit, search

router = Router(tags=[_("Suche")])


class Found(Schema):
    kind: str = Field(description=_("Art des Treffers, zum Beispiel service oder office"))
    title: str = Field(description=_("Titel"))
    language: str = Field(description=_("Sprache des Titels"))
    teaser: str = Field(description=_("In einem Satz"))
    url: str = Field(description=_("Seite für Menschen"))
    leika_keys: list[str] = Field(description=_("LeiKa-Schlüssel"))
    ozg_ids: list[str] = Field(description=_("Nummern der OZG-Leistungen"))
    online: bool = Field(description=_("Ob man es jetzt online beginnen kann"))


class Correction(Schema):
    typed: str = Field(description=_("Wort, das es so nicht gibt"))
    searched: str = Field(description=_("Wort, nach dem stattdessen gesucht wurde"))


class SearchResults(Schema):
    query: str = Field(description=_("Wonach gesucht wurde"))
    count: int = Field(description=_("Anzahl der Treffer"))
    is_capped: bool = Field(description=_("Ob es mehr Treffer gibt als gezählt"))
    corrections: list[Correction] = Field(description=_("Vermutete Tippfehler"))
    next: str | None = Field(description=_("Adresse der nächsten Seite"))
    previous: str | None = Field(description=_("Adresse der Seite davor"))
    hits: list[Found] = Field(description=_("Treffer dieser Seite, der beste zuerst"))


class Question(Schema):
    q: str = Field(
        ...,
        min_length=1,
        max_length=200,
        description=_("Suchtext"),
        json_schema_extra={"example": "personalausweis"},
    )
    limit: int = Field(PAGE_SIZE, ge=1, le=MAX_LIMIT, description=_("Treffer je Seite"))
    offset: int = Field(0, ge=0, le=FURTHEST, description=_("So viele Treffer überspringen"))
    language: Literal["de", "en"] = Field("de", description=_("Gewünschte Sprache der Titel"))


@router.get("", response=SearchResults, summary=_("Suchen"))
def find(request: HttpRequest, question: Query[Question]) -> dict[str, Any]:
    limit, offset = question.limit, question.offset
    results = search(question.q, language=question.language, limit=limit, offset=offset)
    more = offset + limit < results.total
    return {
        "query": question.q,
        "count": results.total,
        "is_capped": results.capped,
        "corrections": [
            {"typed": typed, "searched": searched} for typed, searched in results.corrections
        ],
        "next": address_of_page(request, offset + limit) if more else None,
        "previous": address_of_page(request, max(offset - limit, 0)) if offset else None,
        "hits": [_found(request, hit) for hit in results.hits],
    }


def _found(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "title": hit.title,
        "language": hit.title_language,
        "teaser": hit.teaser,
        "url": request.build_absolute_uri(hit.url),
        "leika_keys": hit.leika_keys,
        "ozg_ids": hit.ozg_ids,
        "online": hit.online,
    }
