"""Editorial and legal pages, both languages."""

import datetime
import itertools
import re

import pytest
from django.test import Client
from wagtail.models import Page, Site

from portal.models import AccessibilityPage, HomePage, PrivacyPage, StandardPage

pytestmark = pytest.mark.usefixtures("site")

SLUGS = ("", "kontakt/", "leichte-sprache/", "impressum/", "datenschutz/", "barrierefreiheit/")


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("prefix", ["/", "/en/"])
@pytest.mark.parametrize("slug", SLUGS)
def test_heading_outline(citizen: Client, prefix: str, slug: str) -> None:
    levels = [int(n) for n in re.findall(r"<h([1-6])[ >]", html(citizen, prefix + slug))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("slug", SLUGS)
def test_language_switch_leads_to_the_same_page(citizen: Client, slug: str) -> None:
    assert f'href="/en/{slug}" hreflang="en" lang="en"' in html(citizen, f"/{slug}")
    assert f'href="/{slug}" hreflang="de" lang="de"' in html(citizen, f"/en/{slug}")


def test_page_without_translation_leads_to_the_other_home_page(citizen: Client) -> None:
    home = HomePage.objects.get(locale__language_code="de")
    home.add_child(instance=StandardPage(title="Nur deutsch", slug="nur-deutsch", body="<p>x</p>"))
    page = html(citizen, "/nur-deutsch/")
    assert 'href="/en/" hreflang="en"' in page
    assert 'rel="alternate"' not in page


def test_no_cookie_and_nothing_from_elsewhere(citizen: Client) -> None:
    response = citizen.get("/")
    assert not response.cookies
    sources = re.findall(r'(?:src|href)="(https?://[^"]+)', response.content.decode())
    assert all(address.startswith("http://127.0.0.1:8000/") for address in sources)


def test_home_page_asks_little_of_the_database(
    citizen: Client, django_assert_max_num_queries
) -> None:
    citizen.get("/")
    with django_assert_max_num_queries(16):
        citizen.get("/")


def test_welcome_page_is_gone() -> None:
    assert not Page.objects.filter(title__contains="Welcome").exists()
    assert isinstance(Site.objects.get().root_page.specific, HomePage)


def test_loading_twice_changes_nothing() -> None:
    from portal.example import pages

    before = list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision"))
    pages.load()
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "latest_revision")) == before


def test_an_edited_page_keeps_its_text() -> None:
    from portal.example import pages

    StandardPage.objects.filter(slug="kontakt").update(lead="Von der Redaktion geändert")
    pages.load()
    leads = StandardPage.objects.filter(slug="kontakt").values_list("lead", flat=True)
    assert set(leads) == {"Von der Redaktion geändert"}


def test_privacy_says_everything_article_13_asks_for(citizen: Client) -> None:
    page = html(citizen, "/datenschutz/")
    records = PrivacyPage.objects.get(locale__language_code="de").processings.all()
    assert len(records) >= 5
    for record in records:
        assert all(value for _name, value in record.facts())
        assert f">{record.name}</h3>" in page


def test_statement_has_the_fields_of_the_eu_decision(citizen: Client) -> None:
    page = html(citizen, "/barrierefreiheit/")
    statement = AccessibilityPage.objects.get(locale__language_code="de")
    for value in (statement.scope, "teilweise vereinbar", "Selbstbewertung", statement.standard):
        assert value in page
    assert f'<time datetime="{statement.reviewed_on:%Y-%m-%d}">' in page
    assert 'href="/barriere-melden/?seite=%2Fbarrierefreiheit%2F"' in page


@pytest.mark.parametrize(("days", "overdue"), [(365, False), (366, True)])
def test_review_is_due_after_a_year(days: int, overdue: bool) -> None:
    statement = AccessibilityPage.objects.first()
    day = statement.reviewed_on + datetime.timedelta(days=days)
    assert statement.is_review_overdue(day) is overdue


def test_easy_language_is_marked_as_such(citizen: Client) -> None:
    assert 'lang="de-simple"' in html(citizen, "/leichte-sprache/")
