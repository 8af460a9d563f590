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


class PreviewForm(forms.Form):
    purpose = forms.CharField(
        label=_("Für wen ist der Link?"),
        max_length=120,
        help_text=_("Zum Beispiel: Rechtsamt. Damit Sie den Link später wiedererkennen."),
    )
    days = forms.TypedChoiceField(
        label=_("Wie lange soll er gelten?"),
        coerce=int,
        choices=[(1, _("einen Tag")), (7, _("eine Woche")), (30, _("dreißig Tage"))],
        initial=7,
    )
