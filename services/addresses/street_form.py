"""The editors' form of a street: the same rule for its stretches as for a delivered file."""

from itertools import combinations
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm


class StreetForm(WagtailAdminModelForm):
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
