"""What a correct row of a catalogue file is."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from ozg_catalog.models.catalogue import LEIKA_KEY, TYPING_TEXTS, LeikaEntry, OzgService

SERVICE_COLUMNS = ["ozg_id", "ozg_leistung", "lage", "themenfeld"]
ENTRY_COLUMNS = [
    "leika_schluessel",
    "leistung",
    "typisierung",
    "ozg_id",
    "ozg_leistung",
    "lage",
    "themenfeld",
    "rechtsgrundlage",
    "gesetzeskuerzel",
    "sdg1_relevant",
    "sdg2_relevant",
]
NO_KEY = "nicht im LeiKa"

is_key = re.compile(LEIKA_KEY).fullmatch
_is_ozg_id = re.compile(r"[0-9]{5}").fullmatch
_FLAGS = {"0": False, "1": True, "": False}


class RowError(Exception):
    """Why a row was rejected."""


def checked_name(value: str, model: type[LeikaEntry | OzgService]) -> str:
    value = " ".join(value.split())
    if not value:
        raise RowError(_("Der Name fehlt."))
    if "\0" in value:
        raise RowError(_("Der Name enthält ein unlesbares Zeichen."))
    if len(value) > (model._meta.get_field("name").max_length or 0):
        raise RowError(_("Der Name ist zu lang."))
    return value


class ServiceReader:
    """Reads the rows of one file of OZG services."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, line: int, row: list[str]) -> tuple[Any, ...]:
        ozg_id, name, lage, themenfeld = (value.strip() for value in row)
        if not _is_ozg_id(ozg_id):
            raise RowError(_("Die OZG-ID „%(value)s“ hat nicht 5 Ziffern.") % {"value": ozg_id})
        if not lage or not themenfeld:
            raise RowError(_("Lage oder Themenfeld fehlt."))
        name = checked_name(name, OzgService)
        if (first := self._seen.setdefault(ozg_id, line)) != line:
            raise RowError(_("Die OZG-ID steht schon in Zeile %(line)s.") % {"line": first})
        return line, ozg_id, name, lage, themenfeld


class EntryReader:
    """Reads the rows of one file; knows what stood in the rows before."""

    def __init__(self, known_services: frozenset[str]) -> None:
        self._services = known_services
        self._seen: dict[str, tuple[int, str]] = {}
        self._bundles: set[tuple[str, str]] = set()

    def __call__(self, line: int, row: list[str]) -> tuple[Any, ...]:
        key, ozg_id = row[0].strip(), row[3].strip()
        name = checked_name(row[1], LeikaEntry)
        if ozg_id and ozg_id not in self._services:
            raise RowError(_("Die OZG-ID „%(value)s“ ist unbekannt.") % {"value": ozg_id})
        codes = typings(row[2])
        flags = _flag(row[9]), _flag(row[10])
        identity = self._identity(line, key, name, ozg_id)
        return (
            line,
            identity,
            None if key == NO_KEY else key,
            name,
            codes,
            row[7].strip(),
            row[8].strip(),
            *flags,
            ozg_id or None,
        )

    def _identity(self, line: int, key: str, name: str, ozg_id: str) -> str:
        if key == NO_KEY:
            return self._numbered(line, f"{ozg_id or '-'}:{name}")
        if not is_key(key):
            raise RowError(_("Der Schlüssel „%(value)s“ hat nicht 14 Ziffern.") % {"value": key})
        first_line, first_name = self._seen.setdefault(key, (line, name))
        if first_name != name or (key, ozg_id) in self._bundles:
            raise RowError(_("Der Schlüssel steht schon in Zeile %(line)s.") % {"line": first_line})
        self._bundles.add((key, ozg_id))
        return key

    def _numbered(self, line: int, identity: str) -> str:
        """Two rows without a key may have the same words; the catalogue of 2019 has such a pair."""
        candidate, number = identity, 1
        while candidate in self._seen:
            number += 1
            candidate = f"{identity}#{number}"
        self._seen[candidate] = (line, identity)
        return candidate


def typings(value: str) -> list[str]:
    codes = [code.strip() for code in value.split(",") if code.strip()]
    if unknown := [code for code in codes if code not in TYPING_TEXTS]:
        raise RowError(
            _("Die Typisierung „%(value)s“ ist unbekannt.") % {"value": ", ".join(unknown)}
        )
    return codes


def _flag(value: str) -> bool:
    try:
        return _FLAGS[value.strip()]
    except KeyError:
        raise RowError(
            _("„%(value)s“ ist weder 0 noch 1 (SDG).") % {"value": value.strip()}
        ) from None
