"""The editors' form of a street: the same rule for its stretches as for a delivered file."""

from collections.abc import Callable
from functools import partial
from itertools import combinations
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BoundField
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm


class StreetForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("jurisdiction", "office"):
            _read_at_once([form[name] for form in self.formsets["sections"].forms])

    def is_valid(self) -> bool:
        return super().is_valid() and self._has_no_contradiction()

    def _has_no_contradiction(self) -> bool:
        """Marks each stretch whose numbers are another office's already."""
        forms = [form for form in self.formsets["sections"].forms if _counts(form)]
        agree = True
        for number, other in combinations(range(len(forms)), 2):
            one, later = forms[number].instance, forms[other].instance
            if one.contradicts(later):
                text = _("Diese Hausnummern gehören schon zu Abschnitt %(number)s (%(office)s).")
                values = {"number": number + 1, "office": one.office}
                forms[other].add_error(NON_FIELD_ERRORS, text % values)
                agree = False
        return agree


def _counts(form: Any) -> bool:
    """Not one that is to be deleted, nor one that was left empty."""
    return bool(form.cleaned_data) and not form.cleaned_data.get("DELETE")


def _read_at_once(choosers: list[BoundField]) -> None:
    """Wagtail's choosers each ask for the one record that they show; a long street has many."""
    chosen = {bound.value() for bound in choosers}
    pks = [int(value) for value in chosen if str(value).isascii() and str(value).isdigit()]
    if not choosers:
        return
    field: Any = choosers[0].field
    known = field.queryset.in_bulk(pks)
    for bound in choosers:
        widget: Any = bound.field.widget
        widget.get_instance = partial(_one_of, known, widget.get_instance)


def _one_of(known: dict[int, Any], ask: Callable[[Any], Any], value: Any) -> Any:
    return known.get(value) or ask(value)
