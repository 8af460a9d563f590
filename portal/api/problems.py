"""Errors as RFC 9457 problem details that name the field, the reason and the way out."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

CONTENT_TYPE = "application/problem+json"
DOCUMENTATION = "/api/v1/docs#fehler-"


DESCRIBED = {
    404: gettext_noop("Das gibt es hier nicht"),
    422: gettext_noop("Eine Angabe stimmt nicht"),
    429: gettext_noop("Zu viele Anfragen aus Ihrem Netz"),
}
PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": gettext_noop("Adresse der Erklärung")},
        "title": {"type": "string", "description": gettext_noop("Name des Status")},
        "status": {"type": "integer", "description": gettext_noop("Status")},
        "detail": {"type": "string", "description": gettext_noop("Was nicht stimmt")},
        "instance": {"type": "string", "description": gettext_noop("Pfad der Anfrage")},
        "errors": {
            "type": "array",
            "description": gettext_noop("Je falsche Angabe: field, reason und way_out"),
            "items": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    },
}


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
) -> JsonResponse:
    """``type`` leads to the passage of the documentation about errors of this status."""
    body: dict[str, Any] = {
        "type": request.build_absolute_uri(f"{DOCUMENTATION}{status}"),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest) -> JsonResponse:
    return problem(
        request, 404, _("Das gibt es hier nicht. Alle Adressen stehen unter /api/v1/docs.")
    )


def method_not_allowed(request: HttpRequest) -> JsonResponse:
    response = problem(request, 405, _("Diese Schnittstelle ist nur zum Lesen: GET oder HEAD."))
    response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def too_many(request: HttpRequest, seconds: int) -> JsonResponse:
    response = problem(
        request,
        429,
        _("Zu viele Anfragen aus Ihrem Netz. Bitte warten Sie %(seconds)d Sekunden.")
        % {"seconds": seconds},
    )
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> JsonResponse:
    return problem(
        request, 500, _("Der Fehler liegt bei uns. Bitte versuchen Sie es später noch einmal.")
    )


def describe(document: dict[str, Any]) -> None:
    """Add to an OpenAPI document which errors every address may answer, and how they look."""
    document["components"]["schemas"]["Problem"] = PROBLEM
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in document["paths"].values():
        for status, text in DESCRIBED.items():
            answer = {"description": text, "content": content}
            methods["get"]["responses"].setdefault(status, answer)


def install(api: NinjaAPI) -> None:
    """Make the API answer every error this way."""
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _refused)


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    faults = [_fault(entry) for entry in error.errors]
    fields = ", ".join(fault["field"] for fault in faults)
    detail = _("Diese Angaben stimmen nicht: %(fields)s.") % {"fields": fields}
    return problem(request, 422, detail, errors=faults)


def _missing(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    return problem(request, 404, str(error)) if str(error) else not_found(request)


def _refused(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    assert isinstance(error, HttpError)
    return problem(request, error.status_code, error.message)


def _fault(entry: dict[str, Any]) -> dict[str, str]:
    field = str(entry["loc"][-1])
    limits = entry.get("ctx", {})
    return {
        "field": field,
        "reason": str(entry["msg"]),
        "way_out": _way_out(str(entry["type"]), field, limits),
    }


def _way_out(kind: str, field: str, limits: dict[str, Any]) -> str:
    """What to send instead, for each kind of fault that our parameters can have."""
    sentences = {
        "missing": _("Geben Sie %(field)s an."),
        "int_parsing": _("Geben Sie für %(field)s eine ganze Zahl an."),
        "less_than_equal": _("Geben Sie für %(field)s höchstens %(le)s an."),
        "greater_than_equal": _("Geben Sie für %(field)s mindestens %(ge)s an."),
        "string_too_long": _("Kürzen Sie %(field)s auf höchstens %(max_length)s Zeichen."),
        "string_too_short": _("Geben Sie für %(field)s mindestens %(min_length)s Zeichen an."),
    }
    default = _("Was %(field)s sein darf, steht unter /api/v1/docs.")
    return sentences.get(kind, default) % {"field": field, **limits}
