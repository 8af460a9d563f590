"""Rows of the table as records, compared with what is stored."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from services.exchange.base import Identity, Item, Note, OfficeRecord, OpeningRecord, Version, Write
from services.exchange.contrib.offices import hours
from services.exchange.contrib.offices.columns import COLUMNS, DAYS, KEY, PARENT, Column
from services.exchange.contrib.offices.tables import Row
from services.exchange.contrib.offices.writing import key_of, openings_of
from services.exchange.own import Own, own_identity
from services.exchange.text import plain
from services.german import slug_of
from services.models import Office

SLUG_LETTERS = 80
SLUG = re.compile(r"[a-z0-9][-a-z0-9_]{0,79}")


def items(rows: Iterable[tuple[int, Row]]) -> Iterator[Item]:
    """A note for each difference and each error, a record for each office that changes."""
    comparing = _Comparing()
    for number, row in rows:
        yield from comparing.row(number, row)
    if comparing.same:
        said = {"it": comparing.same}
        yield Note("", _("%(it)s Zeilen sagen, was schon gespeichert ist.") % said)


class _Comparing:
    def __init__(self) -> None:
        self.offices = {key_of(office): office for office in Office.objects.with_hours()}
        self.keys = {office.pk: key for key, office in self.offices.items()}
        self.slugs = {office.slug for office in self.offices.values()}
        self.seen: set[str] = set()
        self.same = 0

    def row(self, number: int, row: Row) -> Iterator[Item]:
        label = _("Zeile %(number)s") % {"number": number}
        errors: list[str] = []
        key = self._key(row, errors)
        office = self.offices.get(key) or Office(slug=key)
        values, said = self._values(row, office, errors)
        openings = self._openings(row, office, errors, said)
        parent = self._parent(row, office, errors, said)
        label = f"{label}, {plain(values.get('name', key), 80)}"
        yield from (Note(label, error, skipped=True) for error in errors)
        if errors:
            return
        if office.pk and not said:
            self.same += 1
            return
        if not office.pk:
            yield Note(label, _("Neue Stelle mit der Kennung „%(it)s“.") % {"it": key})
        yield from (Note(label, change) for change in said if office.pk)
        if office.source_id and office.agency != own_identity("", "", "").agency:
            yield Note(label, _("Kommt aus einer Quelle; deren nächster Stand ersetzt das wieder."))
        yield Write(_record(office, key, values, openings, parent))

    def _key(self, row: Row, errors: list[str]) -> str:
        """The row's own, or for a new office one made of its name."""
        key = row.get(KEY, "")
        found = key or slug_of(row.get("Name", ""))[:SLUG_LETTERS]
        said = {"it": plain(found, 60)}
        if not found:
            errors.append(_("Kennung: fehlt, und der Name auch."))
        elif found in self.seen:
            errors.append(_("Kennung: „%(it)s“ steht zweimal in der Tabelle.") % said)
        elif (not key or key not in self.offices) and found in self.slugs:
            errors.append(_("Kennung: „%(it)s“ hat schon eine andere Stelle.") % said)
        elif key and key not in self.offices and not SLUG.fullmatch(key):
            errors.append(
                _(
                    "Kennung: „%(it)s“ ist unbekannt. Für eine neue Stelle lassen Sie sie leer "
                    "oder nehmen Kleinbuchstaben, Ziffern und Striche."
                )
                % said
            )
        self.seen.add(found)
        return found

    def _values(
        self, row: Row, office: Office, errors: list[str]
    ) -> tuple[dict[str, Any], list[str]]:
        """All fields as they are to be, and what of them is different, in words."""
        values, said = {}, []
        for column in COLUMNS:
            old = getattr(office, column.field)
            values[column.field] = old
            try:
                new = _new_value(column, row, office)
            except ValueError as error:
                errors.append(f"{column.title}: {error}")
                continue
            if new != old:
                values[column.field] = new
                said.append(_change(column.title, column.write(old), column.write(new)))
        return values, said

    def _openings(
        self, row: Row, office: Office, errors: list[str], said: list[str]
    ) -> list[OpeningRecord]:
        stored = openings_of(office) if office.pk else []
        found: list[OpeningRecord] = []
        for weekday, title in enumerate(DAYS):
            old = [opening for opening in stored if opening.weekday == weekday]
            try:
                new = hours.read(weekday, row[title]) if title in row else old
            except ValueError as error:
                errors.append(f"{title}: {error}")
                continue
            if hours.written(new) != hours.written(old):
                said.append(_change(title, hours.written(old), hours.written(new)))
                found += new
            else:
                found += old
        return found

    def _parent(
        self, row: Row, office: Office, errors: list[str], said: list[str]
    ) -> Identity | None:
        old = self.keys.get(office.parent_id or 0, "")
        key = row.get(PARENT, old)
        if key and key not in self.offices:
            values = {"it": plain(key, 60)}
            errors.append(f"{PARENT}: " + _("die Stelle „%(it)s“ gibt es nicht.") % values)
            return None
        if key != old:
            said.append(_change(PARENT, old, key))
        return Identity(*Own.of(self.offices[key])) if key else None


def _new_value(column: Column, row: Row, office: Office) -> Any:
    """A column that is missing, or an empty cell of a new office, means the usual value."""
    if column.title not in row or (not office.pk and not row[column.title]):
        if column.field == "name" and not office.name:
            raise ValueError(_("fehlt."))
        return getattr(office, column.field)
    return column.value(row[column.title])


def _change(title: str, old: str, new: str) -> str:
    nothing = _("leer")
    values = {"title": title, "old": old or nothing, "new": new or nothing}
    return _("%(title)s: „%(old)s“ → „%(new)s“") % values


def _record(
    office: Office,
    key: str,
    values: dict[str, Any],
    openings: list[OpeningRecord],
    parent: Identity | None,
) -> OfficeRecord:
    own = Identity(*(Own.of(office) if office.pk else own_identity("", "", key)))
    texts = {name: values.pop(name) for name in ("name", "name_en", "summary", "summary_en")}
    return OfficeRecord(
        identity=own,
        version=Version(),
        **texts,
        parent=parent,
        fields={**values, "slug": office.slug},
        openings=openings,
        compared=True,
    )
