"""Mein Unternehmenskonto (ELSTER, interface NEZO/ekona)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from identity import businesses
from identity.businesses import Company
from identity.levels import TrustLevel
from identity.models import User
from identity.people import NotInvitedError
from identity.saml.attributes import Attributes, as_date
from identity.saml.base import AccountType, Assertion, Person
from identity.saml.namespaces import PERSISTENT, RSA_PSS_SHA256
from identity.saml.refusal import Reason, Refused

COMPANY_KEY = re.compile(r"du-[0-9a-f]{40}")
PERSON_KEY = re.compile(r"ek-[0-9a-f]{40}")
LEVELS = {"substanziell": TrustLevel.SUBSTANTIAL, "hoch": TrustLevel.HIGH}


@dataclass(frozen=True)
class BusinessPerson(Person):
    """Somebody who acts for a company, and what the account says of this sign-in."""

    company: Company
    academic_title: str
    birth_date: dt.date | None
    data_set: str
    identification: TrustLevel
    authentication: TrustLevel


class Unternehmenskonto(AccountType):
    slug = "unternehmenskonto"
    name = _("Mein Unternehmenskonto")
    audience = _("Für Unternehmen, Selbstständige und Vereine")
    purpose = _(
        "Damit prüft der Staat, dass Sie für Ihr Unternehmen handeln. "
        "Ihre Unternehmensdaten müssen Sie dann nicht mehr eintippen."
    )
    receives = (
        _("Name, Rechtsform und Registereintrag des Unternehmens"),
        _("Anschrift des Unternehmens"),
        _("Ihr Vor- und Nachname als handelnde Person"),
        _("ein Kennzeichen, das nur in diesem Portal gilt"),
    )
    how_to_get = _(
        "Sie brauchen ein ELSTER-Organisationszertifikat. Sie bekommen es kostenlos auf "
        "www.mein-unternehmenskonto.de. Die Freischaltung kommt mit der Post und dauert "
        "einige Tage."
    )
    without = _(
        "Ohne Unternehmenskonto hilft Ihnen die Stadtverwaltung persönlich oder am Telefon weiter."
    )
    signs_assertion = False
    signature_algorithm = RSA_PSS_SHA256
    name_id_format = PERSISTENT

    def read(self, assertion: Assertion) -> BusinessPerson:
        """Company and person; the company's pseudonym is the key, the person only within it."""
        found = assertion.attributes
        company = _company(found)
        if not COMPANY_KEY.fullmatch(company.pseudonym):
            raise Refused(Reason.NO_KEY)
        if not PERSON_KEY.fullmatch(assertion.name_id):
            raise Refused(Reason.SUBJECT)
        if company.is_test_account and settings.PORTAL_PRODUCTION:
            raise Refused(Reason.TEST_ACCOUNT)
        acting = found.parts("HandelndePerson")
        return BusinessPerson(
            key=f"{company.pseudonym}/{assertion.name_id}",
            first_name=acting.get("Vorname") or found.text("Vorname"),
            last_name=acting.get("Nachname") or found.text("Name"),
            level=min(_levels(found), key=list(TrustLevel).index),
            company=company,
            academic_title=acting.get("AkademischerGrad") or found.text("AkademischerGrad"),
            birth_date=as_date(acting.get("Geburtsdatum") or found.text("Geburtsdatum")),
            data_set=found.text("DatenkranzTyp"),
            identification=_levels(found)[0],
            authentication=_levels(found)[1],
        )

    def enter(self, *, actor: User, person: Person, invitation: str) -> None:
        assert isinstance(person, BusinessPerson)
        try:
            businesses.enter(actor=actor, company=person.company, invitation=invitation)
        except NotInvitedError as error:
            raise Refused(Reason.NOT_INVITED) from error


def _levels(found: Attributes) -> list[TrustLevel]:
    """How the account was checked and how it signed in; the weaker of the two counts."""
    names = ("ElsterVertrauensniveauIdentifizierung", "ElsterVertrauensniveauAuthentifizierung")
    return [LEVELS.get(found.text(name).lower(), TrustLevel.LOW) for name in names]


def _company(found: Attributes) -> Company:
    """A natural person with a private certificate has no company name; then theirs counts."""
    address = found.parts("Unternehmensanschrift") or found.parts("Anschrift")
    person = f"{found.text('Vorname')} {found.text('Name')}".strip()
    return Company(
        pseudonym=found.text("DatenuebermittlerPseudonymId"),
        name=found.text("Firmenname") or person,
        legal_form=found.text("Rechtsform"),
        legal_form_name=found.text("RechtsformText"),
        register_kind=found.text("Registerart"),
        register_number=found.text("Registernummer"),
        register_court=found.text("Registergericht"),
        is_test_account=found.text("IstTestkonto").lower() == "true",
        **_address(address),
    )


def _address(parts: Mapping[str, str]) -> dict[str, str]:
    return {
        "street": parts.get("Strasse", ""),
        "house_number": parts.get("Hausnummer", ""),
        "address_extra": parts.get("Adressergaenzung", ""),
        "postcode": parts.get("PLZ", ""),
        "city": parts.get("Ort", ""),
        "district": parts.get("Ortsteil", ""),
        "country": parts.get("Land", ""),
    }
