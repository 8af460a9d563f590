"""Offices and their opening hours as a table: taken out, filled in, and read back.

A row is compared with the office that is stored, and each difference is said in the report: so a
dry run is the preview. What a table lacks, a column or a row, stays as it is.
"""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from services.exchange.base import Format, Item, Message, MessageError, Progress
from services.exchange.contrib.offices import reading, tables

SUFFIXES = (".csv", ".xlsx")


class OfficeTable(Format):
    name = "offices"

    def messages(self, source: str, shown: Progress) -> tuple[list[Message], bool]:
        path = Path(source)
        if not path.is_file():
            raise MessageError(_("Die Datei gibt es nicht."))
        if path.suffix.lower() not in SUFFIXES:
            raise MessageError(_("Der Name der Tabelle muss auf .csv oder .xlsx enden."))
        return [Message(path, path.name)], False

    def items(self, message: Message) -> Iterator[Item]:
        return reading.items(tables.rows(message.path))
