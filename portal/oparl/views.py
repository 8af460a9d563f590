"""OParl over HTTP: JSON in UTF-8, open to every website, errors as objects."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from portal.council.models import CouncilGroup
from portal.oparl import lists, objects, papers
from portal.oparl.addresses import SCHEMA, address

Json = dict[str, Any]
LISTS: dict[str, Callable[[str, lists.Request], Json]] = {
    "organization": lists.organizations,
    "paper": lists.paper_list,
    "file": lists.file_list,
    **dict.fromkeys(
        (
            "person",
            "meeting",
            "agendaItem",
            "consultation",
            "membership",
            "legislativeTerm",
            "location",
        ),
        lists.nothing,
    ),
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
def bodies(request: HttpRequest) -> Json:
    asked = lists.Request.read(request.GET)
    return lists.page(address("bodies"), asked, 1, lambda _start, _length: [objects.body()])


@oparl
def body(request: HttpRequest, ars: str) -> Json:
    _only_home(ars)
    return objects.body()


@oparl
def object_list(request: HttpRequest, ars: str, name: str) -> Json:
    _only_home(ars)
    if name not in LISTS:
        raise Http404
    return LISTS[name](address("list", ars, name), lists.Request.read(request.GET))


@oparl
def organization(request: HttpRequest, pk: int) -> Json:
    return objects.organization(get_object_or_404(CouncilGroup, pk=pk))


@oparl
def paper(request: HttpRequest, uid: UUID, kind: str) -> Json:
    return objects.paper(_paper(uid, kind))


@oparl
def file(request: HttpRequest, uid: UUID, kind: str) -> Json:
    return objects.file(_paper(uid, kind))


@oparl
def access(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """To read in the browser; the standard forbids an attachment here."""
    return _content(uid, kind)


@oparl
def download(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """To keep; the standard wants an attachment with a file name here."""
    response = _content(uid, kind)
    name = objects.file_name(_paper(uid, kind))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _content(uid: UUID, kind: str) -> HttpResponse:
    found = _paper(uid, kind)
    if found.deleted:
        raise Http404
    return HttpResponse(papers.text_of(found), content_type="text/plain; charset=utf-8")


def _paper(uid: UUID, kind: str) -> papers.Paper:
    found = papers.find(uid, kind) if kind in papers.KINDS else None
    if found is None:
        raise Http404
    return found


def _only_home(ars: str) -> None:
    if ars != settings.PORTAL_ARS:
        raise Http404
