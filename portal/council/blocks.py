"""What an answer is made of."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.council import extracts, figures


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


class KeyBlock(blocks.ChoiceBlock):
    """A choice among records. Reading a stored key does not ask which records there are today."""

    def to_python(self, value: Any) -> Any:
        return value


class ExtractBlock(blocks.StructBlock):
    """A live part: today's data in a draft, the stored ones once the answer is released."""

    kind = ""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        stored = context.get("extracts", {}).get(context.get("block_id"))
        if stored:
            context["extract"] = extracts.Extract.from_json(stored)
        elif context.get("frozen_figures") is None:
            context["extract"] = extracts.read(self.kind, value["of"])
        return context

    class Meta:
        template = "portal/council/blocks/extract.html"


class ListBlock(ExtractBlock):
    kind = "live_list"
    of = KeyBlock(label=_("Liste"), choices=extracts.list_choices)

    class Meta:
        icon = "list-ul"
        label = _("Liste aus dem Portal")


class TimelineBlock(ExtractBlock):
    kind = "live_timeline"
    of = KeyBlock(label=_("Zeitplan von"), choices=extracts.timeline_choices)

    class Meta:
        icon = "history"
        label = _("Zeitplan aus dem Portal")


class DecisionBlock(ExtractBlock):
    kind = "decision"
    of = KeyBlock(label=_("IT-Dienstleister"), choices=extracts.decision_choices)

    class Meta:
        icon = "clipboard-list"
        label = _("Entscheidungsvorlage")


class ReferenceBlock(ExtractBlock):
    kind = "reference"
    of = KeyBlock(label=_("Verweis auf"), choices=extracts.reference_choices)

    class Meta:
        icon = "doc-full-inverse"
        label = _("Leistung oder Bericht")


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
    live_list = ListBlock()
    live_timeline = TimelineBlock()
    decision = DecisionBlock()
    reference = ReferenceBlock()
