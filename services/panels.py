"""Edit forms of the staff section."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from services.models import ServiceText
from services.reading_panel import ReadingEasePanel
from services.service_form import NOTICE, ImportedNotice, ServiceForm


def service_panels() -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(_texts(), heading=_("Texte")),
            ObjectList(_facts(), heading=_("Angaben")),
            ObjectList(_people_and_places(), heading=_("Stellen und Online-Dienste")),
            ObjectList(_order(), heading=_("Einordnung")),
            ObjectList(_care(), heading=_("Pflege")),
        ],
        base_form_class=ServiceForm,
    )


def _texts() -> list[InlinePanel | ImportedNotice]:
    return [
        ImportedNotice(NOTICE),
        InlinePanel(
            "local_texts",
            heading=_("Texte der Stadt zu Texten des Landes"),
            label=_("Text der Stadt"),
        ),
        InlinePanel(
            "texts",
            heading=_("Texte je Sprache"),
            label=_("Text"),
            min_num=1,
            max_num=3,
            panels=[
                FieldRowPanel([FieldPanel("language"), FieldPanel("written_on")]),
                FieldPanel("title"),
                FieldPanel("teaser"),
                FieldPanel("keywords"),
                *[FieldPanel(module) for module in ServiceText.MODULES],
                ReadingEasePanel(heading=_("Lesbarkeit")),
                FieldPanel("source"),
            ],
        ),
    ]


def _facts() -> list[InlinePanel | MultiFieldPanel]:
    return [
        InlinePanel("documents", heading=_("Nötige Unterlagen"), label=_("Unterlage")),
        InlinePanel("fees", heading=_("Gebühren"), label=_("Gebühr")),
        InlinePanel("deadlines", heading=_("Fristen"), label=_("Frist")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("duration_min"),
                        FieldPanel("duration_max"),
                        FieldPanel("duration_unit"),
                    ]
                )
            ],
            heading=_("Bearbeitungsdauer"),
        ),
        InlinePanel("legal_bases", heading=_("Rechtsgrundlagen"), label=_("Vorschrift")),
        InlinePanel("forms", heading=_("Formulare"), label=_("Formular")),
    ]


def _people_and_places() -> list[InlinePanel | FieldPanel]:
    return [
        FieldPanel("level"),
        FieldPanel("jurisdiction"),
        InlinePanel("offices", heading=_("Stellen"), label=_("Stelle")),
        InlinePanel("channels", heading=_("Online-Dienste"), label=_("Online-Dienst")),
    ]


def _order() -> list[FieldPanel | FieldRowPanel]:
    return [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("lifecycle")]),
        FieldRowPanel([FieldPanel("audience"), FieldPanel("is_sdg")]),
        FieldPanel("situations"),
        FieldPanel("related"),
        FieldRowPanel([FieldPanel("leika_keys"), FieldPanel("ozg_ids")]),
    ]


def _care() -> list[FieldPanel | FieldRowPanel | PublishingPanel]:
    return [
        PublishingPanel(),
        FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due")]),
        FieldPanel("responsible_role"),
        FieldPanel("responsible_email"),
        FieldPanel("is_example"),
    ]
