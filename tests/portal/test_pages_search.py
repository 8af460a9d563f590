"""Pages and inquiries are found, and what is not public is not."""

import pytest

from identity.models import User
from portal.council.models import Inquiry
from portal.example import council
from portal.models import StandardPage
from services.search import search

pytestmark = pytest.mark.django_db


def found(words: str, language: str = "de") -> list[tuple[str, str]]:
    return [(hit.kind, hit.url) for hit in search(words, language=language).hits]


@pytest.mark.usefixtures("site")
def test_page_is_found_in_both_languages() -> None:
    assert ("page", "/kontakt/") in found("Kontakt")
    assert ("page", "/en/kontakt/") in found("contact", "en")


@pytest.mark.usefixtures("site")
def test_reporting_a_barrier_is_found() -> None:
    assert ("page", "/barrierefreiheit/") in found("Barriere melden")


@pytest.mark.usefixtures("site")
def test_unpublished_page_is_gone() -> None:
    for page in StandardPage.objects.filter(slug="kontakt"):
        page.unpublish()
    assert not found("Kontakt")


def test_inquiry_is_found_by_its_questions_once_published(
    digital_officer: User, head_of_office: User, mayors_office: User
) -> None:
    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    slug = Inquiry.objects.get().slug
    assert ("inquiry", f"/rat/anfragen/{slug}/") in found("Beitritt beabsichtigt")


def test_unpublished_inquiry_is_not_found(
    digital_officer: User, head_of_office: User, mayors_office: User
) -> None:
    from services.search import index

    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    Inquiry.objects.update(published_at=None)
    index.rebuild()
    assert not found("Beitritt beabsichtigt")
