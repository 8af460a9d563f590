"""What stands in place of what: one address, or the beginning that many share."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

LONGEST = 500
URL = URLValidator(schemes=["http", "https"])
# What may follow where a part of an address ends: "https://a.de" is no beginning of "https://a.dev".
ENDS = ("", "/", "?", "#")


@dataclass(frozen=True)
class Change:
    old: str
    new: str = ""
    beginning: bool = False

    def __post_init__(self) -> None:
        if self.beginning:  # the slash belongs to what follows, which stays as it is
            object.__setattr__(self, "old", self.old.rstrip("/"))
            object.__setattr__(self, "new", self.new.rstrip("/"))

    def meets(self, address: str) -> bool:
        if not self.beginning:
            return address == self.old
        rest = address.removeprefix(self.old)
        return address.startswith(self.old) and rest[:1] in ENDS

    def of(self, address: str) -> str:
        """The address afterwards; the same where the change does not meet it."""
        if not self.meets(address):
            return address
        return self.new + address.removeprefix(self.old) if self.beginning else self.new

    @property
    def problem(self) -> str:
        """Why the one cannot stand in place of the other; empty when it can."""
        if not _is_address(self.new):
            return _("Die neue Adresse muss mit https:// oder http:// beginnen.")
        if self.beginning and (not _is_address(self.old) or set("?#") & set(self.old + self.new)):
            return _("Ein Anfang ist eine Adresse ohne „?“ und „#“, mindestens bis zum Rechner.")
        if self.new == self.old:
            return _("Die neue Adresse ist dieselbe.")
        return _("Die neue Adresse ist zu lang.") if len(self.new) > LONGEST else ""


def _is_address(text: str) -> bool:
    try:
        URL(text)
    except ValidationError:
        return False
    return True
