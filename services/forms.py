from django import forms
from django.utils.translation import gettext_lazy as _


class OutageForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund"),
        max_length=200,
        help_text=_("Steht auf jeder Seite, die diesen Dienst anbietet."),
    )
    until = forms.DateField(
        label=_("Voraussichtlich bis"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class TakeDownForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund"),
        max_length=200,
        help_text=_("Steht im Verlauf der Leistung. Keine Namen von Personen."),
    )
