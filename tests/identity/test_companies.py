"""What a sign-in says about a company, and what is kept of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from identity import businesses
from identity.businesses import Company
from identity.models import User
from identity.saml import response
from identity.saml.refusal import Refused
from identity.saml.registry import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(baker: User) -> Company:
    own = baker.business
    return Company(pseudonym=own.pseudonym, name=own.name, street="Beispielmarkt", city="Altenburg")


def test_new_data_replace_the_former_which_are_kept(baker: User, company: Company) -> None:
    businesses.enter(actor=baker, company=replace(company, name="Bäckerei Neu (Beispiel)"))
    baker.business.refresh_from_db()
    assert baker.business.name == "Bäckerei Neu (Beispiel)"
    assert baker.business.history.get().name == "Bäckerei Beispiel"


def test_the_log_names_fields_not_values(baker: User, company: Company) -> None:
    businesses.enter(actor=baker, company=replace(company, name="Bäckerei Neu (Beispiel)"))
    entry = ModelLogEntry.objects.get(action="identity.business.change")
    assert "name" in entry.data["fields"]
    assert "Bäckerei" not in f"{entry.data} {entry.label}"


def test_unchanged_data_leave_no_history(baker: User, company: Company) -> None:
    for _ in range(2):
        businesses.enter(actor=baker, company=company)
    assert baker.business.history.count() == 1


def test_production_takes_no_test_account(
    client: Client, answer: Callable[..., str], settings
) -> None:
    account = registry.get_or_404("unternehmenskonto")
    _request, assertion = response.verify(account, answer(client, "testkonto"))
    assert account.read(assertion).company.is_test_account
    settings.PORTAL_PRODUCTION = True
    with pytest.raises(Refused, match="test-account"):
        account.read(assertion)


def test_nested_values_and_both_levels_are_read(client: Client, answer: Callable[..., str]) -> None:
    account = registry.get_or_404("unternehmenskonto")
    _request, assertion = response.verify(account, answer(client, "gasthaus"))
    person = account.read(assertion)
    assert (person.company.postcode, person.company.house_number) == ("07545", "12a")
    assert (person.first_name, person.last_name, person.level) == ("Otto", "Beispiel", "high")
