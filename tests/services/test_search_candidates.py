"""Which documents are ranked at all, where more are found than anybody reads."""

from collections.abc import Callable, Iterable

import pytest

from services.search import index, lexicon, ranking, search
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
    write(f"Genehmigung {number}" for number in range(ranking.CAP + 20))
    found = search("genehmigung")
    assert (found.total, found.capped, len(found.hits)) == (ranking.CAP, True, 10)


def test_titles_come_first_among_more_than_are_ranked() -> None:
    write((f"Vorgang {number}" for number in range(ranking.CAP + 20)), body="Osterfeuer")
    write(["Osterfeuer im Garten"])
    assert search("osterfeuer").hits[0].title == "Osterfeuer im Garten"


def test_titles_come_first_where_only_a_part_is_found() -> None:
    write((f"Vorgang {number}" for number in range(ranking.LOOSE_CAP + 20)), body="Osterfeuer")
    write(["Osterfeuer im Garten", "Kaninchen"])
    assert search("osterfeuer kaninchen").hits[0].title in {"Osterfeuer im Garten", "Kaninchen"}
    assert "Osterfeuer im Garten" in [hit.title for hit in search("osterfeuer kaninchen").hits]
