"""The council inquiry of March 2021 with example answers, through the real verbs."""

import json
from typing import Any

from identity.models import User
from ozg_catalog import programme
from ozg_catalog.models import Milestone, Project
from portal.council import answers, inquiries, promising
from portal.council.models import (
    AgendaItem,
    Answer,
    CouncilGroup,
    DeadlineRule,
    Inquiry,
    Meeting,
    Question,
    Subject,
)
from portal.example.content import read
from services.models import Service


def load(*, officer: User, head: User, mayors_office: User) -> None:
    content = read("council")
    DeadlineRule.objects.get_or_create(
        valid_from=content["rule"].pop("valid_from"), defaults=content["rule"]
    )
    if Inquiry.objects.filter(slug=content["inquiry"]["slug"]).exists():
        return
    inquiry = _receive(officer, content)
    _hold_meeting(inquiry, content["meeting"])
    _promise(officer, inquiry, content["promise"])
    for project in Project.objects.filter(slug__in=content["projects"], is_example=True):
        programme.answer_inquiry(actor=officer, project=project, ref=str(inquiry.uid))
    inquiries.start_work(actor=officer, inquiry=inquiry)
    for entry in content["question"]:
        if "answer" in entry:
            _write(officer, inquiry, entry)
    inquiries.submit_answers(actor=officer, inquiry=inquiry)
    inquiries.co_sign_answers(actor=head, inquiry=inquiry)
    inquiries.co_sign_answers(actor=mayors_office, inquiry=inquiry)
    inquiries.release_answers(actor=mayors_office, inquiry=inquiry)
    inquiries.publish(actor=officer, inquiry=inquiry)


def _receive(officer: User, content: dict[str, Any]) -> Inquiry:
    group, _created = CouncilGroup.objects.get_or_create(**content["group"])
    inquiry = Inquiry(group=group, is_example=True, **content["inquiry"])
    inquiry.questions = [
        Question(
            sort_order=position,
            number=entry["number"],
            text=entry["text"],
            is_heading=entry.get("is_heading", False),
        )
        for position, entry in enumerate(content["question"])
    ]
    inquiry.subjects = [Subject.objects.get_or_create(**entry)[0] for entry in content["subject"]]
    inquiry.services = list(Service.objects.filter(slug__in=content["services"]))
    return inquiries.receive(actor=officer, inquiry=inquiry)


def _hold_meeting(inquiry: Inquiry, content: dict[str, Any]) -> None:
    council, _created = CouncilGroup.objects.get_or_create(
        name=content["council"],
        defaults={"short_name": "Stadtrat", "kind": CouncilGroup.Kind.COUNCIL},
    )
    meeting = Meeting.objects.create(
        name=content["name"],
        organization=council,
        starts_on=content["starts_on"],
        state=Meeting.State.HELD,
    )
    AgendaItem.objects.create(meeting=meeting, sort_order=0, title=inquiry.title, inquiry=inquiry)


def _promise(officer: User, inquiry: Inquiry, entries: list[dict[str, Any]]) -> None:
    """Where the example programme is loaded."""
    for entry in entries:
        for milestone in Milestone.objects.filter(title=entry["milestone"], is_example=True)[:1]:
            promising.promise(
                actor=officer,
                inquiry=inquiry,
                text=entry["text"],
                promised_on=entry["promised_on"],
                milestone=milestone,
            )


def _write(officer: User, inquiry: Inquiry, entry: dict[str, Any]) -> None:
    draft = Answer.objects.drafts().get(question__inquiry=inquiry, question__number=entry["number"])
    draft.body = json.dumps(entry["answer"])  # type: ignore[assignment]
    answers.write(actor=officer, answer=draft)
