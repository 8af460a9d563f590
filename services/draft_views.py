"""A draft for people without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from services import previews
from services.models import PreviewLink, Service
from services.models.vocabulary import Language

EASY = "leicht"


@require_safe
def draft(request: HttpRequest, signed: str) -> HttpResponse:
    """Exactly the version that the link was made for; 410 when it has ended."""
    try:
        link = previews.opened_by(signed)
    except previews.PreviewEndedError:
        return private(render(request, "services/draft_ended.html", status=410))
    except previews.PreviewBusyError:
        return private(render(request, "services/draft_busy.html", status=429))
    if link is None:
        raise Http404
    return private(_shown(request, link))


def _shown(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    record: Any = link.revision.as_object()
    response: TemplateResponse = record.serve_preview(request, _mode(request, record))
    newest = record.get_latest_revision()
    assert response.context_data is not None
    response.context_data["draft"] = {
        "link": link,
        "is_newest": newest is None or newest.pk == link.revision_id,
        "easy": isinstance(record, Service) and record.text_in(Language.EASY) is not None,
    }
    return response.render()


def _mode(request: HttpRequest, record: Any) -> str:
    if not isinstance(record, Service):
        return str(record.default_preview_mode)
    return Language.EASY if EASY in request.GET else (get_language() or "de")


def private(response: HttpResponse) -> HttpResponse:
    """Kept nowhere, found nowhere, and its address told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
