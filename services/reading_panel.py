"""The reading ease of each section, in the form where the text is written."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from services.models.vocabulary import Language
from services.readability import FEWEST_WORDS, reading_ease, verdict


class ReadingEasePanel(Panel):
    """Figures of the stored text; the script beside it keeps them true while somebody types."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "services/staff/reading_ease.html"

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Any:
            context = super().get_context_data(parent_context)
            text = self.instance
            context["rows"] = [
                (name, text._meta.get_field(name).verbose_name, *_judged(getattr(text, name)))
                for name in text.MODULES
            ]
            context["prefix"] = self.form.prefix
            context["fewest"] = FEWEST_WORDS
            context["foreign"] = text.language == Language.ENGLISH
            return context


def _judged(html: str) -> tuple[int | None, str]:
    ease = reading_ease(html or "")
    return ease, _("zu kurz für eine Zahl") if ease is None else verdict(ease)
