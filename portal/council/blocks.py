"""What an answer is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.council import figures


class FigureBlock(blocks.StructBlock):
    """A figure of the portal: live in a draft, frozen when the answer is released."""

    figure = blocks.ChoiceBlock(label=_("Zahl"), choices=figures.choices)
    remark = blocks.CharBlock(label=_("Erläuterung"), required=False, max_length=300)

    class Meta:
        icon = "snippet"
        label = _("Zahl aus dem Portal")
        template = "portal/council/blocks/figure.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        frozen = context.get("frozen_figures")
        key = value["figure"]
        context["figure"] = figures.current(key) if frozen is None else frozen.figure(key)
        return context


class DateBlock(blocks.StructBlock):
    date = blocks.DateBlock(label=_("Datum"))
    text = blocks.CharBlock(label=_("Was geschieht"), max_length=300)


class LinkBlock(blocks.StructBlock):
    """A page of this portal that shows more."""

    label = blocks.CharBlock(label=_("Text des Links"), max_length=150)
    path = blocks.RegexBlock(
        label=_("Adresse in diesem Portal"),
        regex=r"^/[^/]\S*$",
        error_messages={"invalid": _("Die Adresse beginnt mit einem Schrägstrich.")},
    )

    class Meta:
        icon = "link"
        label = _("Link")
        template = "portal/council/blocks/link.html"


class AnswerBlocks(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["bold", "ol", "ul", "link"],
        template="portal/council/blocks/text.html",
    )
    figure = FigureBlock()
    timeline = blocks.ListBlock(
        DateBlock(),
        label=_("Zeitplan"),
        icon="date",
        template="portal/council/blocks/timeline.html",
    )
    link = LinkBlock()
