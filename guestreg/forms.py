"""Forms of guest registration; the KERN tags of the templates give them their look."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guestreg.contact import ADDRESS, LONGEST, clean, inputs_for, is_name, is_phone
from guestreg.errors import CheckInError
from guestreg.licence_checks import in_city
from guestreg.models import Area, ContactField, LegalBasis, Licence, Terms, Venue, VenueKind
from guestreg.models.licence import Weekday
from guestreg.rates import check_door

LABELS = {
    "given_name": _("Vorname"),
    "family_name": _("Nachname"),
    "phone": _("Telefonnummer"),
    "email": _("E-Mail-Adresse"),
    "street": _("Straße"),
    "house_number": _("Hausnummer"),
    "postcode": _("Postleitzahl"),
    "city": _("Ort"),
}
AUTOCOMPLETE = {
    "given_name": "given-name",
    "family_name": "family-name",
    "phone": "tel",
    "email": "email",
    "street": "address-line1",
    "house_number": "off",
    "postcode": "postal-code",
    "city": "address-level2",
}
INPUT_TYPES = {"phone": "tel", "email": "email"}


class OpenDaysField(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs |= {
            "choices": Weekday.choices,
            "coerce": int,
            "widget": forms.CheckboxSelectMultiple,
            "label": _("Geöffnet an"),
        }
        super().__init__(**kwargs)


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class KindForm(forms.ModelForm):
    class Meta:
        model = Licence
        fields = ("kind", "basis")
        widgets: ClassVar = {"kind": forms.RadioSelect, "basis": forms.RadioSelect}
        help_texts: ClassVar = {"basis": _("Nach welcher Vorschrift müssen Sie Gäste erfassen?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ModelChoiceField)
        basis.queryset = LegalBasis.objects.in_force(today)
        basis.empty_label = None
        basis.required = True
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = VenueKind.choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        basis, kind = data.get("basis"), data.get("kind")
        if basis and kind and kind not in basis.venue_kinds:
            self.add_error("kind", _("Für diese Art von Ort gilt die gewählte Vorschrift nicht."))
        return data


class PlaceForm(forms.ModelForm):
    class Meta:
        model = Licence
        fields = ("name", "street", "house_number", "postcode", "city")
        help_texts: ClassVar = {"name": _("So sehen ihn Ihre Gäste.")}
        widgets: ClassVar = {"postcode": forms.TextInput(attrs={"inputmode": "numeric"})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        postcode, city = data.get("postcode"), data.get("city")
        if postcode and city and not in_city(postcode, city):
            message = _("Die Lizenz gilt nur für Orte in %(city)s, Postleitzahl %(codes)s.")
            codes = ", ".join(settings.GUESTREG_POSTCODES)
            self.add_error("postcode", message % {"city": settings.PORTAL_CITY, "codes": codes})
        return data


class RoomsForm(forms.ModelForm):
    open_days = OpenDaysField()

    class Meta:
        model = Licence
        fields = ("areas_wanted", "open_days", "opens_at", "closes_at", "capacity")
        widgets: ClassVar = {
            "areas_wanted": forms.Textarea(attrs={"rows": 4}),
            "opens_at": time_input(),
            "closes_at": time_input(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("opens_at", "closes_at", "capacity"):
            self.fields[name].required = True


class ContactForm(forms.ModelForm):
    class Meta:
        model = Licence
        fields = ("contact_name", "contact_phone", "contact_email", "deputy_name", "deputy_phone")
        help_texts: ClassVar = {
            "contact_phone": _("Hier erreicht Sie das Gesundheitsamt auch nachts."),
            "contact_email": _("An diese Adresse schreiben wir Ihnen."),
        }
        widgets: ClassVar = {
            "contact_phone": forms.TextInput(attrs={"type": "tel"}),
            "deputy_phone": forms.TextInput(attrs={"type": "tel"}),
        }

    def _phone(self, name: str) -> str:
        phone = clean(self.cleaned_data[name])
        if not is_phone(phone):
            raise forms.ValidationError(
                _("Bitte geben Sie eine Telefonnummer ein, zum Beispiel 03447 123456.")
            )
        return phone

    def clean_contact_phone(self) -> str:
        return self._phone("contact_phone")

    def clean_deputy_phone(self) -> str:
        return self._phone("deputy_phone")


class TermsForm(forms.Form):
    accept_terms = forms.BooleanField(
        label=_("Ich nehme die Nutzungsbedingungen an."),
        error_messages={"required": _("Ohne Ihre Zustimmung können wir keine Lizenz erteilen.")},
    )
    accept_agreement = forms.BooleanField(
        label=_("Ich schließe den Vertrag zur Auftragsverarbeitung."),
        error_messages={
            "required": _("Ohne diesen Vertrag dürfen wir keine Gästedaten speichern.")
        },
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def clean_version(self) -> Terms:
        terms = Terms.objects.latest()
        if self.cleaned_data["version"] != terms.version:
            raise forms.ValidationError(_("Es gibt eine neue Fassung. Bitte lesen Sie sie."))
        return terms


class VenueForm(forms.ModelForm):
    open_days = OpenDaysField()

    class Meta:
        model = Venue
        fields = (
            "name", "street", "house_number", "postcode", "city",
            "open_days", "opens_at", "closes_at", "capacity",
        )  # fmt: skip
        widgets: ClassVar = {"opens_at": time_input(), "closes_at": time_input()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not in_city(data.get("postcode", ""), data.get("city", "")):
            message = _("Die Lizenz gilt nur für Orte in %(city)s.")
            self.add_error("postcode", message % {"city": settings.PORTAL_CITY})
        return data


class AreaForm(forms.ModelForm):
    class Meta:
        model = Area
        fields = ("name", "capacity")


class CodeLabelForm(forms.Form):
    label = forms.CharField(
        label=_("Bezeichnung"),
        max_length=60,
        required=False,
        help_text=_(
            "Zum Beispiel: Tisch 4. Ohne Bezeichnung gilt der Code für den ganzen Bereich."
        ),
    )


class ObjectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Grund Ihres Widerspruchs"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def door_field() -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off", "data-required": "yes"}
    return forms.CharField(
        label=_("Code des Tages, er hängt an der Tür"),
        max_length=8,
        widget=forms.TextInput(attrs=attrs),
    )


def contact_field(name: str, *, required: bool) -> forms.Field:
    attrs = {"autocomplete": AUTOCOMPLETE[name]}
    if name == "postcode":
        attrs["inputmode"] = "numeric"
    attrs["type"] = INPUT_TYPES.get(name, "text")
    attrs["data-required"] = "yes" if required else "no"
    widget = forms.TextInput(attrs=attrs)
    kind = forms.EmailField if name == "email" else forms.CharField
    return kind(label=LABELS[name], max_length=LONGEST[name], widget=widget, required=required)


class CardForm(forms.Form):
    """All that any place may ask for; it is filled in and used in the browser only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LONGEST:
            self.fields[name] = contact_field(name, required=name.endswith("_name"))


class GuestForm(forms.Form):
    """Asks what the legal basis prescribes, and nothing else."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, basis: LegalBasis, door: str = "", network: str = "", **kwargs: Any
    ) -> None:
        """``door`` is the code of the day, where the venue wants it."""
        super().__init__(*args, **kwargs)
        self._door, self._network = door, network
        self.either = ContactField.PHONE_OR_ADDRESS in basis.prescribed_fields
        for name in inputs_for(basis.prescribed_fields):
            self.fields[name] = self._field(name)
        if door:
            self.fields["door"] = door_field()

    def _field(self, name: str) -> forms.Field:
        return contact_field(name, required=not (self.either and name in ("phone", *ADDRESS)))

    @property
    def details(self) -> dict[str, str]:
        """The contact data, without the form's own parts and without empty fields."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("token", "door") and v}

    def clean_door(self) -> str:
        typed = str(self.cleaned_data["door"]).strip()
        try:
            check_door(self._door, typed, self._network)
        except CheckInError as error:
            raise forms.ValidationError(str(error)) from error
        return typed

    def _name(self, field: str) -> str:
        text = clean(self.cleaned_data[field])
        if not is_name(text):
            raise forms.ValidationError(_("Bitte geben Sie Ihren Namen ein, wie man ihn schreibt."))
        return text

    def clean_given_name(self) -> str:
        return self._name("given_name")

    def clean_family_name(self) -> str:
        return self._name("family_name")

    def clean_phone(self) -> str:
        phone = clean(self.cleaned_data["phone"])
        if phone and not is_phone(phone):
            raise forms.ValidationError(
                _("Bitte geben Sie eine Telefonnummer ein, zum Beispiel 0170 1234567.")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.either and not data.get("phone") and "phone" not in self.errors:
            self._needs_address(data)
        return data

    def _needs_address(self, data: dict[str, Any]) -> None:
        """Without a telephone number, an address, and then all of it."""
        if not data.get("street"):
            self.add_error("phone", _("Bitte geben Sie Ihre Telefonnummer oder Ihre Anschrift an."))
            return
        for name in ADDRESS:
            if not data.get(name):
                self.add_error(name, _("Bitte füllen Sie dieses Feld aus."))
