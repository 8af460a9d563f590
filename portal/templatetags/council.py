"""How council inquiries show their state: `{% load council %}`."""

from typing import Any

from django import template
from django.utils import timezone

from portal.council.models import Answer, Inquiry, Promise

register = template.Library()

KINDS = {
    Inquiry.State.RECEIVED: "info",
    Inquiry.State.IN_WORK: "info",
    Inquiry.State.PARTLY_ANSWERED: "warning",
    Inquiry.State.ANSWERED: "success",
    Inquiry.State.WITHDRAWN: "neutral",
}


@register.simple_tag
def inquiry_state(inquiry: Inquiry) -> dict[str, Any]:
    return {
        "kind": KINDS[Inquiry.State(inquiry.state)],
        "label": inquiry.get_state_display(),
        "overdue": inquiry.is_overdue(timezone.localdate()),
    }


@register.simple_tag
def answer_block(block: Any, answer: Answer) -> str:
    """One block of an answer: as it was released, or with today's data while it is a draft."""
    context = {"frozen_figures": answer.figures, "extracts": answer.extracts, "block_id": block.id}
    return str(block.render(context=context))


PROMISE_KINDS = {
    Promise.State.OPEN: "info",
    Promise.State.KEPT: "success",
    Promise.State.LATE: "warning",
    Promise.State.BROKEN: "danger",
}


@register.simple_tag
def promise_state(promise: Promise) -> dict[str, Any]:
    state = promise.state_on(timezone.localdate())
    return {"kind": PROMISE_KINDS[state], "label": state.label}
