"""Reading JSON whose shape somebody else decides: each surprise is named with its place."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from services.exchange.base import MessageError
from services.exchange.text import plain

NAMES_SHOWN = 8


class Shape:
    """One object of an answer, and where in the answer it stands."""

    def __init__(self, values: Any, place: str = "") -> None:
        if not isinstance(values, dict):
            raise wrong(place, _("ist kein Objekt"))
        self.values, self.place = values, place

    def text(self, name: str, *, needed: bool = False) -> str:
        value = self.values.get(name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            raise wrong(self._at(name), _("ist kein Text") if value is not None else _("fehlt"))
        return value

    def number(self, name: str) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise wrong(self._at(name), _("ist keine Zahl") if value is not None else _("fehlt"))
        return value

    def strings(self, name: str) -> list[str]:
        found = self._list(name)
        if not all(isinstance(value, str) for value in found):
            raise wrong(self._at(name), _("ist keine Liste von Texten"))
        return found

    def objects(self, name: str, *, needed: bool = False) -> list["Shape"]:
        """A list of objects; a single one that came without a list counts as one."""
        value = self.values.get(name)
        if value is None and needed:
            raise wrong(self._at(name), _("fehlt"))
        found = [value] if isinstance(value, dict) else self._list(name)
        return [Shape(entry, f"{self._at(name)}[{number}]") for number, entry in enumerate(found)]

    def unknown(self, known: Iterable[str]) -> set[str]:
        return {plain(name, 40) for name in self.values.keys() - set(known)}

    def _list(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise wrong(self._at(name), _("ist keine Liste"))
        return value

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def shape_of(body: bytes, source: str) -> Shape:
    """The answer's outermost object. Raises MessageError."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MessageError(
            _("%(source)s: die Antwort ist kein JSON.") % {"source": source}
        ) from error
    return Shape(values)


def wrong(place: str, reason: str) -> MessageError:
    values = {"place": place or _("Antwort"), "reason": reason}
    return MessageError(
        _("Die Gegenstelle antwortet anders als bekannt: %(place)s %(reason)s.") % values
    )


def unread(names: set[str]) -> str:
    """For the report: fields that nobody knew when this was written."""
    shown = ", ".join(sorted(names)[:NAMES_SHOWN])
    return _("Unbekannte Felder, nicht gelesen: %(names)s") % {"names": shown}
