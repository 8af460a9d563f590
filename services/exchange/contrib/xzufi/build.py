"""Small makers of XZuFi elements. Version 2.2.0, which every reader of ours and others knows."""

import json
from typing import Any

from lxml import etree

from services.exchange.contrib.xzufi.names import NAMESPACES, OWN, XSI

NS = NAMESPACES["2.2.0"]
NSMAP = {"xzufi": NS, "xsi": XSI, "erg": OWN}
Element = etree._Element


def node(name: str, *children: Element | None, text: str = "", **attributes: str) -> Element:
    made = etree.Element(f"{{{NS}}}{name}", {k: v for k, v in attributes.items() if v}, nsmap=NSMAP)
    if text:
        made.text = text
    made.extend(child for child in children if child is not None)
    return made


def said(name: str, text: str, **attributes: str) -> Element | None:
    """An element, or nothing where there is nothing to say."""
    return node(name, text=text, **attributes) if text else None


def spoken(name: str, text: str, language: str = "de") -> Element | None:
    return said(name, text, languageCode=language)


def code(name: str, value: str) -> Element | None:
    if not value:
        return None
    made = node(name)
    etree.SubElement(made, "code").text = value
    return made


def ident(name: str, agency: str, value: str, scheme: str) -> Element:
    return node(name, text=value, schemeAgencyID=agency, schemeID=scheme)


def own(values: dict[str, Any]) -> Element | None:
    """Our addition; empty and usual values are left out, so that it stays small."""
    kept = {name: value for name, value in values.items() if value not in ("", None, [], {}, False)}
    if not kept:
        return None
    made = etree.Element(f"{{{OWN}}}angaben", nsmap=NSMAP)
    made.text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return made
