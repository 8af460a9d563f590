"""Version 1 of the open data interface: read only, without a key, for everybody.

Texts in here are German msgids: the OpenAPI document carries them as they are, the
documentation page translates them.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Field, NinjaAPI, Schema
from ninja.openapi.schema import OpenAPISchema

from portal.api import guestreg, ozg, problems, search, services

DESCRIPTION = _(
    "Offene Daten des Dienstleistungsportals, nur zum Lesen und ohne Schlüssel. "
    "Jede Zahl nennt ihre Quelle, ihren Stand und was sie zählt."
)


class OpenDataAPI(NinjaAPI):
    """Fills in what the library leaves without a word: what a page holds, how errors look."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        for schema in document["components"]["schemas"].values():
            if items := schema.get("properties", {}).get("items"):
                items.setdefault("description", _("Einträge dieser Seite"))
        problems.describe(document)
        return document


api = OpenDataAPI(
    title=_("Offene Daten"),
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api-v1",
)
problems.install(api)
api.add_router("/services", services.router)
api.add_router("/search", search.router)
api.add_router("/ozg", ozg.router)
api.add_router("/guestreg", guestreg.router)


class Resource(Schema):
    """Something that can be asked for."""

    path: str = Field(description=_("Pfad"))
    summary: str = Field(description=_("Was man dort bekommt"))
    url: str = Field(description=_("Adresse"))


class Index(Schema):
    documentation: str = Field(description=_("Dokumentation für Menschen"))
    openapi: str = Field(description=_("OpenAPI-Dokument"))
    resources: list[Resource] = Field(description=_("Alles, was man abfragen kann"))


@api.get(
    "/", response=Index, summary=_("Verzeichnis dieser Schnittstelle"), tags=[_("Verzeichnis")]
)
def index(request: HttpRequest) -> Index:
    paths = api.get_openapi_schema()["paths"]
    return Index(
        documentation=request.build_absolute_uri("/api/v1/docs"),
        openapi=request.build_absolute_uri("/api/v1/openapi.json"),
        resources=[
            Resource(
                path=path, summary=methods["get"]["summary"], url=request.build_absolute_uri(path)
            )
            for path, methods in paths.items()
        ],
    )
