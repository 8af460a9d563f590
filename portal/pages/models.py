"""Editorial pages: home, plain text pages, and the legal pages every public site owes."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.fields import RichTextField
from wagtail.models import Page

TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class HomePage(Page):
    """The front door of one language: search, life situations, what is new."""

    lead = models.TextField(_("Einleitung"), blank=True, max_length=300)
    notice = models.CharField(
        _("Hinweis"), blank=True, max_length=200, help_text=_("Erscheint oben auf der Startseite.")
    )

    content_panels: ClassVar[list[Panel | str]] = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("notice"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["portal.StandardPage", "portal.LegalPage"]

    class Meta:
        verbose_name = _("Startseite")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from portal.pages.home import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(self)}


class StandardPage(Page):
    """A page of running text."""

    lead = models.TextField(_("Einleitung"), blank=True, max_length=400)
    body = RichTextField(_("Text"), features=TEXT_FEATURES)

    content_panels: ClassVar[list[Panel | str]] = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    subpage_types: ClassVar[list[str]] = ["portal.StandardPage"]

    class Meta:
        verbose_name = _("Textseite")


class LegalPage(Page):
    """Impressum, Datenschutz or Erklärung zur Barrierefreiheit, with the dates they must carry."""

    class Kind(models.TextChoices):
        IMPRINT = "imprint", _("Impressum")
        PRIVACY = "privacy", _("Datenschutz")
        ACCESSIBILITY = "accessibility", _("Erklärung zur Barrierefreiheit")

    kind = models.CharField(_("Art"), max_length=20, choices=Kind.choices)
    made_on = models.DateField(_("Erstellt am"))
    reviewed_on = models.DateField(_("Zuletzt geprüft am"))
    body = RichTextField(_("Text"), features=TEXT_FEATURES)
    is_example = models.BooleanField(_("Beispieldaten"), default=False)

    content_panels: ClassVar[list[Panel | str]] = [
        *Page.content_panels,
        FieldPanel("kind"),
        MultiFieldPanel([FieldPanel("made_on"), FieldPanel("reviewed_on")], heading=_("Stand")),
        FieldPanel("body"),
        FieldPanel("is_example"),
    ]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Rechtliche Seite")
