"""Plain forms of what the large editor edits: the same fields and rules, rows in place of scripts.

Which fields a record and its rows have is read from the panels of the large editor, so that a new
field there is one here too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel, get_form_for_model
from wagtail.models import Orderable

from services.local_facts import LISTS
from services.models import Service
from services.service_form import ServiceForm
from services.staff.plain.fields import Names, plain_field

EMPTY_ROWS = 2
MOST_ROWS = 20
MOST_SENT = 300


@dataclass(frozen=True)
class Row:
    """One record of a list, or an empty one to fill in."""

    form: forms.ModelForm[Any]
    legend: str


@dataclass(frozen=True)
class RowList:
    """All rows of one list."""

    heading: str
    formset: Any
    rows: list[Row]


@dataclass(frozen=True)
class PlainForm:
    """A form with its lists, ready to be shown."""

    form: Any
    names: dict[Any, Names] = field(default_factory=dict)

    @cached_property
    def lists(self) -> list[RowList]:
        return [_row_list(formset) for formset in getattr(self.form, "formsets", {}).values()]

    @property
    def single(self) -> list[forms.BoundField]:
        return list(self.form)

    @property
    def suggestions(self) -> list[Names]:
        return list(self.names.values())

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """Id of the field, its label and what is wrong, for the summary above the form."""
        found = [*_faults(self.form, "")]
        for listed in self.lists:
            found += [("", listed.heading, str(e)) for e in listed.formset.non_form_errors()]
            for row in listed.rows:
                found += _faults(row.form, f"{row.legend}, ")
        return found


def _faults(form: forms.ModelForm[Any], where: str) -> list[tuple[str, str, str]]:
    general = [("", where.rstrip(", "), str(error)) for error in form.non_field_errors()]
    return general + [
        (bound.id_for_label, f"{where}{bound.label}", str(error))
        for bound in form
        for error in bound.errors
    ]


def plain_form(
    record: models.Model,
    *,
    fields: tuple[str, ...] | None = None,
    lists: tuple[str, ...] | None = None,
    data: Any = None,
    empty_rows: int = EMPTY_ROWS,
) -> PlainForm:
    """A form of this record; of these fields and lists only, where they are named."""
    options = options_of(type(record))
    names: dict[Any, Names] = {}

    def formfield(db_field: Any, **kwargs: Any) -> forms.Field | None:
        return plain_field(db_field, names, **kwargs)

    wanted = {
        name: _of_rows(given, formfield, min(max(empty_rows, 0), MOST_ROWS))
        for name, given in options.get("formsets", {}).items()
        if lists is None or name in lists
    }
    form_class = get_form_for_model(
        type(record),
        form_class=ServiceForm if isinstance(record, Service) else WagtailAdminModelForm,
        fields=[name for name in options.get("fields", []) if fields is None or name in fields],
        formsets=wanted,
        formfield_callback=formfield,
    )
    for formset in form_class.formsets.values():
        formset.absolute_max = MOST_SENT
    try:
        form = form_class(data, instance=record)
        _hide_only_what_came(form)
    except ValidationError as error:  # the number of a row is none
        raise BadRequest from error
    return PlainForm(form, names)


def _hide_only_what_came(form: Any) -> None:
    """What is our own can be removed."""
    for name in form.formsets.keys() & LISTS.keys():
        for row in form.formsets[name].forms:
            if not row.instance.is_delivered:
                del row.fields["hidden_because"]


def options_of(model: type[models.Model]) -> dict[str, Any]:
    panels: Any = model
    found: dict[str, Any] = panels.get_edit_handler().get_form_options()
    return found


def headings_of(model: type[models.Model]) -> dict[str, str]:
    """What the large editor calls each list."""
    panels: Any = model
    return dict(_inline(panels.get_edit_handler()))


def _inline(panel: Any) -> Iterator[tuple[str, str]]:
    if isinstance(panel, InlinePanel):
        yield panel.relation_name, str(panel.heading)
    for child in getattr(panel, "children", ()):
        yield from _inline(child)


def _of_rows(given: dict[str, Any], formfield: Any, empty_rows: int) -> dict[str, Any]:
    taken = ("fields", "min_num", "validate_min", "max_num", "validate_max")
    kept = {name: given[name] for name in taken if name in given}
    return {**kept, "formfield_callback": formfield, "extra": empty_rows}


def _row_list(formset: Any) -> RowList:
    model = formset.model
    ordered = issubclass(model, Orderable) and model._meta.ordering[0] == "sort_order"
    rows = [_row(formset, number, form, ordered) for number, form in enumerate(formset.forms, 1)]
    return RowList(headings_of(type(formset.instance))[formset.rel_name], formset, rows)


def _row(formset: Any, number: int, form: forms.ModelForm[Any], ordered: bool) -> Row:
    kind = formset.model._meta.verbose_name
    is_new = number > formset.initial_form_count()
    legend = _("%(kind)s, neu") if is_new else _("%(kind)s %(number)s")
    _name_row_fields(form, is_new=is_new, ordered=ordered)
    return Row(form, str(capfirst(legend % {"kind": kind, "number": number})))


def _name_row_fields(form: forms.ModelForm[Any], *, is_new: bool, ordered: bool) -> None:
    fields = form.fields
    if "ORDER" in fields:
        fields["ORDER"].label = _("Platz in der Liste")
        if not ordered:
            fields["ORDER"].widget = forms.HiddenInput()
    if "DELETE" in fields:
        fields["DELETE"].label = _("Entfernen")
        if is_new or fields["DELETE"].disabled:
            fields["DELETE"].widget = forms.HiddenInput()


def empty_rows(request: HttpRequest) -> int:
    """As many as somebody asks for, where the usual ones are too few."""
    asked = request.GET.get("zeilen", "")
    return int(asked) if asked.isascii() and asked.isdigit() else EMPTY_ROWS
