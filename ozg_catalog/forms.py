"""The filter of the list behind the figures. It keeps in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models import ChannelAddress, Competence
from ozg_catalog.progress import AVAILABLE, OURS, Bucket

# Figures that are sums of buckets have a list too.
SUMS: dict[str, tuple[Bucket, ...]] = {"online_total": AVAILABLE, "ours": tuple(OURS)}
STATES = [
    ("", _("alle")),
    ("ours", _("alle Aufgaben der Stadt")),
    ("online_total", _("online (mit und ohne OZG-Konformität)")),
    *Bucket.choices,
]


class EntryFilter(forms.Form):
    q = forms.CharField(label=_("Suchwort"), required=False, max_length=100)
    zustand = forms.ChoiceField(label=_("Stand"), required=False, choices=STATES)
    themenfeld = forms.ChoiceField(label=_("Themenfeld"), required=False)
    zustaendig = forms.ChoiceField(
        label=_("Zuständig"), required=False, choices=[("", _("alle")), *Competence.Level.choices]
    )
    link = forms.ChoiceField(
        label=_("Online-Adresse"),
        required=False,
        choices=[("", _("alle")), *ChannelAddress.State.choices],
    )
    stand = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, themenfelder: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["themenfeld"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("alle")), *((name, name) for name in themenfelder)]

    def apply(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The entries that match; a filter value that does not exist matches nothing."""
        if not self.is_valid():
            return []
        return [entry for entry in entries if self._matches(entry)]

    def _matches(self, entry: dict[str, Any]) -> bool:
        wanted = self.cleaned_data
        state = wanted["zustand"]
        words = wanted["q"].casefold()
        return (
            (not state or entry["bucket"] in SUMS.get(state, (state,)))
            and wanted["themenfeld"] in ("", entry["themenfeld"])
            and wanted["link"] in ("", (entry.get("link") or {}).get("state"))
            and wanted["zustaendig"] in ("", _level(entry))
            and words in f"{entry['name']} {entry['identity']} {entry['ozg_name']}".casefold()
        )


def _level(entry: dict[str, Any]) -> str:
    decided: dict[str, str] = entry["competence"] or {}
    return decided.get("level", Competence.Level.UNDECIDED)
