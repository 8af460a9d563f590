"""How council inquiries show their state: `{% load council %}`."""

from typing import Any

from django import template
from django.utils import timezone

from portal.council.models import FrozenFigures, Inquiry

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
def answer_block(block: Any, frozen: FrozenFigures | None) -> str:
    """One block of an answer. Without frozen figures it is a draft and shows today's."""
    return str(block.render(context={"frozen_figures": frozen}))
