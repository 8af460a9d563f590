"""Each fee, deadline, paper, law and form says whose it is where a page mixes source and city."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from services.models import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    RequiredDocument,
    Service,
    ServiceDocument,
)

pytestmark = pytest.mark.django_db
SOURCE = "Freistaat Thüringen"
LISTS = ("fees", "deadlines", "documents", "legal_bases", "forms")


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    """One record of each kind that a source brought."""
    made = make_service("Ausweis", agency="LAND", source_id="7", text={"source": SOURCE})
    _one_of_each(made, "Land", is_local=False)
    return made


def _one_of_each(service: Service, name: str, **layer: bool) -> None:
    Fee.objects.create(service=service, label=name, kind="fixed", amount=Decimal(9), **layer)
    Deadline.objects.create(service=service, label=name, **layer)
    paper = RequiredDocument.objects.create(name=name)
    ServiceDocument.objects.create(service=service, document=paper, **layer)
    LegalBasis.objects.create(service=service, name=name, **layer)
    Form.objects.create(service=service, name=name, **layer)


def whose(client: Client, service: Service, before: str = "") -> list[str]:
    html = client.get(f"{before}{service.get_absolute_url()}").content
    found = BeautifulSoup(html, "html.parser").select(".whose")
    return [" ".join(one.get_text().split()) for one in found]


def test_a_page_of_the_source_alone_says_it_once_at_its_foot(
    service: Service, citizen: Client
) -> None:
    assert whose(citizen, service) == []


def test_a_mixed_page_says_it_of_each(service: Service, citizen: Client) -> None:
    _one_of_each(service, "Stadt", is_local=True)
    found = whose(citizen, service)
    assert sorted(set(found)) == [f"Angabe: {SOURCE}", "Angabe: Stadt Altenburg"]
    assert found.count("Angabe: Stadt Altenburg") == 5
    assert found.count(f"Angabe: {SOURCE}") == 5


def test_in_english_the_sources_name_is_german(service: Service, citizen: Client) -> None:
    _one_of_each(service, "Stadt", is_local=True)
    page = BeautifulSoup(citizen.get(f"/en{service.get_absolute_url()}").content, "html.parser")
    named = [one for one in page.select(".whose span") if one.get_text() == SOURCE]
    assert len(named) == 5
    assert {one["lang"] for one in named} == {"de"}


def test_a_source_without_a_name_is_called_source(service: Service, citizen: Client) -> None:
    service.texts.update(source="")
    _one_of_each(service, "Stadt", is_local=True)
    assert "Angabe der Quelle" in whose(citizen, service)


def test_a_hidden_record_of_the_city_mixes_nothing(service: Service, citizen: Client) -> None:
    hidden = {"is_local": True, "hidden_because": "falsch"}
    Fee.objects.create(service=service, kind="free", **hidden)
    assert whose(citizen, service) == []


def test_a_service_of_our_own_says_nothing(
    make_service: Callable[..., Service], citizen: Client
) -> None:
    own = make_service("Hund")
    _one_of_each(own, "Stadt", is_local=True)
    assert whose(citizen, own) == []


def test_the_open_data_tell_them_apart(service: Service, citizen: Client) -> None:
    _one_of_each(service, "Stadt", is_local=True)
    answer: dict[str, Any] = citizen.get(f"/api/v1/services/{service.slug}").json()
    for name in LISTS:
        label = "label" if name in {"fees", "deadlines"} else "name"
        origins = {entry[label]: entry["origin"] for entry in answer[name]}
        assert origins == {"Land": "source", "Stadt": "city"}
