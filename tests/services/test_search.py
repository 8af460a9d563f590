"""The search as people use it, and as people attack it."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.asserts import assertContains

from services.models import SearchDocument, Service, Synonym
from services.search import index, search, thesaurus
from services.search.query import MOST_CORRECTED

pytestmark = pytest.mark.django_db


def first(query: str, **options) -> str:
    hits = search(query, **options).hits
    return hits[0].title if hits else ""


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("perso beantragen", "Personalausweis beantragen"),
        ("Führerschein umtauschen", "Führerschein umtauschen"),
        ("fuehrerschein umtausch", "Führerschein umtauschen"),
        ("wohn geld", "Wohngeld beantragen"),
        ("knöllchen parkausweis bewohner", "Bewohnerparkausweis beantragen"),
        ("ich bin umgezogen", "Wohnsitz anmelden"),
        ("wohngelt", "Wohngeld beantragen"),
        ("reisepas", "Reisepass beantragen"),
        ("99050023005000", "Reisegewerbekarte beantragen"),
        ("99 050 023 005 000", "Reisegewerbekarte beantragen"),
        ("LeiKa 99102012002000", "Grundsteuer"),
        ("birth certificate", "Geburtsurkunde beantragen"),
        ("HUND", "Hund anmelden (Hundesteuer)"),
        ("hundemarke", "Hund anmelden (Hundesteuer)"),
    ],
)
def test_finds_first(directory: None, query: str, title: str) -> None:
    assert first(query) == title


@pytest.mark.parametrize("query", ["", "   ", "qwrtzp xyzzy", "%%%", "''", "\x00\x00"])
def test_nonsense_gets_nothing(directory: None, query: str) -> None:
    assert search(query).hits == []


def test_an_exact_title_is_the_first_hit(directory: None) -> None:
    titles = Service.objects.values_list("name", flat=True)
    assert [title for title in titles if first(title) != title] == []


def test_english_page_shows_english_titles(directory: None) -> None:
    assert first("passport", language="en") == "Apply for a passport"


def test_hit_carries_what_the_api_needs(directory: None) -> None:
    hit = search("kfz zulassen").hits[0]
    assert hit.url == "/leistungen/kfz-zulassen/"
    assert hit.leika_keys == ["99036008007000"]
    assert hit.ozg_ids == ["10439"]
    assert hit.online


def test_a_mistyped_word_is_named(directory: None) -> None:
    assert search("wohngelt").corrections == (("wohngelt", "wohngeld"),)


def test_no_correction_where_the_word_is_known(directory: None) -> None:
    assert search("wohngeld").corrections == ()


def test_of_many_mistyped_words_the_first_few_are_looked_up(indexed: Callable[..., None]) -> None:
    indexed("Wohngeld", "Reisepass", "Kindergarten", "Hundesteuer")
    typed = ("wohngelt", "reisepas", "kindergarden", "hundesteur")
    assert search(typed[3]).corrections == (("hundesteur", "hundesteuer"),)
    corrected = [wrong for wrong, _right in search(" ".join(typed)).corrections]
    assert corrected == list(typed[:MOST_CORRECTED])


def test_editors_synonym_works_at_once(directory: None) -> None:
    assert first("blechkiste") == ""
    Synonym.objects.create(words="Blechkiste", official="Kraftfahrzeug zulassen")
    thesaurus.forget()
    assert first("blechkiste") == "Kraftfahrzeug zulassen"


def test_offices_are_found(directory: None) -> None:
    assert first("Gesundheitsamt") == "Gesundheitsamt"


def test_catalogue_without_own_page_is_found(catalogue: None, directory: None) -> None:
    index.rebuild()
    kinds = {hit.kind for hit in search("Personalausweis", limit=20).hits}
    assert kinds == {"service", "ozg"}


def test_unpublished_services_leave_the_index(directory: None) -> None:
    service = Service.objects.get(slug="jagdschein-beantragen")
    service.unpublish()
    assert "Jagdschein beantragen" not in [hit.title for hit in search("jagdschein").hits]


def test_publishing_brings_the_new_words(directory: None) -> None:
    service = Service.objects.get(slug="jagdschein-beantragen")
    service.texts.filter(language="de").update(keywords="Halali")
    Service.objects.get(pk=service.pk).save_revision().publish()
    assert first("halali") == "Jagdschein beantragen"


def test_rebuild_twice_gives_the_same_index(directory: None) -> None:
    before = list(SearchDocument.objects.order_by("kind", "key").values_list("key", "vector"))
    index.rebuild()
    assert before == list(
        SearchDocument.objects.order_by("kind", "key").values_list("key", "vector")
    )


def test_rare_words_count_more(indexed: Callable[..., None]) -> None:
    indexed(*[f"Genehmigung {letter}" for letter in "ABCDEFGH"], "Genehmigung Osterfeuer")
    assert first("genehmigung osterfeuer") == "Genehmigung Osterfeuer"


def test_joined_and_split_compounds_meet(indexed: Callable[..., None]) -> None:
    indexed("Kurzzeitkennzeichen", "Ponyhof Anmeldung", "Organspendeausweis")
    assert first("kurz zeit kennzeichen") == "Kurzzeitkennzeichen"
    assert first("ponyhofanmeldung") == "Ponyhof Anmeldung"
    assert first("organ spende ausweis") == "Organspendeausweis"


HOSTILE = [
    "'; DROP TABLE services_service; --",
    "a & b | !c <-> d:*",
    "perso:A | 'x",
    "((((((",
    "\\' \\\\ \x00",
    "%(strict)s %s %%",
    "a" * 10_000,
    "wort " * 5_000,
    "<script>alert(1)</script>",
    "\u202e\u0636\u0635 漢字 🙂",
    "ß" * 300,
    ":* !",
    "antragg nachweiss bescheidd behoerdee fristt wohnungg gewerbee kindd angabenn vorgangg",
    "=antrag :* =",
    "ضص العربية שלום",
    "„Wohnung“ ‚Antrag‘ «Bescheid»",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_give_a_page(citizen: Client, directory: None, query: str) -> None:
    response = citizen.get("/suche/", {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert Service.objects.count() == 76


def test_many_slips_cost_no_more_than_a_few(directory: None, django_assert_max_num_queries) -> None:
    search("wohngeld")
    slips = "antragg nachweiss bescheidd behoerdee fristt wohnungg gewerbee kindd angabenn vorgangg"
    with django_assert_max_num_queries(3 + 3 + 1):
        search(slips)


def test_said_twice_is_asked_once(directory: None) -> None:
    assert len(search("hund hund hund").query.groups) == len(search("hund").query.groups)


@given(text=st.text(max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_searched(text: str) -> None:
    assert search(text).total >= 0


def test_search_page_in_words(citizen: Client, directory: None) -> None:
    response = citizen.get("/suche/", {"q": "perso beantragen"})
    assertContains(response, 'href="/suche/treffer/service/personalausweis-beantragen/?')
    assertContains(response, "Treffer für „perso beantragen“")


def test_nothing_found_says_what_to_do(citizen: Client, directory: None) -> None:
    response = citizen.get("/suche/", {"q": "qwrtzp"})
    assertContains(response, "haben wir nichts gefunden")
    assertContains(response, "Dienstleistungen von A bis Z")


def test_results_have_pages(citizen: Client, directory: None) -> None:
    one = citizen.get("/suche/", {"q": "beantragen"}).content
    two = citizen.get("/suche/", {"q": "beantragen", "page": "2"}).content
    assert b"page=2" in one
    assert one != two


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", "\x00"])
def test_hostile_page_numbers(citizen: Client, directory: None, page: str) -> None:
    assert citizen.get("/suche/", {"q": "wohnsitz", "page": page}).status_code == 200


def test_at_most_three_queries_when_warm(
    citizen: Client, directory: None, django_assert_max_num_queries
) -> None:
    search("perso")
    with django_assert_max_num_queries(3):
        citizen.get("/suche/", {"q": "perso beantragen"})
