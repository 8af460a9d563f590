"""The simulated accounts: their keys, metadata, personas, and what they do with a request."""

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from identity.saml import keys
from identity.saml.namespaces import DS, METADATA, POST_BINDING, SAMLP, ds, md
from identity.simulator import answers, questions, service
from identity.simulator.answers import Answer, Signer
from identity.simulator.questions import BadQuestion, Question
from identity.simulator.service import Service

KINDS = {"unternehmenskonto": "Mein Unternehmenskonto", "bundid": "BundID"}
STORK = ["STORK-QAA-Level-1", "STORK-QAA-Level-2", "STORK-QAA-Level-3", "STORK-QAA-Level-4"]
ENTITY_PREFIX = "urn:simulated"
LATE = dt.timedelta(hours=2)

with (Path(__file__).parent / "personas.toml").open("rb") as file:
    PERSONAS: Mapping[str, list[dict[str, Any]]] = tomllib.load(file)


class StateAccount:
    """One simulated account at ``address``; ``fetch`` gets the portal's metadata for it."""

    def __init__(
        self, kind: str, address: str, folder: Path, fetch: Callable[[str], bytes]
    ) -> None:
        self.kind = kind
        self.name = KINDS[kind]
        self.address = f"{address}/{kind}"
        self.sso_address = f"{self.address}/sso"
        self.fetch = fetch
        pair = keys.load(folder / kind)
        if pair is None:
            pair = keys.generate(f"Simuliert: {self.name}")
            keys.save(folder / kind, pair)
        self.signer = Signer(kind, f"{ENTITY_PREFIX}:{kind}", pair)
        self.metadata_file = folder / f"{kind}.xml"
        self.metadata_file.write_bytes(self.metadata())

    @property
    def personas(self) -> list[dict[str, Any]]:
        return PERSONAS[self.kind]

    def metadata(self) -> bytes:
        root = etree.Element(
            md("EntityDescriptor"),
            nsmap={"md": METADATA, "ds": DS},
            entityID=self.signer.entity_id,
        )
        descriptor = etree.SubElement(
            root,
            md("IDPSSODescriptor"),
            WantAuthnRequestsSigned="true",
            protocolSupportEnumeration=SAMLP,
        )
        key = etree.SubElement(descriptor, md("KeyDescriptor"), use="signing")
        data = etree.SubElement(etree.SubElement(key, ds("KeyInfo")), ds("X509Data"))
        etree.SubElement(data, ds("X509Certificate")).text = self.signer.pair.certificate_body
        etree.SubElement(
            descriptor, md("SingleSignOnService"), Binding=POST_BINDING, Location=self.sso_address
        )
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def ask(self, posted: str) -> tuple[Service, Question]:
        """Check the portal's request, or ``BadQuestion``."""
        described = service.read(self.fetch(self.kind))
        question = questions.read(
            posted, kind=self.kind, address=self.sso_address, service=described
        )
        return described, question

    def answer(self, posted: str, choice: str, *, late: bool = False) -> tuple[str, str]:
        """Where to send which ``SAMLResponse`` when the person chose this."""
        described, question = self.ask(posted)
        reply = Answer(described, question.identifier)
        if late:
            reply = replace(reply, issued=reply.issued - LATE)
        return described.acs_address, self._message(reply, question, choice)

    def _message(self, reply: Answer, question: Question, choice: str) -> str:
        if choice == "cancel":
            return answers.cancelled(self.signer, reply)
        if choice == "deny":
            return answers.denied(self.signer, reply)
        if choice == "low" and self.kind == "bundid":
            return answers.success(self.signer, reply, self._weakest(), set(question.requested))
        persona = next((each for each in self.personas if each["id"] == choice), None)
        if persona is None:
            raise BadQuestion("unknown-persona")
        if not self.is_enough(persona, question):
            raise BadQuestion("level-too-low")
        if self.lacks_something(persona, question):
            return answers.denied(self.signer, reply)
        return answers.success(self.signer, reply, persona, set(question.requested))

    def _weakest(self) -> Mapping[str, Any]:
        """Somebody whose sign-in stays below whatever was asked for."""
        return min(self.personas, key=lambda each: STORK.index(each["level"]))

    def lacks_something(self, persona: Mapping[str, Any], question: Question) -> bool:
        """BundID sends nothing at all without a required value, but for temporary sign-ins."""
        if self.kind != "bundid" or persona.get("temporary"):
            return False
        own = {answers.OIDS[name] for name in persona["attributes"]}
        return not question.required <= own | {answers.OIDS["bPK2"]}

    def is_enough(self, persona: Mapping[str, Any], question: Question) -> bool:
        """BundID offers only ways to sign in that reach the level that was asked for."""
        if self.kind != "bundid" or question.least_class not in STORK:
            return True
        return STORK.index(persona["level"]) >= STORK.index(question.least_class)
