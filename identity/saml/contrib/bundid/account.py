"""BundID (interface description 10.2.0.0 of the federal ministry, May 2025)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from lxml import etree

from identity import citizens
from identity.citizens import Address, Citizen
from identity.levels import TrustLevel
from identity.models import User
from identity.saml.attributes import Attributes
from identity.saml.base import AccountType, Assertion, Person
from identity.saml.contrib.bundid import extension
from identity.saml.contrib.bundid.extension import (
    BIRTH_DATE,
    BPK2,
    CITY,
    COUNTRY,
    GIVEN_NAME,
    MAILBOX,
    POSTCODE,
    STREET,
    SURNAME,
)
from identity.saml.refusal import Reason, Refused

CLASSES = {
    TrustLevel.LOW: "STORK-QAA-Level-1",
    TrustLevel.SUBSTANTIAL: "STORK-QAA-Level-3",
    TrustLevel.HIGH: "STORK-QAA-Level-4",
}
LEVELS = {value: level for level, value in CLASSES.items()}


@dataclass(frozen=True)
class CitizenPerson(Person):
    citizen: Citizen


class BundId(AccountType):
    slug = "bundid"
    name = _("BundID")
    audience = _("Für Bürgerinnen und Bürger")
    purpose = _(
        "Damit prüft der Staat, wer Sie sind. Ihre Angaben zur Person müssen Sie dann nicht "
        "mehr eintippen."
    )
    receives = (
        _("Ihr Vor- und Nachname"),
        _("ein Kennzeichen, das nur in diesem Portal gilt"),
        _("die Adresse Ihres Postfachs bei der BundID"),
    )
    how_to_get = _(
        "Sie legen die BundID kostenlos auf id.bund.de an, mit dem Online-Ausweis, mit einem "
        "ELSTER-Zertifikat oder mit Benutzername und Kennwort."
    )
    without = _(
        "Ohne BundID können Sie jede Dienstleistung weiter persönlich im Rathaus erledigen."
    )
    signs_assertion = True

    def extensions(self, *, level: TrustLevel, language: str) -> etree._Element:
        return extension.build(language=language)

    def requested_context(self, level: TrustLevel) -> str:
        return CLASSES.get(level, CLASSES[TrustLevel.LOW])

    def read(self, assertion: Assertion) -> CitizenPerson:
        """A temporary sign-in has no bPK2 and so no account: it would be lost at the next one."""
        found = assertion.attributes
        bpk2 = found.text(BPK2)
        if not bpk2:
            raise Refused(Reason.NO_KEY)
        level = LEVELS.get(assertion.authn_context)
        if level is None:
            raise Refused(Reason.LEVEL, "unknown class")
        citizen = Citizen(
            bpk2=bpk2,
            first_name=found.text(GIVEN_NAME),
            last_name=found.text(SURNAME),
            level=level,
            mailbox=found.text(MAILBOX),
            birth_date=found.date(BIRTH_DATE),
            address=_address(found),
            levels={name: attribute.level for name, attribute in found.items()},
        )
        return CitizenPerson(bpk2, citizen.first_name, citizen.last_name, level, citizen)

    def enter(self, *, actor: User, person: Person, invitation: str) -> None:
        assert isinstance(person, CitizenPerson)
        citizens.enter(actor=actor, citizen=person.citizen)


def _address(found: Attributes) -> Address | None:
    values = [found.text(name) for name in (STREET, POSTCODE, CITY, COUNTRY)]
    return Address(*values) if any(values) else None
