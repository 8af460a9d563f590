"""What a checked message is to the rest of the portal: typed, with a level for each value."""

import datetime as dt

import pytest

from identity.citizens import Address
from identity.levels import TrustLevel
from identity.saml import request_ids, response
from identity.saml.attributes import as_date
from identity.saml.contrib.bundid import extension
from identity.saml.registry import registry
from identity.simulator import answers, service
from identity.simulator.accounts import PERSONAS
from identity.simulator.answers import Answer
from identity.simulator.server import Simulator

pytestmark = pytest.mark.django_db


def person(simulator: Simulator, kind: str, persona: str):
    """The result object of a whole message that carries all the persona has."""
    account = simulator.accounts[kind]
    described = service.read(simulator.service_metadata(kind))
    values = next(each for each in PERSONAS[kind] if each["id"] == persona)
    answer = Answer(described, request_ids.make(kind))
    message = answers.success(account.signer, answer, values, set(answers.OIDS.values()))
    account_type = registry.get_or_404(kind)
    _identifier, assertion = response.verify(account_type, message)
    return account_type.read(assertion)


def test_a_citizen(simulator: Simulator) -> None:
    citizen = person(simulator, "bundid", "erika").citizen
    assert citizen.bpk2 == "ZZ-SIM-6V1QmXo0Jr5b3kT2uYw9cAe8"
    assert (citizen.first_name, citizen.last_name) == ("Erika", "Mustermann")
    assert citizen.birth_date == dt.date(1964, 8, 12)
    assert citizen.address == Address("Beispielweg 7", "04600", "Altenburg", "")
    assert citizen.mailbox == "0b6c1f0e-1111-4c1e-9d67-5d2d2c1f7a01"
    assert citizen.levels[extension.SURNAME] == TrustLevel.HIGH


def test_a_citizen_with_little(simulator: Simulator) -> None:
    citizen = person(simulator, "bundid", "max").citizen
    assert (citizen.birth_date, citizen.address) == (None, None)
    assert citizen.levels[extension.SURNAME] == TrustLevel.NONE


def test_a_company_and_who_acts_for_it(simulator: Simulator) -> None:
    found = person(simulator, "unternehmenskonto", "gasthaus")
    assert found.company.pseudonym.startswith("du-")
    assert (found.company.legal_form, found.company.register_kind) == ("350", "HRB")
    assert (found.company.city, found.company.is_test_account) == ("Gera", False)
    assert (found.first_name, found.last_name) == ("Otto", "Beispiel")
    assert found.birth_date == dt.date(1975, 11, 30)
    assert (found.data_set, found.level) == ("StNr", TrustLevel.HIGH)
    assert (found.identification, found.authentication) == (TrustLevel.HIGH, TrustLevel.HIGH)


@pytest.mark.parametrize("text", ["", "1964", "1964-00-00", "30.02.1990", "irgendwann"])
def test_what_is_no_whole_date(text: str) -> None:
    assert as_date(text) is None
