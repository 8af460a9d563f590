"""Whether a file is a PDF that only shows something: type by content, size, no active content.

Everything is looked at twice. The parser follows the cross-reference table and sees what readers
see, compressed objects included. The raw bytes are searched as well, because readers that repair a
broken file may find objects the table does not name.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

MAX_BYTES = 10 * 1024 * 1024
MAX_OBJECTS = 50_000
MAX_DEPTH = 50
# What a reader would run, open, send or unpack (ISO 32000-2, 12.6 and 7.11).
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/ResetForm",
    "/GoToR",
    "/GoToE",
    "/Movie",
    "/Sound",
    "/Rendition",
    "/RichMediaExecute",
}
KEYS = {"/JS", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/AF"}
ANNOTATIONS = {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
# Long enough not to occur by chance inside compressed data.
RAW = re.compile(
    rb"/(JavaScript|EmbeddedFiles?|SubmitForm|ImportData|RichMedia|Rendition|FileAttachment)\b"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class RefusedFileError(Exception):
    """The file does not come in; the message says why and what to do."""


def check(content: bytes) -> None:
    """Raise `RefusedFileError` unless this is a harmless PDF."""
    if len(content) > MAX_BYTES:
        raise RefusedFileError(
            _("Die Datei ist größer als %(most)d MB. Bitte verkleinern Sie die Bilder darin.")
            % {"most": MAX_BYTES // 1024 // 1024}
        )
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise RefusedFileError(_("Das ist keine vollständige PDF-Datei."))
    _refuse(_raw_finding(content))
    try:
        _refuse(_parsed_finding(content))
    except RefusedFileError:
        raise
    # A forged file brings the parser to any error there is, not only to its own (RecursionError,
    # KeyError, zlib's). Each means the same: this file does not come in, and the sender learns it.
    except Exception as error:  # whatever it is, the file is refused, never let in
        raise RefusedFileError(
            _("Die PDF-Datei ist beschädigt. Bitte speichern Sie sie neu, zum Beispiel als PDF/A.")
        ) from error


def _refuse(finding: str) -> None:
    if finding:
        raise RefusedFileError(
            _(
                "Die PDF-Datei enthält aktive Inhalte (%(what)s). "
                "Bitte speichern Sie sie ohne, zum Beispiel als PDF/A."
            )
            % {"what": finding}
        )


def _raw_finding(content: bytes) -> str:
    plain = ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)
    found = RAW.search(plain)
    return found[0].decode("ascii") if found else ""


def _parsed_finding(content: bytes) -> str:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        return _("Verschlüsselung")
    if not reader.pages:
        raise PdfReadError("no page")
    return next((found for item in _objects(reader) for found in _findings(item, 0)), "")


def _objects(reader: PdfReader) -> Iterator[Any]:
    yield reader.trailer
    numbers = {(number, gen) for gen, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MAX_OBJECTS:
        raise PdfReadError("too many objects")
    for number, generation in sorted(numbers):
        yield reader.get_object(IndirectObject(number, generation, reader))


def _findings(item: Any, depth: int) -> Iterator[str]:
    """What is active in this object; those it refers to are looked at on their own."""
    if depth > MAX_DEPTH:
        raise PdfReadError("nested too deeply")
    if isinstance(item, DictionaryObject):
        yield from _active(item)
        for key in item:
            yield from _findings(item.raw_get(key), depth + 1)
    elif isinstance(item, ArrayObject):
        for part in list.__iter__(item):
            yield from _findings(part, depth + 1)


def _active(item: DictionaryObject) -> Iterator[str]:
    for key in item:
        if key in KEYS:
            yield str(key)
    for key, refused in (("/S", ACTIONS), ("/Subtype", ANNOTATIONS)):
        value = item.get(key)
        if isinstance(value, NameObject) and value in refused:
            yield str(value)
