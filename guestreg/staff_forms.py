"""Forms of the staff sections. Wagtail's admin renders them."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from guestreg.audit import SUBJECTS
from guestreg.models import Area, ContactField, LegalBasis, Profile, Venue, VenueKind


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Nachricht an das Unternehmen"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Pflicht bei Rückfrage, Ablehnung, Aussetzen und Widerruf."),
    )


class VenueSearchForm(forms.Form):
    q = forms.CharField(label=_("Name oder Straße des Ortes"), max_length=100)


class TrailForm(forms.Form):
    gegenstand = forms.ChoiceField(
        label=_("Gegenstand"), required=False, choices=[("", _("alles")), *SUBJECTS.items()]
    )
    q = forms.CharField(
        label=_("Nummer, Aktenzeichen oder Ort enthält"), required=False, max_length=100
    )


def moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget)


class RequestForm(forms.Form):
    """What the law wants to be written down before anything is handed over."""

    case_number = forms.CharField(
        label=_("Aktenzeichen"), max_length=60, help_text=_("Keine Namen und keine Diagnosen.")
    )
    basis = forms.ModelChoiceField(LegalBasis.objects.none(), label=_("Rechtsgrundlage"))
    window_start = moment_field(_("Von"))
    window_end = moment_field(_("Bis"))
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Bereiche"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ohne Auswahl: alle Bereiche. Fordern Sie nur an, was Sie brauchen."),
    )

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        basis, areas = self.fields["basis"], self.fields["areas"]
        assert isinstance(basis, forms.ModelChoiceField)
        assert isinstance(areas, forms.ModelMultipleChoiceField)
        basis.queryset = LegalBasis.objects.filter(
            valid_from__lte=timezone.localdate(),
            venue_kinds__contains=[venue.kind],
            profile__on_request=True,
        )
        basis.initial = basis.queryset.first()
        areas.queryset = venue.areas.all()


class LegalBasisForm(forms.ModelForm):
    venue_kinds = forms.MultipleChoiceField(
        label=_("Arten von Orten"), choices=VenueKind.choices, widget=forms.CheckboxSelectMultiple
    )
    prescribed_fields = forms.MultipleChoiceField(
        label=_("Vorgeschriebene Angaben"),
        choices=ContactField.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nur was die Vorschrift verlangt. Mehr wird nicht gefragt."),
    )

    class Meta:
        model = LegalBasis
        fields = (
            "title", "profile", "text", "source", "source_url", "valid_from", "valid_to",
            "venue_kinds", "prescribed_fields", "retention_days", "requester", "is_example",
        )  # fmt: skip
        widgets: ClassVar = {"valid_from": AdminDateInput, "valid_to": AdminDateInput}

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ProfileForm(forms.ModelForm):
    permitted_fields = forms.MultipleChoiceField(
        label=_("Höchstens erfragte Angaben"),
        choices=ContactField.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Profile
        fields = (
            "slug", "title", "title_en", "permitted_fields", "longest_retention", "requester",
            "on_request", "guests_may_erase", "limits", "limits_en", "reminder", "reminder_en",
        )  # fmt: skip

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Legal bases name it, and the address of its page does.
        self.fields["slug"].disabled = bool(self.instance.pk and not self.instance._state.adding)
