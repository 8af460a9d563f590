"""The edit form of a service. A source's texts are read here, and answered in local texts."""

from typing import Any

from django import forms
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import HelpPanel

from services import local_facts
from services.local_texts import lines_of, mark_own_languages
from services.models import Service, ServiceText

LETTERS_PER_LINE = 90
LINES_AT_MOST = 14
NOTICE = _(
    "Diese Leistung kommt von einer Quelle. Ihre Texte je Sprache erneuert jede Lieferung; darum "
    "sind sie hier nur zu lesen. Eigene Worte schreiben Sie unter „Texte der Stadt“: Sie ergänzen "
    "oder ersetzen einen Abschnitt und bleiben bei jeder Lieferung. Auch Gebühren, Fristen, "
    "Unterlagen, Rechtsgrundlagen und Formulare der Quelle sind nur zu lesen: Eigene fügen Sie "
    "hinzu; was von der Quelle nicht stimmt, blenden Sie mit einem Grund aus. Beides bleibt."
)


class ImportedNotice(HelpPanel):
    """Said only where it is true."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.is_imported)


class StateText(forms.Textarea):
    """A section of a source's text, to be read."""

    def format_value(self, value: Any) -> str:
        return lines_of(str(value or ""))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = context["widget"]["attrs"]
        given.pop("disabled", None)  # who reads must be able to get there by keyboard
        shown = self.format_value(value)
        lines = shown.count("\n") + len(strip_tags(shown)) // LETTERS_PER_LINE + 1
        given |= {"readonly": True, "rows": min(lines, LINES_AT_MOST)}
        return context


class StateFact(forms.TextInput):
    """One field of a source's record, in words, to be read."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said

    def format_value(self, value: Any) -> str:
        return self.said

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].pop("disabled", None)
        context["widget"]["attrs"]["readonly"] = True
        return context


class ServiceForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_imported:
            for form in self._delivered("texts"):
                _only_to_be_read(form)
            for name in local_facts.LISTS:
                for form in self._delivered(name):
                    _only_to_be_hidden(form)

    def _delivered(self, name: str) -> list[forms.ModelForm]:
        """Forms of what the source brought."""
        found = self.formsets[name].forms if name in self.formsets else []
        return [form for form in found if form.instance.pk and not form.instance.is_local]

    @property
    def decided(self) -> list[Any]:
        """Records of the source that are hidden, or shown again, by what was sent."""
        return [
            form.instance
            for name in local_facts.LISTS
            for form in self._delivered(name)
            if "hidden_because" in form.changed_data
        ]

    def save(self, commit: bool = True) -> Service:
        service: Service = super().save(commit=False)
        mark_own_languages(service)
        local_facts.mark_own(service)
        if commit:
            service.save()
            self.save_m2m()
        return service


def _only_to_be_read(form: forms.ModelForm) -> None:
    """Whatever is sent, the stored value stays (Django keeps the initial one)."""
    for name, field in form.fields.items():
        field.disabled = name not in {"id", "ORDER"}
        if name in ServiceText.MODULES:
            field.widget = StateText()


def _only_to_be_hidden(form: forms.ModelForm) -> None:
    for name, field in form.fields.items():
        field.disabled = name not in {"id", "ORDER", "hidden_because"}
        if field.disabled and not isinstance(field, forms.BooleanField):
            field.widget = StateFact(_said(form.instance, name))


def _said(record: Any, name: str) -> str:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name, None)
    return "" if value is None else str(value)
