"""Form fields that need no script: records by name, sections in signs, the browser's own dates."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import RichTextField

from services.plain_markup import same, to_html, to_plain

MOST_NAMES = 300
MOST_HINTS = 5
NUMBERED = re.compile(r"\[(\d{1,9})\]\s*$")
BY_NAME = gettext_lazy("Name oder ein Teil davon.")
UNSAYABLE = gettext_lazy("Dieser Abschnitt lässt sich nur im großen Editor ändern.")
WIDGETS: dict[type[models.Field[Any, Any]], tuple[str, str]] = {
    models.DateTimeField: ("datetime-local", "%Y-%m-%dT%H:%M"),
    models.DateField: ("date", "%Y-%m-%d"),
    models.TimeField: ("time", "%H:%M"),
}


def name_field(model: type[models.Model]) -> str:
    """The field that says what a record of this kind is called."""
    return "words" if hasattr(model, "words") else "name"


class Names:
    """Records that a field chooses from. Read once for all rows of a page."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.html_id = f"names-{model._meta.model_name}"

    @cached_property
    def offered(self) -> list[str]:
        """What the browser suggests while somebody types."""
        return [self.label(record) for record in self._every[:MOST_NAMES]]

    @cached_property
    def known(self) -> dict[int, models.Model]:
        return {record.pk: record for record in self._every}

    @cached_property
    def _every(self) -> list[models.Model]:
        return list(self.model._default_manager.all()[: MOST_NAMES + 1])

    @staticmethod
    def label(record: models.Model) -> str:
        return f"{record} [{record.pk}]"

    def get(self, pk: int) -> models.Model | None:
        return self.known.get(pk) or self.model._default_manager.filter(pk=pk).first()

    def find(self, said: str) -> models.Model:
        """By number in brackets, by name, by part of a name. Raises ValidationError."""
        if numbered := NUMBERED.search(said):
            if record := self.get(int(numbered[1])):
                return record
            raise ValidationError(_("Diesen Eintrag gibt es nicht mehr."))
        field, rows = name_field(self.model), self.model._default_manager
        found = list(rows.filter(**{f"{field}__iexact": said})[: MOST_HINTS + 1])
        found = found or list(rows.filter(**{f"{field}__icontains": said})[: MOST_HINTS + 1])
        if not found:
            raise ValidationError(_("So heißt nichts. Prüfen Sie die Schreibweise."))
        if len(found) > 1:
            names = "; ".join(self.label(record) for record in found[:MOST_HINTS])
            raise ValidationError(_("Mehrere heißen so ähnlich: %(names)s") % {"names": names})
        return found[0]


class RecordField(forms.CharField):
    """One record, called by its name."""

    def __init__(self, *, names: Names, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = names
        self.widget.attrs["list"] = names.html_id

    def prepare_value(self, value: Any) -> Any:
        record = self.names.get(value) if isinstance(value, int) else value
        return self.names.label(record) if isinstance(record, models.Model) else record

    def clean(self, value: Any) -> models.Model | None:
        said = super().clean(value if isinstance(value, str) else self.prepare_value(value))
        return self.names.find(said) if said else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()


class RecordsField(forms.CharField):
    """Several records, a line for each."""

    def __init__(self, *, names: Names, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
        self.names = names

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return "\n".join(self.names.label(record) for record in self._records(value))

    def _records(self, value: Iterable[Any]) -> list[models.Model]:
        found = (v if isinstance(v, models.Model) else self.names.get(v) for v in value)
        return [record for record in found if record is not None]

    def clean(self, value: Any) -> list[models.Model]:
        lines = [line.strip() for line in super().clean(value).split("\n")]
        return [self.names.find(line) for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = {record.pk for record in self._records(initial or [])}
        try:
            return before != {record.pk for record in self.clean(data)}
        except ValidationError:
            return True


class _Typed(str):
    """What somebody typed, in signs and not in HTML."""

    __slots__ = ()


class MarkupField(forms.CharField):
    """A section of text in signs; holds HTML. One that the signs cannot say is only to be read."""

    widget = forms.Textarea(attrs={"rows": 6})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        html = form.get_initial_for_field(self, field_name)
        if html and to_plain(html) is None:
            self.disabled, self.help_text = True, str(UNSAYABLE)
        return super().get_bound_field(form, field_name)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial if self.disabled else _Typed(data or "")

    def prepare_value(self, value: Any) -> Any:
        if not value or isinstance(value, _Typed):
            return value
        plain = to_plain(value)
        return value if plain is None else plain

    def clean(self, value: Any) -> str:
        said = super().clean(value)
        return said if self.disabled else to_html(said)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and not same(to_html(data or ""), initial or "")


class CodesField(forms.MultipleChoiceField):
    """Codes to tick. One that a source brought and we have no word for is shown, not dropped."""

    widget = forms.CheckboxSelectMultiple

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        known: dict[Any, Any] = dict(self.widget.choices)
        stored = form.get_initial_for_field(self, field_name) or []
        self.choices = [*known.items(), *((code, code) for code in stored if code not in known)]
        return super().get_bound_field(form, field_name)


def plain_field(
    field: "models.Field[Any, Any]", names: dict[Any, Names], **kwargs: Any
) -> forms.Field | None:
    """The form field for a field of a model, without any script. ``names`` is shared by all."""
    kwargs.pop("widget", None)
    common: dict[str, Any] = {"label": field.verbose_name, "required": not field.blank}
    match field:
        case RichTextField():
            return MarkupField(help_text=field.help_text, **common)
        case models.ForeignKey() | models.ManyToManyField():
            return _related(field, names, common)
        case ArrayField() if field.base_field.choices:
            return CodesField(choices=field.base_field.choices, **common)
        case models.DateField() | models.TimeField():
            return field.formfield(widget=_native(field))
        case models.URLField():
            kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


def _related(field: Any, names: dict[Any, Names], common: dict[str, Any]) -> forms.Field | None:
    model = field.related_model
    if isinstance(field, models.ForeignKey):
        known = names.setdefault(model, Names(model))
        return RecordField(names=known, help_text=field.help_text or BY_NAME, **common)
    if model is not field.model:
        found: forms.Field | None = field.formfield(widget=forms.CheckboxSelectMultiple)
        return found
    known = names.setdefault(model, Names(model))
    return RecordsField(
        names=known, help_text=_("Eine Leistung je Zeile, Name oder ein Teil davon."), **common
    )


def _native(field: "models.Field[Any, Any]") -> forms.Widget:
    kind, form = next(found for base, found in WIDGETS.items() if isinstance(field, base))
    widget = forms.TimeInput if kind == "time" else forms.DateTimeInput
    return widget(attrs={"type": kind}, format=form)
