"""Attributes of a verified assertion, with nested values and the level of each.

python3-saml gives neither: of ekona's address it returns an empty list, and it drops the
``akdb:TrustLevel`` that BundID puts on each attribute.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from identity.levels import TrustLevel
from identity.saml.namespaces import AKDB, saml
from identity.saml.refusal import Reason, Refused

TRUST_LEVELS = {
    "UNTERGEORDNET": TrustLevel.NONE,
    "NORMAL": TrustLevel.LOW,
    "SUBSTANTIELL": TrustLevel.SUBSTANTIAL,
    "HOCH": TrustLevel.HIGH,
}


@dataclass(frozen=True)
class Attribute:
    """A value is text, or the parts of a nested one. No level means: not known."""

    text: str
    parts: Mapping[str, str]
    level: TrustLevel | None


class Attributes(dict[str, Attribute]):
    def text(self, name: str) -> str:
        return self[name].text if name in self else ""

    def date(self, name: str) -> dt.date | None:
        """A day as either account writes it; old documents may lack the day or the month."""
        return as_date(self.text(name))

    def parts(self, name: str) -> Mapping[str, str]:
        return self[name].parts if name in self else {}


def as_date(text: str) -> dt.date | None:
    """``1964-08-12`` (BundID) or ``12.08.1964`` (ekona); nothing when it is no whole date."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def read(assertion: etree._Element) -> Attributes:
    """All attributes by name; the document that names BundID's has stray blanks, so strip."""
    found = Attributes()
    for element in assertion.iterfind(f"{saml('AttributeStatement')}/{saml('Attribute')}"):
        name = "".join(element.get("Name", "").split())
        values = element.findall(saml("AttributeValue"))
        if not name or name in found or len(values) > 1:
            raise Refused(Reason.ATTRIBUTES)
        if values:
            found[name] = _attribute(element, values[0])
    return found


def _attribute(element: etree._Element, value: etree._Element) -> Attribute:
    level = element.get(f"{{{AKDB}}}TrustLevel")
    if level is not None and level.upper() not in TRUST_LEVELS:
        raise Refused(Reason.ATTRIBUTES, "unknown trust level")
    return Attribute(
        text=_text(value),
        parts={etree.QName(part).localname: _text(part) for part in value},
        level=TRUST_LEVELS[level.upper()] if level else None,
    )


def _text(element: etree._Element) -> str:
    """All text below the element, so that no comment could cut a value short."""
    return "".join(element.itertext()).strip()
