"""The filter of the list behind the figures. It keeps in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models import ChannelAddress, Competence
from ozg_catalog.progress import AVAILABLE, OURS, Bucket

# Figures that are sums of buckets have a list too.
SUMS: dict[str, tuple[Bucket, ...]] = {
    "online_total": AVAILABLE,
    "ours": tuple(OURS),
    "not_online": (Bucket.INFORMATION, Bucket.OFFLINE),
    "unknown": (Bucket.NOT_ASSESSED, Bucket.NOT_REPORTED),
    "elsewhere": (Bucket.NOT_OURS, Bucket.NOT_APPLICABLE),
}
STATES = [
    ("", _("alle")),
    ("ours", _("alle Aufgaben der Stadt")),
    ("online_total", _("online (mit und ohne OZG-Konformität)")),
    ("not_online", _("nicht online und ohne Termin")),
    ("unknown", _("nicht bewertet oder nicht gemeldet")),
    ("elsewhere", _("nicht Aufgabe der Stadt, oder gibt es hier nicht")),
    *Bucket.choices,
]


ORIGINS = [
    ("", _("alle")),
    ("own", _("eigenes Angebot")),
    ("inherited", _("von Landkreis, Land oder Bund")),
]
NO_NAME = "-"


class EntryFilter(forms.Form):
    """Chooses among the entries of a stand: what the figures count, and each of their parts."""

    q = forms.CharField(label=_("Suchwort"), required=False, max_length=100)
    zustand = forms.ChoiceField(label=_("Stand"), required=False, choices=STATES)
    themenfeld = forms.ChoiceField(label=_("Themenfeld"), required=False)
    lage = forms.ChoiceField(label=_("Lebens- oder Geschäftslage"), required=False)
    zustaendig = forms.ChoiceField(
        label=_("Zuständig"), required=False, choices=[("", _("alle")), *Competence.Level.choices]
    )
    herkunft = forms.ChoiceField(label=_("Herkunft"), required=False, choices=ORIGINS)
    link = forms.ChoiceField(
        label=_("Online-Adresse"),
        required=False,
        choices=[("", _("alle")), *ChannelAddress.State.choices],
    )
    vergleich = forms.ChoiceField(label=_("Gleiche Aufgaben wie"), required=False)
    dort = forms.ChoiceField(label=_("Stand dort"), required=False, choices=STATES)
    stand = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, data: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = data["figures"]
        # Stands frozen earlier name the other cities, but not their entries.
        self._there = {
            row["name"]: row["entries"] for row in data["comparison"] if "entries" in row
        }
        self._choose("themenfeld", [row["name"] for row in figures["themenfelder"]])
        self._choose("lage", [row["name"] for row in figures["lagen"]])
        self._choose("vergleich", list(self._there))

    def _choose(self, name: str, values: list[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        named = [(value, value) for value in values if value]
        without = [(NO_NAME, _("ohne Zuordnung"))] if "" in values else []
        field.choices = [("", _("alle")), *named, *without]

    def apply(self, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The entries that match; a filter value that does not exist matches nothing."""
        if not self.is_valid():
            return []
        return [entry for entry in entries if self._matches(entry)]

    def there(self, entry: dict[str, Any]) -> str | None:
        """The state of the same task in the city that is compared."""
        chosen = self.cleaned_data["vergleich"] if self.is_valid() else ""
        state: str | None = self._there.get(chosen, {}).get(entry["identity"])
        return state

    def _matches(self, entry: dict[str, Any]) -> bool:
        wanted = self.cleaned_data
        words = wanted["q"].casefold()
        return (
            _in_state(wanted["zustand"], entry["bucket"])
            and wanted["themenfeld"] in ("", entry["themenfeld"] or NO_NAME)
            and wanted["lage"] in ("", entry["lage"] or NO_NAME)
            and wanted["link"] in ("", (entry.get("link") or {}).get("state"))
            and wanted["zustaendig"] in ("", _level(entry))
            and wanted["herkunft"] in ("", _origin(entry))
            and self._matches_there(entry)
            and words in f"{entry['name']} {entry['identity']} {entry['ozg_name']}".casefold()
        )

    def _matches_there(self, entry: dict[str, Any]) -> bool:
        if not self.cleaned_data["vergleich"]:
            return True
        there = self.there(entry)
        return there is not None and _in_state(self.cleaned_data["dort"], there)


def _in_state(wanted: str, bucket: str) -> bool:
    return not wanted or bucket in SUMS.get(wanted, (wanted,))


def _level(entry: dict[str, Any]) -> str:
    decided: dict[str, str] = entry["competence"] or {}
    return decided.get("level", Competence.Level.UNDECIDED)


def _origin(entry: dict[str, Any]) -> str:
    """Of what is online: own offer, or taken over. Of all else it is no question."""
    if entry["bucket"] not in AVAILABLE:
        return "none"
    return "own" if entry["assessment"]["origin"] == "own" else "inherited"
