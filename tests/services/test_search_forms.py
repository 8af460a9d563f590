"""Forms are found by their own names, and lead to the service they belong to."""

import pytest
from django.test import Client

from services.models import Form, Service
from services.search import index, search
from services.search.suggest import suggest

pytestmark = pytest.mark.django_db
SLUG = "hund-anmelden"


@pytest.fixture
def dog(directory: None) -> Service:
    service = Service.objects.get(slug=SLUG)
    Form.objects.create(service=service, name="Kynologischer Erhebungsbogen")
    index.update("service", [SLUG])
    return service


def forms(words: str) -> list[str]:
    return [hit.title for hit in search(words, kinds=("form",)).hits]


def test_a_form_is_found_and_leads_to_its_service(dog: Service, citizen: Client) -> None:
    hit = search("kynologischer erhebungsbogen").hits[0]
    assert (hit.kind, hit.title) == ("form", "Kynologischer Erhebungsbogen")
    assert hit.teaser == "Hund anmelden (Hundesteuer)"
    answer = citizen.get(f"/suche/treffer/form/{hit.key}/")
    assert answer.headers["Location"] == f"/leistungen/{SLUG}/#forms"
    assert b'id="forms"' in citizen.get(f"/leistungen/{SLUG}/").content


def test_it_stands_among_the_hits_of_the_page(dog: Service, citizen: Client) -> None:
    page = citizen.get("/suche/?q=kynologischer erhebungsbogen").content.decode()
    assert "<span>Formular</span>" in page


def test_it_is_suggested_while_typing(dog: Service) -> None:
    assert suggest("kynolog")[0].kind == "form"


def test_a_form_that_is_gone_leaves_with_the_next_version(dog: Service) -> None:
    Form.objects.filter(service=dog, name__startswith="Kynolog").delete()
    index.update("service", [SLUG])
    assert "Kynologischer Erhebungsbogen" not in forms("kynologischer erhebungsbogen")


def test_what_the_city_hides_is_not_found(dog: Service) -> None:
    Form.objects.filter(service=dog).update(hidden_because="veraltet")
    index.update("service", [SLUG])
    assert forms("kynologischer erhebungsbogen") == []


def test_forms_leave_with_their_service(dog: Service) -> None:
    dog.unpublish()
    assert forms("kynologischer erhebungsbogen") == []


def test_a_rebuild_finds_the_same_forms(dog: Service) -> None:
    before = forms("erhebungsbogen")
    index.rebuild()
    assert forms("erhebungsbogen") == before
