"""What every editorial page has: its addresses in the other languages."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from services.foureyes import PublishedByTwo


class PortalPage(PublishedByTwo, Page):
    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["language_urls"] = self.language_urls()
        return context

    def language_urls(self) -> dict[str, str]:
        """Published translations only; the header sends others to their home page."""
        translations = self.get_translations().live().select_related("locale")
        return {page.locale.language_code: page.url for page in translations}
