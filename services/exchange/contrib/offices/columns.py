"""The columns of the table, each with how it is written and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from services.exchange.text import plain
from services.models import Office
from services.models.vocabulary import Level

KEY, PARENT = "Kennung", "gehört zu (Kennung)"
DAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
YES, NO = "ja", "nein"
POSTCODE_DIGITS = 5


@dataclass(frozen=True)
class Column:
    """A field of the office. ``read`` raises ValueError with the reason and the way out."""

    title: str
    field: str
    write: Callable[[Any], str] = str
    read: Callable[[str], Any] = str

    def value(self, cell: str) -> Any:
        """Checked as the edit form would check it."""
        value = self.read(cell)
        try:
            return Office._meta.get_field(self.field).clean(value, None)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error


def _yes_no(value: bool | None) -> str:
    if value is None:
        return ""
    return YES if value else NO


def _read_yes_no(cell: str) -> bool | None:
    found = {YES: True, NO: False, "": None}
    if cell.lower() not in found:
        raise ValueError(_("„%(it)s“ ist weder ja noch nein.") % {"it": plain(cell, 30)})
    return found[cell.lower()]


def _read_surely(cell: str) -> bool:
    if not cell:
        raise ValueError(_("Schreiben Sie ja oder nein."))
    return bool(_read_yes_no(cell))


def _read_postcode(cell: str) -> str:
    if cell and not (cell.isdecimal() and cell.isascii() and len(cell) == POSTCODE_DIGITS):
        said = {"it": plain(cell, 20)}
        raise ValueError(
            _("„%(it)s“ hat nicht 5 Ziffern. Ging eine führende Null verloren?") % said
        )
    return cell


def levels() -> dict[str, str]:
    """Words of the table, which is German for everybody, → stored value."""
    with translation.override("de"):
        return {str(label): value for value, label in Level.choices}


def _write_level(value: str) -> str:
    return {stored: word for word, stored in levels().items()}.get(value, "")


def _read_level(cell: str) -> str:
    if cell not in levels():
        said = {"it": plain(cell, 30), "all": ", ".join(levels())}
        raise ValueError(_("„%(it)s“ ist keine Ebene. Es gibt: %(all)s.") % said)
    return levels()[cell]


COLUMNS = (
    Column("Name", "name"),
    Column("Name auf Englisch", "name_en"),
    Column("Aufgaben", "summary"),
    Column("Aufgaben auf Englisch", "summary_en"),
    Column("Ebene", "level", _write_level, _read_level),
    Column("Straße", "street"),
    Column("Hausnummer", "house_number"),
    Column("Postleitzahl", "postcode", str, _read_postcode),
    Column("Ort", "city"),
    Column("Raum", "room"),
    Column("Telefon", "phone"),
    Column("E-Mail", "email"),
    Column("Internet", "website"),
    Column("Termin buchen", "appointment_url"),
    Column("nur mit Termin", "appointment_only", _yes_no, _read_surely),
    Column("stufenlos erreichbar", "wheelchair", _yes_no, _read_yes_no),
    Column("an Feiertagen geschlossen", "keeps_holidays", _yes_no, _read_surely),
)
TITLES = (KEY, *(column.title for column in COLUMNS), PARENT, *DAYS)
