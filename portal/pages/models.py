"""Editorial pages: the home page and plain text. Legal pages live in `legal`."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from portal.pages.base import PortalPage
from services.models import Service

TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class HomePage(PortalPage):
    """The front door of one language: search, life situations, what is new."""

    lead = models.TextField(_("Einleitung"), blank=True, max_length=300)
    notice = models.CharField(
        _("Hinweis"), blank=True, max_length=200, help_text=_("Erscheint oben auf der Startseite.")
    )
    search_examples = models.CharField(
        _("Suchbeispiele"),
        blank=True,
        max_length=200,
        help_text=_("Mit Komma getrennt. Sie stehen als Links unter der Suche."),
    )

    content_panels: ClassVar[list[Panel | str]] = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("notice"),
        FieldPanel("search_examples"),
        InlinePanel("wanted", heading=_("Oft gebraucht"), label=_("Dienstleistung")),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "portal.StandardPage",
        "portal.ImprintPage",
        "portal.PrivacyPage",
        "portal.AccessibilityPage",
    ]

    class Meta:
        verbose_name = _("Startseite")

    def examples(self) -> list[str]:
        return [word.strip() for word in self.search_examples.split(",") if word.strip()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal.pages.home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class WantedService(Orderable):
    """A service that the editors put on the home page."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="wanted")
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="+", verbose_name=_("Dienstleistung")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("Oft gebrauchte Dienstleistung")
        verbose_name_plural = _("Oft gebrauchte Dienstleistungen")

    def __str__(self) -> str:
        return str(self.service)


class StandardPage(PortalPage):
    """A page of running text."""

    lead = models.TextField(_("Einleitung"), blank=True, max_length=400)
    body = RichTextField(_("Text"), features=TEXT_FEATURES)
    is_easy_language = models.BooleanField(
        _("Leichte Sprache"),
        default=False,
        help_text=_("Der Text steht größer und ist für Vorleseprogramme gekennzeichnet."),
    )
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    content_panels: ClassVar[list[Panel | str]] = [
        *PortalPage.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("is_easy_language"),
        FieldPanel("is_example"),
    ]
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage", "portal.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["portal.StandardPage"]

    class Meta:
        verbose_name = _("Textseite")
        verbose_name_plural = _("Textseiten")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["path"] = self.get_ancestors().type(StandardPage)
        return context
