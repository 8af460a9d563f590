"""The council inquiry of March 2021 with example answers, through the real verbs."""

import json
from typing import Any

from identity.models import User
from portal.council import answers, inquiries
from portal.council.models import Answer, CouncilGroup, DeadlineRule, Inquiry, Question
from portal.example.content import read


def load(*, officer: User, head: User, mayors_office: User) -> None:
    content = read("council")
    DeadlineRule.objects.get_or_create(
        valid_from=content["rule"].pop("valid_from"), defaults=content["rule"]
    )
    if Inquiry.objects.filter(slug=content["inquiry"]["slug"]).exists():
        return
    inquiry = _receive(officer, content)
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
    return inquiries.receive(actor=officer, inquiry=inquiry)


def _write(officer: User, inquiry: Inquiry, entry: dict[str, Any]) -> None:
    draft = Answer.objects.drafts().get(question__inquiry=inquiry, question__number=entry["number"])
    draft.body = json.dumps(entry["answer"])  # type: ignore[assignment]
    answers.write(actor=officer, answer=draft)
