"""Which documents are ranked at all, where more are found than anybody reads."""

from collections.abc import Callable, Iterable

import pytest
from django.db import connection

from services.models import SearchDocument
from services.search import candidates, index, lexicon, search
from services.search.sources import Document

pytestmark = pytest.mark.django_db


def write(titles: Iterable[str], *, body: str = "") -> None:
    documents = [
        Document(key=f"{n}-{title}", title=title, url="/", body=body)
        for n, title in enumerate(titles)
    ]
    index.write("service", documents, lexicon.current())


def test_everything_asked_for_comes_before_a_part(indexed: Callable[..., None]) -> None:
    indexed("Parkausweis Handwerker", "Parkausweis", "Handwerker", "Parkplatz")
    hits = [hit.title for hit in search("parkausweis handwerker").hits]
    assert hits[0] == "Parkausweis Handwerker"
    assert set(hits[1:]) == {"Parkausweis", "Handwerker"}


def test_many_of_the_same_title_are_all_found(indexed: Callable[..., None]) -> None:
    indexed(*["Wochenmarkt"] * 12, "Wochenmarkt anmelden")
    assert search("wochenmarkt", limit=20).total == 13


def test_a_frequent_word_is_counted_up_to_the_cap() -> None:
    write(f"Genehmigung {number}" for number in range(candidates.CAP + 20))
    found = search("genehmigung")
    assert (found.total, found.capped, len(found.hits)) == (candidates.CAP, True, 10)


def test_titles_come_first_among_more_than_are_ranked() -> None:
    write((f"Vorgang {number}" for number in range(candidates.CAP + 20)), body="Osterfeuer")
    write(["Osterfeuer im Garten"])
    assert search("osterfeuer").hits[0].title == "Osterfeuer im Garten"


def test_titles_come_first_where_only_a_part_is_found() -> None:
    write((f"Vorgang {number}" for number in range(candidates.LOOSE_CAP + 20)), body="Osterfeuer")
    write(["Osterfeuer im Garten", "Kaninchen"])
    assert search("osterfeuer kaninchen").hits[0].title in {"Osterfeuer im Garten", "Kaninchen"}
    assert "Osterfeuer im Garten" in [hit.title for hit in search("osterfeuer kaninchen").hits]


def test_a_sample_that_holds_too_little_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"Genehmigung {number}" for number in range(40))
    monkeypatch.setattr(candidates, "LARGE", 0)
    assert search("genehmigung").total == 40
    assert search("genehmigung einhorn").total == 40


def test_a_sample_that_holds_enough_is_all_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"Genehmigung {number}" for number in range(16 * candidates.CAP + 16))
    monkeypatch.setattr(candidates, "LARGE", 0)
    found = search("genehmigung", limit=100)
    keys = [hit.key for hit in found.hits]
    sampled = SearchDocument.objects.filter(key__in=keys).values_list("id", flat=True)
    assert found.capped
    assert {number % 16 for number in sampled} == {0}


def test_running_text_is_found_and_outside_the_row() -> None:
    write(["Wohngeld"], body="Mietenstufe")
    assert search("mietenstufe").hits[0].title == "Wohngeld"
    assert not SearchDocument.objects.extra(where=["heading @@ 'mietenstuf'"]).exists()


def test_what_running_text_has_exactly_is_no_slip() -> None:
    write(["Wohngeld"], body="Lichtbilt")
    write(["Lichtbild"])
    lexicon.add(["lichtbild"])
    lexicon.forget()
    found = search("lichtbilt")
    assert (found.corrections, found.hits[0].title) == ((), "Wohngeld")


def prepared() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%heading%"]
        )
        return cursor.fetchall()


def test_two_queries_of_two_words_are_planned_once() -> None:
    write(["Hund", "Katze"])
    before = prepared()
    for words in ("hund katze", "katze anmelden"):
        search(words)
    assert len(prepared()) <= len(before) + 1
    assert prepared()


def test_behind_a_pooler_nothing_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    write(["Hund"])
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    before = prepared()
    search("hund katze maus elefant giraffe zebra", kinds=("service", "office"))
    assert prepared() == before
