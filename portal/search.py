"""The search page. What is found, and how, is the business of ``services.search``."""

from collections.abc import Sequence
from http.client import TOO_MANY_REQUESTS
from typing import overload

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.api.rates import seconds_to_wait
from services.models import LifeSituation, SearchDocument
from services.search import PAGE_SIZE, Hit, Results, querylog, search
from services.search.candidates import CAP
from services.search.sources import source
from services.search.suggest import SECONDS, suggest


class _Found(Sequence[Hit]):
    """Results as a paginator wants them: a length, and slices that are fetched on demand."""

    def __init__(self, text: str, language: str) -> None:
        self.text, self.language = text, language

    @cached_property
    def first(self) -> Results:
        return search(self.text, language=self.language, limit=PAGE_SIZE)

    def __len__(self) -> int:
        return min(self.first.total, CAP)

    @overload
    def __getitem__(self, part: int) -> Hit: ...
    @overload
    def __getitem__(self, part: slice) -> list[Hit]: ...
    def __getitem__(self, part: int | slice) -> Hit | list[Hit]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        if not part.start:
            return self.first.hits
        return search(self.text, language=self.language, limit=PAGE_SIZE, offset=part.start).hits


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Titles that may be meant by what is typed so far. Counted against abuse, logged nowhere."""
    if wait := seconds_to_wait(request, purpose="suggest", times=2):
        headers = {"Retry-After": str(wait)}
        return JsonResponse({"suggestions": []}, status=TOO_MANY_REQUESTS, headers=headers)
    found = suggest(request.GET.get("q", ""), language=get_language() or "de")
    body = [
        {"title": one.title, "language": one.language, "url": one.url, "kind": one.label}
        for one in found
    ]
    return JsonResponse(
        {"suggestions": body}, headers={"Cache-Control": f"public, max-age={SECONDS}"}
    )


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = _Found(text, get_language() or "de")
    page: Page[Hit] = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if text and "page" not in request.GET:
        querylog.note(found.first.query, hits=found.first.total)
    context = {
        "query": found.first.query.text,
        "results": found.first,
        "page_obj": page,
        "hits": [(hit, source(hit.kind).label) for hit in page],
        "situations": LifeSituation.objects.all() if not found.first.total else [],
    }
    return render(request, "portal/search.html", context)


@never_cache
@require_safe
def open_hit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """On to a hit of the search page; that somebody wanted it is counted, not who.

    A plain link that leads on: works without JavaScript, in a new tab, and sets nothing.
    """
    hit = get_object_or_404(SearchDocument, kind=kind, key=key)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        querylog.note_click(request.GET.get("q", ""))
    english = get_language() == "en" and hit.url_en
    response = redirect(hit.url_en if english else hit.url)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
