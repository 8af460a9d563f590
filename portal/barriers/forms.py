from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.barriers.models import BarrierReport


class BarrierForm(forms.ModelForm):
    class Meta:
        model = BarrierReport
        fields: ClassVar = ["description", "page_address", "email"]
        labels: ClassVar = {
            "description": _("Was können Sie nicht lesen, bedienen oder verstehen?"),
            "page_address": _("Auf welcher Seite?"),
            "email": _("Ihre E-Mail-Adresse"),
        }
        help_texts: ClassVar = {
            "description": _("Schreiben Sie es so, wie Sie es erleben."),
            "page_address": _("Die Adresse der Seite. Wir haben sie für Sie eingetragen."),
            "email": _("Nur wenn wir Ihnen antworten sollen. Wir löschen sie danach."),
        }
        widgets: ClassVar = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        error_messages: ClassVar[dict[str, Any]] = {
            "description": {"required": _("Bitte beschreiben Sie, was nicht geht.")},
            "page_address": {"required": _("Bitte nennen Sie die Seite.")},
        }
