"""Small PDF files for tests: harmless ones, and one of each kind that has to stay outside."""

import io

from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)


def blank(**options: object) -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def harmless() -> bytes:
    writer = blank()
    writer.add_outline_item("Erste Seite", 0)
    writer.add_annotation(0, FreeText(text="Anmerkung", rect=(10, 10, 90, 40)))
    return written(writer)


def action(**entries: object) -> bytes:
    """A file that does something when it is opened."""
    writer = blank()
    made = DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(made)
    return written(writer)


def javascript() -> bytes:
    return action(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))


def launch() -> bytes:
    return action(S=NameObject("/Launch"), F=TextStringObject("cmd.exe"))


def submit() -> bytes:
    return action(S=NameObject("/SubmitForm"), F=TextStringObject("https://example.org"))


def hidden_in_a_chain() -> bytes:
    following = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
    return action(S=NameObject("/GoTo"), Next=ArrayObject([following]))


def with_file() -> bytes:
    writer = blank()
    writer.add_attachment("daten.exe", b"MZ")
    return written(writer)


def form_xfa() -> bytes:
    writer = blank()
    xfa = DecodedStreamObject()
    xfa.set_data(b"<xdp/>")
    form = DictionaryObject({NameObject("/XFA"): writer._add_object(xfa)})
    writer._root_object[NameObject("/AcroForm")] = form
    return written(writer)


def page_opens() -> bytes:
    writer = blank()
    opened = DictionaryObject({NameObject("/O"): DictionaryObject()})
    writer.pages[0][NameObject("/AA")] = opened
    return written(writer)


def rich_media() -> bytes:
    writer = blank()
    annotation = DictionaryObject(
        {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/3D")}
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])
    return written(writer)


def encrypted() -> bytes:
    writer = blank()
    writer.encrypt("geheim", algorithm="AES-256")
    return written(writer)


def written_with_escapes() -> bytes:
    """The same name in another spelling, which readers understand."""
    return javascript().replace(b"/JavaScript", b"/J#61vaScript")


def outside_the_table() -> bytes:
    """An object that the table does not name, for readers that repair files."""
    plain = harmless()
    extra = b"\n99 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n"
    head, start, tail = plain.rpartition(b"startxref")
    return head + extra + start + tail


REFUSED = {
    "javascript": javascript,
    "launch": launch,
    "submit": submit,
    "chain": hidden_in_a_chain,
    "embedded file": with_file,
    "xfa": form_xfa,
    "page action": page_opens,
    "3d": rich_media,
    "encrypted": encrypted,
    "escaped name": written_with_escapes,
    "outside the table": outside_the_table,
    "html": lambda: b"<html><script>alert(1)</script></html>",
    "polyglot": lambda: b"GIF89a" + harmless(),
    "cut off": lambda: harmless()[:200],
    "no page": lambda: written(PdfWriter()),
    "empty": lambda: b"",
}
