"""The council's inquiries, for everyone to read."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from portal.council.filters import InquiryFilter
from portal.council.models import Answer, Inquiry, Question

PER_PAGE = 20


def index(request: HttpRequest) -> HttpResponse:
    chosen = InquiryFilter(request.GET)
    inquiries = chosen.apply(Inquiry.objects.public().select_related("group"))
    page = Paginator(inquiries, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "filter": chosen, "today": timezone.localdate()}
    return render(request, "portal/council/index.html", context)


def inquiry(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(
        Inquiry.objects.public().select_related("group", "deadline_rule"), slug=slug
    )
    context = {
        "inquiry": shown,
        "questions": _with_answers(shown),
        "today": timezone.localdate(),
        "is_overdue": shown.is_overdue(timezone.localdate()),
    }
    return render(request, "portal/council/inquiry.html", context)


def _with_answers(shown: Inquiry) -> list[Question]:
    """Questions in order; `released` holds all released versions, newest first."""
    released = Answer.objects.released().select_related("figures").order_by("-version")
    questions = shown.questions.prefetch_related(
        Prefetch("answers", queryset=released, to_attr="released")
    )
    return _with_levels(list(questions))


def _with_levels(questions: list[Question]) -> list[Question]:
    """A question below a heading is an h3, one that stands alone an h2."""
    has_heading = False
    for question in questions:
        has_heading = has_heading or question.is_heading
        question.level = "h3" if has_heading else "h2"
    return questions
