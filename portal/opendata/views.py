"""Addresses of the data sets below /api/v1/; the open-data middleware answers the rest of HTTP."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from portal.opendata import dcat, formats
from portal.opendata.datasets import DATASETS, Dataset

FORMATS: dict[str, tuple[str, Callable[[Dataset], bytes]]] = {
    ".csv": ("text/csv; charset=utf-8; header=present", formats.as_csv),
    ".json": ("application/json; charset=utf-8", formats.as_json),
    ".csv-metadata.json": (
        "application/csvm+json",
        lambda dataset: formats.dumped(formats.csvw(dataset)),
    ),
    ".schema.json": (
        "application/schema+json",
        lambda dataset: formats.dumped(formats.schema(dataset)),
    ),
}
SERIALISATIONS = {
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "rdf": ("pretty-xml", "application/rdf+xml; charset=utf-8"),
}


@require_safe
def catalogue(request: HttpRequest, ending: str) -> HttpResponse:
    name, content_type = SERIALISATIONS[ending]
    with translation.override("de"):
        text = dcat.catalogue().serialize(format=name)
    return HttpResponse(text.encode(), content_type=content_type)


@require_safe
def file(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    dataset = _dataset(name)
    content_type, write = FORMATS[ending]
    with translation.override("de"):
        response = HttpResponse(write(dataset), content_type=content_type)
    response["Content-Disposition"] = f'inline; filename="{dataset.id}{ending}"'
    if ending == ".csv":
        described = f"{dataset.id}.csv-metadata.json"
        response["Link"] = f'<{described}>; rel="describedby"; type="application/csvm+json"'
    return response


@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """The name of the thing itself: its description is in the catalogue (303, see other)."""
    _dataset(name)
    return HttpResponse(status=303, headers={"Location": "/api/v1/catalog.ttl"})


@require_safe
def bulk(request: HttpRequest) -> HttpResponse:
    with translation.override("de"):
        content = formats.bulk()
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="offene-daten.zip"'
    return response


def _dataset(name: str) -> Dataset:
    if name not in DATASETS:
        raise Http404
    return DATASETS[name]
