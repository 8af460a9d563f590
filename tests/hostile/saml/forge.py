"""Makes messages: genuine ones with throw-away keys, and everything that is wrong with them.

``outsider`` has no key of the state account; what it makes must fail by its signature or before.
``insider`` has it: its messages are signed correctly and wrong in one thing.
"""

import copy
import datetime as dt
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from identity.saml import keys, signing
from identity.saml.namespaces import RSA_PSS_SHA256, RSA_SHA256, ds, saml
from identity.simulator import answers
from identity.simulator.accounts import PERSONAS
from identity.simulator.answers import Answer, Signer
from identity.simulator.encryption import encrypt
from identity.simulator.service import Service

Change = Callable[[etree._Element], Any]
MINUTE = dt.timedelta(minutes=1)


def nothing(_element: etree._Element) -> None:
    pass


def encode(root: etree._Element | bytes) -> str:
    raw = root if isinstance(root, bytes) else etree.tostring(root)
    return b64encode(raw).decode()


@dataclass(frozen=True)
class Forge:
    """One account with its keys, and a request that this portal really made."""

    signer: Signer
    service: Service
    request_id: str
    foreign: keys.KeyPair

    @property
    def is_bundid(self) -> bool:
        return self.signer.kind == "bundid"

    @property
    def algorithm(self) -> str:
        return RSA_SHA256 if self.is_bundid else RSA_PSS_SHA256

    def answer(self, **values: Any) -> Answer:
        return replace(Answer(self.service, self.request_id), **values)

    def assertion(self, change: Change = nothing, **values: Any) -> etree._Element:
        """Not yet signed, so that a change ends up below the signature."""
        persona = PERSONAS[self.signer.kind][0]
        requested = set(answers.OIDS.values())
        element = answers.assertion(self.signer, self.answer(**values), persona, requested)
        change(element)
        return element

    def message(
        self,
        change: Change = nothing,
        *,
        envelope: Change = nothing,
        after: Change = nothing,
        signed_assertion: Change = nothing,
        pair: keys.KeyPair | None = None,
        **values: Any,
    ) -> str:
        """A whole message; ``envelope`` changes the Response before, ``after`` after signing."""
        pair = pair or self.signer.pair
        body = self.assertion(change, **values)
        if self.is_bundid:
            signing.sign(body, pair, algorithm=RSA_SHA256, position=1)
        signed_assertion(body)
        root = answers.response(self.signer, self.answer(**values))
        root.append(encrypt(body, self.service.encryption, "EncryptedAssertion"))
        envelope(root)
        if root.find(saml("Issuer")) is not None and root.get("ID"):
            signing.sign(root, pair, algorithm=self.algorithm, position=1)
        after(root)
        return encode(root)

    def plain(self) -> etree._Element:
        """Signed as usual, but the assertion can be read: raw material for wrapping."""
        body = self.assertion()
        signing.sign(body, self.signer.pair, algorithm=RSA_SHA256, position=1)
        root = answers.response(self.signer, self.answer())
        root.append(body)
        signing.sign(root, self.signer.pair, algorithm=self.algorithm, position=1)
        return root

    def evil_assertion(self) -> etree._Element:
        """Another company or person, signed by nobody."""
        evil = self.assertion()
        for value in evil.iter(saml("AttributeValue")):
            if value.text and value.text.startswith(("du-", "ZZ-SIM")):
                value.text = "du-" + "e" * 40
        return evil


def remove(path: str) -> Change:
    def change(root: etree._Element) -> None:
        for found in root.findall(path, NAMES):
            found.getparent().remove(found)

    return change


def set_attribute(path: str, name: str, value: str) -> Change:
    def change(root: etree._Element) -> None:
        for found in [root] if path == "." else root.findall(path, NAMES):
            found.set(name, value)

    return change


def drop_attribute(path: str, name: str) -> Change:
    def change(root: etree._Element) -> None:
        for found in [root] if path == "." else root.findall(path, NAMES):
            found.attrib.pop(name)

    return change


def set_text(path: str, text: str) -> Change:
    def change(root: etree._Element) -> None:
        for found in root.findall(path, NAMES):
            found.text = text

    return change


def double(path: str) -> Change:
    def change(root: etree._Element) -> None:
        found = root.find(path, NAMES)
        found.addnext(copy.deepcopy(found))

    return change


def both(*changes: Change) -> Change:
    def change(root: etree._Element) -> None:
        for each in changes:
            each(root)

    return change


def signature_of(root: etree._Element) -> etree._Element:
    found = root.find(ds("Signature"))
    assert found is not None
    return found


NAMES = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
    "xenc11": "http://www.w3.org/2009/xmlenc11#",
}
