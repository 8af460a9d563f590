"""The documentation page, written from the OpenAPI document itself so that both always agree."""

import json
from copy import copy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as translated
from django.views.decorators.http import require_safe

from portal.api.delivery import FRESH_SECONDS
from portal.api.v1 import api
from portal.opendata.datasets import DATASETS

Document = dict[str, Any]
LONGEST_TEXT = 120


@dataclass(frozen=True)
class Value:
    """A parameter that can be sent, or a field that comes back."""

    name: str
    kind: str
    text: str
    required: bool = False
    default: Any = None


@dataclass(frozen=True)
class Operation:
    """One address with everything that a caller needs to know."""

    anchor: str
    path: str
    summary: str
    text: str
    parameters: list[Value]
    fields: list[Value]
    example: str
    answer: str
    """What the example address answers at this moment, shortened; empty where it is not there."""


@dataclass(frozen=True)
class Group:
    name: str
    operations: list[Operation]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    document = api.get_openapi_schema()
    context = {
        "title": translated(document["info"]["title"]),
        "description": translated(document["info"]["description"]),
        "groups": groups(document, request),
        "datasets": DATASETS.values(),
        "rate": settings.PORTAL_API_RATE,
        "fresh_seconds": FRESH_SECONDS,
    }
    return render(request, "portal/api/documentation.html", context)


def groups(document: Document, request: HttpRequest) -> list[Group]:
    """Operations by tag, in the order in which the document has them."""
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        described = methods["get"]
        tag = (described.get("tags") or [""])[0]
        by_tag.setdefault(tag, []).append(_operation(path, described, document, request))
    return [Group(translated(tag), operations) for tag, operations in by_tag.items()]


def _operation(
    path: str, described: Document, document: Document, request: HttpRequest
) -> Operation:
    parameters = described.get("parameters", [])
    example = _example(path, parameters)
    return Operation(
        anchor=described["operationId"],
        path=path,
        summary=translated(described["summary"]),
        text=_translated(described.get("description", "")),
        parameters=[_parameter(parameter) for parameter in parameters],
        fields=_fields(_content(described), document),
        example=example,
        answer=_answer(example, request),
    )


def _content(described: Document) -> Document:
    content: Document = described["responses"][200].get("content", {})
    return content.get("application/json", {}).get("schema", {})


def _parameter(parameter: Document) -> Value:
    schema = parameter["schema"]
    return Value(
        name=parameter["name"],
        kind=_kind(schema),
        text=_translated(schema.get("description") or parameter.get("description", "")),
        required=parameter.get("required", False),
        default=schema.get("default"),
    )


def _fields(schema: Document, document: Document, prefix: str = "") -> list[Value]:
    """The fields of an answer, those of nested objects with a dotted name."""
    found = []
    for name, described in _resolved(schema, document).get("properties", {}).items():
        label = f"{prefix}{name}"
        found.append(Value(label, _kind(described), _translated(described.get("description", ""))))
        inner = described.get("items", described)
        if "$ref" in inner:
            found += _fields(inner, document, f"{label}.")
    return found


def _resolved(schema: Document, document: Document) -> Document:
    if "$ref" not in schema:
        return schema
    found: Document = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _kind(schema: Document) -> str:
    if "anyOf" in schema:
        return " | ".join(_kind(choice) for choice in schema["anyOf"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}[]"
    return str(schema.get("format") or schema.get("type") or "object")


def _example(path: str, parameters: list[Document]) -> str:
    """An address that really answers; without one for a required parameter, none."""
    query = []
    for parameter in parameters:
        if "example" in parameter["schema"]:
            value = parameter["schema"]["example"]
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", str(value))
            else:
                query.append(f"{parameter['name']}={value}")
    return path + (f"?{'&'.join(query)}" if query else "")


def _answer(address: str, request: HttpRequest) -> str:
    """Asks our own view, so that the sample can never differ from what a caller gets."""
    parts = urlsplit(address)
    found, asked = resolve(parts.path), copy(request)
    asked.path = asked.path_info = parts.path
    asked.GET = QueryDict(parts.query)
    try:
        answer = found.func(asked, *found.args, **found.kwargs)
    except Http404:
        return ""
    if answer.status_code != HTTPStatus.OK:
        return ""
    return json.dumps(_shortened(json.loads(answer.content)), indent=2, ensure_ascii=False)


def _shortened(value: Any) -> Any:
    """Of each list the first entry, of each long text the beginning."""
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:1]] + ["…"] * (len(value) > 1)
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}…"
    return value


def _translated(text: str) -> str:
    """Gettext takes the empty text for the catalogue's header."""
    return translated(text) if text else ""
