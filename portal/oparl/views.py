"""OParl over HTTP: JSON in UTF-8, open to every website, errors as objects."""

import datetime
import hashlib
import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from portal.oparl import lists, objects, papers, records
from portal.oparl.addresses import SCHEMA, address

Json = dict[str, Any]
LISTS: dict[str, lists.Listing] = {
    **{name: lists.record_list(kind) for name, kind in records.KINDS.items()},
    "paper": lists.paper_list,
    "file": lists.file_list,
}


def oparl(view: Callable[..., Json | HttpResponse]) -> Callable[..., HttpResponse]:
    """Content is German, whatever the reader's browser prefers."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                content = view(request, *args, **kwargs)
            except Http404:
                content = _error(404, "Das gibt es hier nicht.", request.path)
            except lists.BadFilter as error:
                content = _error(400, str(error), request.get_full_path())
        response = content if isinstance(content, HttpResponse) else _json(content)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def _json(content: Json, status: int = 200) -> HttpResponse:
    text = json.dumps(content, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")


def _error(status: int, message: str, debug: str) -> HttpResponse:
    return _json({"type": f"{SCHEMA}Error", "message": message, "debug": debug}, status)


@oparl
def system(request: HttpRequest) -> Json:
    return objects.system()


@oparl
def bodies(request: HttpRequest) -> Json | HttpResponse:
    return _listed(request, address("bodies"), lists.bodies)


@oparl
def body(request: HttpRequest, ars: str) -> Json:
    _only_home(ars)
    return objects.body()


@oparl
def object_list(request: HttpRequest, ars: str, name: str) -> Json | HttpResponse:
    _only_home(ars)
    if name not in LISTS:
        raise Http404
    return _listed(request, address("list", ars, name), LISTS[name])


@oparl
def meetings_of(request: HttpRequest, pk: int) -> Json | HttpResponse:
    held = lists.record_list(records.MEETING, Q(organization=pk))
    return _listed(request, address("organization-meetings", pk), held)


def _listed(request: HttpRequest, base: str, listing: lists.Listing) -> Json | HttpResponse:
    """Another way to write the same address leads to the canonical one."""
    asked = lists.Request.read(request.GET)
    if not asked.is_canonical(base, request.META["QUERY_STRING"]):
        return HttpResponsePermanentRedirect(asked.address(base, asked.page))
    return listing(base, asked)


@oparl
def organization(request: HttpRequest, pk: int) -> Json:
    return records.ORGANIZATION.json(get_object_or_404(records.ORGANIZATION.known(), pk=pk))


@oparl
def record(request: HttpRequest, kind: str, uid: UUID) -> Json:
    found = records.KINDS[kind]
    return found.json(get_object_or_404(found.known(), uid=uid))


@oparl
def paper(request: HttpRequest, uid: UUID, kind: str) -> Json:
    return objects.paper(_paper(uid, kind))


@oparl
def file(request: HttpRequest, uid: UUID, kind: str) -> Json:
    if kind == papers.ATTACHMENT:
        return objects.attachment(_attachment(uid))
    return objects.file(_paper(uid, kind))


@oparl
def access(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """To read in the browser; the standard forbids an attachment here."""
    return _content(request, uid, kind)[0]


@oparl
def download(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """To keep; the standard wants an attachment with a file name here."""
    response, name = _content(request, uid, kind)
    if response.status_code == HTTPStatus.OK:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _content(request: HttpRequest, uid: UUID, kind: str) -> tuple[HttpResponse, str]:
    """The file and its name, with what a conditional request needs; 410 once it was taken back."""
    if kind == papers.ATTACHMENT:
        found = _attachment(uid)
        gone = not (found.is_shown and found.inquiry.is_public)
        data, content_type, name = bytes(found.content), "application/pdf", found.file_name
    else:
        found = _paper(uid, kind)
        gone = found.deleted
        data = b"" if gone else papers.text_of(found).encode()
        content_type, name = "text/plain; charset=utf-8", objects.file_name(found)
    if gone:
        return _error(HTTPStatus.GONE, "Das wurde zurückgenommen.", request.path), name
    return _conditional(request, data, content_type, found.modified), name


def _conditional(
    request: HttpRequest, data: bytes, content_type: str, modified: datetime.datetime
) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response["ETag"], response["Last-Modified"] = tag, http_date(modified.timestamp())
    response["Content-Length"] = str(len(data))
    found = get_conditional_response(
        request, etag=tag, last_modified=int(modified.timestamp()), response=response
    )
    assert isinstance(found, HttpResponse)
    return found


def _paper(uid: UUID, kind: str) -> papers.Paper:
    found = papers.find(uid, kind) if kind in papers.KINDS else None
    if found is None:
        raise Http404
    return found


def _attachment(uid: UUID) -> Any:
    found = papers.find_attachment(uid)
    if found is None:
        raise Http404
    return found


def _only_home(ars: str) -> None:
    if ars != settings.PORTAL_ARS:
        raise Http404
