"""A transfer message as a stream of records.

Hardened: no DOCTYPE at all, no entities, no network, UTF-8 only, libxml2's own limits on depth
and text size stay on. A record is known to be whole only when its end tag was read, a message
only when its own was; whoever writes has to wait for the end before committing.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree

from services.exchange.base import Delete, Item, MessageError, Note, Write
from services.exchange.contrib.xzufi import parts
from services.exchange.contrib.xzufi.names import KLASSEN, NAMESPACES, RESPONSIBILITY_KLASSEN
from services.exchange.contrib.xzufi.parts import Element, SkipRecord
from services.exchange.contrib.xzufi.service import service
from services.exchange.text import plain

CHUNK = 256 * 1024
HEAD_AT_MOST = 64 * 1024
UTF8_BOM = b"\xef\xbb\xbf"
DECLARATION = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']")
OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
READERS: dict[str, Callable[[Element, parts.Names], Iterator[Item]]] = {
    "leistung": service,
    "organisationseinheit": parts.office,
    "onlinedienst": parts.channel,
    "formular": parts.form,
    "zustaendigkeitTransferObjekt": parts.responsibility,
}


def read(stream: IO[bytes]) -> Iterator[Item]:
    """Raises MessageError for a message that is refused whole."""
    head = stream.read(HEAD_AT_MOST)
    try:
        namespace = _check_head(head)
        count = 0
        for element in _elements(head, stream, namespace):
            count += element.tag != f"{namespace}nachrichtenkopf"
            yield from _items(element, namespace)
    except (etree.XMLSyntaxError, etree.LxmlError, OSError) as error:
        values = {"error": plain(str(error))}
        raise MessageError(_("Kein vollständiges, gültiges XML: %(error)s") % values) from error
    if not count:
        raise MessageError(_("Die Nachricht enthält nichts. Es wird nichts gelöscht."))


def read_single(content: bytes) -> Iterator[Item]:
    """One ``leistung`` as the root, or a whole message: which of them a source sends is unknown.

    Raises MessageError.
    """
    try:
        name = etree.QName(_safe_root(content[:HEAD_AT_MOST]))
        if name.localname != "leistung":
            yield from read(io.BytesIO(content))
            return
        if name.namespace not in NAMESPACES.values():
            raise MessageError(_("Der Namensraum ist keiner von XZuFi 2.2.0 oder 2.3.1."))
        whole = etree.fromstring(content, etree.XMLParser(**OPTIONS))
    except (etree.LxmlError, OSError) as error:
        values = {"error": plain(str(error))}
        raise MessageError(_("Kein vollständiges, gültiges XML: %(error)s") % values) from error
    yield from _written(whole, parts.names(f"{{{name.namespace}}}"))


def _check_head(head: bytes) -> str:
    """The namespace in braces, once encoding, DOCTYPE, version and header are as they must be."""
    root = _safe_root(head)
    version = root.get("xzufiVersion", "")
    namespace = etree.QName(root).namespace
    if NAMESPACES.get(version) != namespace:
        raise MessageError(
            _("Weder XZuFi 2.2.0 noch 2.3.1, oder Version und Namensraum passen nicht.")
        )
    return f"{{{namespace}}}"


def _safe_root(head: bytes) -> Element:
    """The root, once the encoding is ours and there is no DOCTYPE."""
    text = head.removeprefix(UTF8_BOM)
    declared = DECLARATION.match(text.lstrip()[:200])
    encoding = declared[1].decode("ascii", "replace").upper() if declared else "UTF-8"
    if not text.lstrip().startswith(b"<") or encoding not in {"UTF-8", "US-ASCII"}:
        raise MessageError(_("Die Nachricht ist nicht in UTF-8."))
    if b"<!DOCTYPE" in text:
        raise MessageError(_("Die Nachricht enthält eine DOCTYPE-Angabe."))
    root = _root(head)
    if root.getroottree().docinfo.internalDTD is not None:
        raise MessageError(_("Die Nachricht enthält eine DOCTYPE-Angabe."))
    return root


def _root(head: bytes) -> Element:
    parser = etree.XMLPullParser(events=("start",), **OPTIONS)
    parser.feed(head)
    for _event, element in parser.read_events():
        assert isinstance(element, etree._Element)
        return element
    raise MessageError(_("Die Nachricht hat kein Wurzelelement."))


def _elements(head: bytes, stream: IO[bytes], namespace: str) -> Iterator[Element]:
    """Header, writes and deletes, each thrown away when the next one is asked for."""
    wanted = [f"{namespace}{name}" for name in ("nachrichtenkopf", "schreibe", "loesche")]
    parser = etree.XMLPullParser(events=("end",), tag=wanted, **OPTIONS)
    seen_header, root = False, None
    chunk = head
    while chunk:
        parser.feed(chunk)
        for _event, element in parser.read_events():
            assert isinstance(element, etree._Element)
            parent = element.getparent()
            if parent is None or (parent is not root and parent.getparent() is not None):
                continue
            root = parent
            seen_header = seen_header or element.tag == wanted[0]
            if not seen_header:
                raise MessageError(_("Vor dem ersten Datensatz fehlt der Nachrichtenkopf."))
            yield element
            parent.remove(element)
        chunk = stream.read(CHUNK)
    parser.close()
    if not seen_header:
        raise MessageError(_("Der Nachrichtenkopf fehlt."))


def _items(element: Element, namespace: str) -> Iterator[Item]:
    names = parts.names(namespace)
    kind = names.local(element)
    if kind == "loesche":
        yield _deletion(element, names)
    elif kind == "schreibe":
        for record in element:
            yield from _written(record, names)


def _written(record: Element, names: parts.Names) -> Iterator[Item]:
    local = names.local(record)
    reader = READERS.get(local)
    if reader is None:
        yield Note(parts.label(record, names), _("Diese Art von Datensatz lesen wir nicht."), True)
        return
    try:
        # Whole before the first item goes out: a record is taken or left as one.
        yield from list(reader(record, names))
    except SkipRecord as error:
        yield Note(parts.label(record, names), str(error), True)


def _deletion(element: Element, names: parts.Names) -> Item:
    klasse = element.get("klasse", "")
    try:
        identity = parts.identity(names.first(element, "id"))
    except SkipRecord as error:
        return Note(f"loesche {plain(klasse)}", str(error), True)
    if klasse in KLASSEN:
        return Delete(KLASSEN[klasse].value, identity)
    if klasse in RESPONSIBILITY_KLASSEN:
        return Delete("responsibility", identity)
    return Note(f"loesche {identity}", _("Unbekannte oder fehlende Klasse; nichts gelöscht."), True)


__all__ = ["Write", "read"]
