"""Public pages of the directory."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from services import feedback
from services.directory import PER_PAGE, Directory, Filters, by_letter
from services.models import Feedback, Office, Service
from services.models.vocabulary import Language, Level
from services.page import ServicePage, office_card, page_context


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    listing = Directory(Filters.from_address(request.GET), get_language() or "de")
    page = Paginator(listing.services, PER_PAGE).get_page(request.GET.get("page"))
    context = {"listing": listing, "page_obj": page, "groups": by_letter(list(page))}
    return render(request, "services/directory.html", context)


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    return _service_page(request, slug, get_language() or "de")


@require_safe
def service_easy(request: HttpRequest, slug: str) -> HttpResponse:
    return _service_page(request, slug, Language.EASY)


def _service_page(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.public().with_facts(), slug=slug)
    if language == Language.EASY and not found.text_in(Language.EASY):
        raise Http404
    context = page_context(found, language=language, now=timezone.now())
    return render(request, "services/service.html", context)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to print, with a list of papers to tick. What is ticked stays in the browser."""
    found = get_object_or_404(Service.objects.public().with_facts(), slug=slug)
    page = ServicePage(found, get_language() or "de", timezone.now())
    return render(request, "services/sheet.html", {"page": page, "service": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_feedback(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer, by a plain form on a page of its own: the service page stays the same for all."""
    found = get_object_or_404(Service.objects.public().with_rows("texts"), slug=slug)
    helpful = request.POST.get("helpful")
    if request.method == "POST" and helpful in {"yes", "no"}:
        feedback.give(
            found,
            language=get_language() or "de",
            helpful=helpful == "yes",
            reason=request.POST.get("reason", ""),
        )
        return redirect(f"{request.path}?danke=1")
    context = {
        "service": found,
        "page": ServicePage(found, get_language() or "de", timezone.now()),
        "done": "danke" in request.GET,
        "reasons": Feedback.Reason.choices,
    }
    return render(request, "services/feedback.html", context)


@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    cards = [office_card(office, now) for office in Office.objects.with_hours()]
    cards.sort(key=lambda card: Level.values.index(card.office.level))  # the city first
    return render(request, "services/offices.html", {"cards": cards})


@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Office.objects.with_hours().select_related("parent"), slug=slug)
    services = (
        Service.objects.public()
        .filter(offices__office=found)
        .titled(get_language() or "de")
        .order_by("shown_key")
        .distinct()
    )
    context = {"card": office_card(found, timezone.now()), "services": services}
    return render(request, "services/office.html", context)
