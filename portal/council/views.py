"""The council's inquiries, for everyone to read."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ozg_catalog.models import Project
from portal.council import printing, statistics
from portal.council.filters import InquiryFilter
from portal.council.models import AgendaItem, Answer, Attachment, Inquiry, Promise, Question
from services.models import Service

PER_PAGE = 20
MOST_OPEN = 30


def index(request: HttpRequest) -> HttpResponse:
    chosen = InquiryFilter(request.GET)
    inquiries = chosen.apply(Inquiry.objects.public().select_related("group"))
    page = Paginator(inquiries, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "filter": chosen, "today": timezone.localdate()}
    if not chosen.is_active:
        context |= _whole_picture()
    return render(request, "portal/council/index.html", context)


def _whole_picture() -> dict[str, Any]:
    """What is open, how long answers took, what was promised; over all inquiries."""
    waiting = Question.objects.waiting().order_by("inquiry__due_on", "inquiry", "sort_order")
    found = list(waiting.select_related("inquiry")[: MOST_OPEN + 1])
    promises = Promise.objects.public().select_related("inquiry", "milestone__project")
    return {
        "open_questions": found[:MOST_OPEN],
        "more_open": len(found) > MOST_OPEN,
        "statistics": statistics.durations(),
        "promises": promises,
    }


def inquiry(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(
        Inquiry.objects.public().select_related("group", "deadline_rule"), slug=slug
    )
    context = {
        "inquiry": shown,
        "questions": _with_answers(shown),
        "today": timezone.localdate(),
        "is_overdue": shown.is_overdue(timezone.localdate()),
        "promises": shown.promises.select_related("milestone__project"),
        "attachments": shown.attachments.shown().defer("content"),
        "subjects": [subject.name for subject in shown.subjects.all()],
        "services": _services(shown),
        "projects": Project.objects.answering(str(shown.uid)),
        "consultations": AgendaItem.objects.shown()
        .filter(inquiry=shown, meeting__removed_at=None)
        .exclude(meeting__published_at=None)
        .select_related("meeting"),
    }
    return render(request, "portal/council/inquiry.html", context)


@require_safe
def pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The inquiry as a tagged PDF, equal byte for byte as long as nothing changes."""
    shown = get_object_or_404(Inquiry.objects.public().select_related("group"), slug=slug)
    response = HttpResponse(
        printing.as_pdf(shown, _with_answers(shown)), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{shown.slug}.pdf"'
    return response


@require_safe
def attachment(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    found = get_object_or_404(
        Attachment.objects.shown(),
        inquiry__in=Inquiry.objects.public(),
        inquiry__slug=slug,
        uid=uid,
    )
    response = HttpResponse(bytes(found.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    return response


def _services(shown: Inquiry) -> QuerySet[Service]:
    chosen = [service.pk for service in shown.services.all()]
    titled = Service.objects.public().titled(get_language() or "de")
    return titled.filter(pk__in=chosen).order_by("shown_key")


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
