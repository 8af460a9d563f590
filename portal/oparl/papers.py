"""Which papers there are: of each inquiry the question and, once something is released, the answer.

Only what was published is known here. What was taken back remains as a deleted object, as the
standard demands; what was never public does not exist.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import F, Min, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from portal.council.models import AgendaItem, Answer, Attachment, Inquiry, Question
from portal.council.plain import plain_answer
from portal.oparl import records

QUESTION = "anfrage"
ANSWER = "antwort"
ATTACHMENT = "anlage"
KINDS = (QUESTION, ANSWER)


@dataclass(frozen=True)
class Paper:
    """One paper with everything it shows; `released` of a question holds its valid answer first."""

    inquiry: Inquiry
    kind: str
    created: datetime.datetime
    modified: datetime.datetime
    questions: list[Question]
    subjects: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    consultations: list[AgendaItem] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        return any(released_answers(question) for question in self.questions)

    @property
    def deleted(self) -> bool:
        return not self.inquiry.is_public


def known(kind: str) -> QuerySet[Inquiry]:
    """Inquiries that have such a paper, with its dates."""
    inquiries = Inquiry.objects.ever_published()
    if kind == QUESTION:
        return inquiries.annotate(created=F("published_at"), modified=F("modified_at"))
    first_release = (
        Answer.objects.released()
        .filter(question__inquiry=OuterRef("pk"))
        .order_by()
        .values("question__inquiry")
        .annotate(first=Min("released_at"))
        .values("first")
    )
    return (
        inquiries.annotate(first=Subquery(first_release))
        .exclude(first=None)
        .annotate(created=Greatest("first", "published_at"), modified=F("modified_at"))
    )


def known_attachments() -> QuerySet[Any]:
    """Attachments of inquiries that were ever public, without their content."""
    found = Attachment.everything.exclude(published_at=None)
    return (
        found.filter(inquiry__in=Inquiry.objects.ever_published())
        .defer("content")
        .select_related("inquiry")
        .annotate(
            created=Greatest("published_at", "inquiry__published_at"),
            modified=Greatest("modified_at", "inquiry__modified_at"),
        )
    )


def page_of(
    union: QuerySet[Any] | list[Any], start: int, length: int, *, related: bool = True
) -> list[Paper]:
    """Fetch the papers of one page of a union, in its order, with a fixed number of queries.

    Without `related` they come without what only a Paper shows, which their files do not need.
    """
    wanted = list(union[start : start + length])
    keys = {pk for pk, *_rest in wanted}
    inquiries = Inquiry.objects.select_related("group").in_bulk(keys)
    questions = _questions(keys)
    more = _related(keys) if related else {}
    return [
        Paper(inquiries[pk], kind, created, modified, questions.get(pk, []), **more.get(pk, {}))
        for pk, kind, created, modified in wanted
    ]


def _related(keys: set[int]) -> dict[int, dict[str, Any]]:
    shown = known_attachments().filter(removed_at=None, inquiry__in=keys)
    subjects, attachments = _subjects(keys), _grouped(shown.order_by("pk"))
    consultations = _grouped(_consultations(keys))
    return {
        pk: {
            "subjects": subjects.get(pk, []),
            "attachments": attachments.get(pk, []),
            "consultations": consultations.get(pk, []),
        }
        for pk in keys
    }


def rows(inquiries: QuerySet[Any], kind: str) -> QuerySet[Any]:
    return inquiries.annotate(kind=Value(kind)).values_list("pk", "kind", "created", "modified")


def find(uid: UUID, kind: str) -> Paper | None:
    one = rows(known(kind).filter(uid=uid), kind)
    return next(iter(page_of(one, 0, 1)), None)


def find_attachment(uid: UUID) -> Any:
    return known_attachments().filter(uid=uid).first()


def released_answers(question: Question) -> list[Answer]:
    """Newest version first."""
    found: list[Answer] = question.released
    return found


def _consultations(inquiries: set[int]) -> QuerySet[Any]:
    kind = records.CONSULTATION
    return kind.known().filter(kind.shown, inquiry__in=inquiries).order_by("created", "pk")


def _subjects(inquiries: set[int]) -> dict[int, list[str]]:
    pairs = Inquiry.subjects.through.objects.filter(inquiry__in=inquiries)
    named: dict[int, list[str]] = {}
    for pk, name in pairs.order_by("subject__name").values_list("inquiry_id", "subject__name"):
        named.setdefault(pk, []).append(name)
    return named


def _questions(inquiries: set[int]) -> dict[int, list[Question]]:
    released = Answer.objects.released().select_related("figures").order_by("-version")
    questions = Question.objects.filter(inquiry__in=inquiries).prefetch_related(
        Prefetch("answers", queryset=released, to_attr="released")
    )
    return _grouped(questions.order_by("inquiry", "sort_order"))


def _grouped(found: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = {}
    for one in found:
        grouped.setdefault(one.inquiry_id, []).append(one)
    return grouped


def text_of(paper: Paper) -> str:
    """The paper as plain text: what its file contains."""
    return "\n".join(_question_lines(paper) if paper.kind == QUESTION else _answer_lines(paper))


def _question_lines(paper: Paper) -> Iterator[str]:
    yield paper.inquiry.title
    yield f"{paper.inquiry.group.name}, {paper.inquiry.put_on:%d.%m.%Y}"
    yield ""
    for question in paper.questions:
        yield f"{question.number}. {question.text}"
    yield ""


def _answer_lines(paper: Paper) -> Iterator[str]:
    yield f"Antwort: {paper.inquiry.title}"
    yield ""
    if paper.inquiry.is_example:
        yield "Beispieldaten. Dies ist keine Antwort der Stadtverwaltung.\n"
    for question in paper.questions:
        yield f"{question.number}. {question.text}"
        for answer in released_answers(question)[:1]:
            yield f"{plain_answer(answer)}\n"
