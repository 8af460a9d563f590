"""The search as data."""

import pytest
from django.test import Client

from services.search import search

pytestmark = pytest.mark.django_db
SEARCH = "/api/v1/search"


def test_hits_are_those_of_the_search_itself(citizen: Client, directory: None) -> None:
    answer = citizen.get(SEARCH, {"q": "perso beantragen", "limit": 5}).json()
    expected = search("perso beantragen", limit=5)
    assert expected.hits
    assert [hit["title"] for hit in answer["hits"]] == [hit.title for hit in expected.hits]
    assert answer["count"] == expected.total
    first = answer["hits"][0]
    assert first["url"].startswith("http://testserver/leistungen/")
    assert {"title", "url", "leika_keys", "ozg_ids", "online"} <= set(first)


def test_pages_of_hits_follow_each_other(citizen: Client, directory: None) -> None:
    first = citizen.get(SEARCH, {"q": "ausweis", "limit": 1}).json()
    second = citizen.get(first["next"]).json()
    assert first["hits"] != second["hits"]
    assert second["previous"].endswith("offset=0")


def test_nonsense_finds_nothing(citizen: Client) -> None:
    answer = citizen.get(SEARCH, {"q": "xqzvwk"}).json()
    assert (answer["count"], answer["hits"]) == (0, [])


@pytest.mark.parametrize(
    ("query", "field", "way_out"),
    [
        ({}, "q", "Geben Sie q an."),
        ({"q": ""}, "q", "Geben Sie für q mindestens 1 Zeichen an."),
        ({"q": "x" * 201}, "q", "Kürzen Sie q auf höchstens 200 Zeichen."),
        ({"q": "x", "limit": "1000"}, "limit", "Geben Sie für limit höchstens 100 an."),
    ],
)
def test_wrong_question_names_field_and_way_out(
    citizen: Client, query: dict[str, str], field: str, way_out: str
) -> None:
    response = citizen.get(SEARCH, query)
    assert response.status_code == 422
    (fault,) = response.json()["errors"]
    assert (fault["field"], fault["way_out"]) == (field, way_out)


@pytest.mark.parametrize("q", ["'; DROP TABLE x; --", "\x00", "((((", ":*&|!", "%", "\\"])
def test_strange_text_is_only_text(citizen: Client, q: str) -> None:
    assert citizen.get(SEARCH, {"q": q}).status_code == 200
