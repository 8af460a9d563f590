"""The question for an address. Only the street is needed where it decides alone."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from services.addresses.house_numbers import NumberError, numbers
from services.addresses.responsible import Address
from services.addresses.street_names import place_key, split_number

WHICH_STREET = _("Nennen Sie die Straße. Ein Ort allein reicht nicht.")


class AddressForm(forms.Form):
    use_required_attribute = False
    street = forms.CharField(
        label=_("Straße"),
        max_length=120,
        error_messages={"required": WHICH_STREET},
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
    )
    number = forms.CharField(
        label=_("Hausnummer"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    place = forms.CharField(
        label=_("Ort"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    chosen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("place", settings.PORTAL_CITY)
        # Of another town no street is asked: it would change nothing.
        place = place_key(self["place"].value() or "")
        self.fields["street"].required = place in {"", place_key(settings.PORTAL_CITY)}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        street, number = data.get("street", ""), data.get("number", "")
        if not number:
            street, number = split_number(street)
        try:
            data["numbers"] = numbers(number) if number else None
        except NumberError as error:
            raise ValidationError({"number": str(error)}) from error
        data["street"] = street
        return data

    @property
    def address(self) -> Address:
        """What was typed, of a valid form."""
        data = self.cleaned_data
        return Address(data["street"], data["numbers"], data["place"], data["chosen"])
