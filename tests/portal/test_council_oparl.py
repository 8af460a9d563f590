"""OParl 1.1: papers and files, filters, leaks, size. Schemas and rules: test_oparl_validator.py."""

import datetime
import json
import os
import re
import tracemalloc
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from identity.models import User
from portal.council import inquiries
from portal.council.models import CouncilGroup, Inquiry, Question
from portal.example import council
from tests.portal.oparl_walk import body, fetch, pages

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("SHARED_DIR", settings.BASE_DIR.parent / "shared"))
SCHEMAS = SHARED / "data" / "oparl" / "schema-1.1"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
Json = dict[str, Any]


@pytest.fixture
def published(digital_officer: User, head_of_office: User, mayors_office: User) -> Inquiry:
    council.load(officer=digital_officer, head=head_of_office, mayors_office=mayors_office)
    return Inquiry.objects.get()


@pytest.fixture
def secret() -> Inquiry:
    """Received, not published."""
    group = CouncilGroup.objects.create(name="Fraktion Geheim", short_name="Geheim")
    inquiry = Inquiry.objects.create(
        number="GEHEIM-1",
        slug="geheime-anfrage",
        title="Geheime Anfrage",
        summary="Streng vertraulich",
        group=group,
        put_on=datetime.date(2026, 1, 1),
    )
    Question.objects.create(inquiry=inquiry, number="1", text="Geheime Frage")
    return inquiry


def test_question_and_answer_name_each_other(published: Inquiry, citizen: Client) -> None:
    papers = fetch(citizen, body(citizen)["paper"])["data"]
    assert [paper["paperType"] for paper in papers] == ["Anfrage", "Beantwortung einer Anfrage"]
    question, answer = papers
    assert question["relatedPaper"] == [answer["id"]]
    assert answer["relatedPaper"] == [question["id"]]


def test_keys_are_text_with_all_digits(citizen: Client) -> None:
    assert body(citizen)["ags"] == "16077001"
    assert body(citizen)["rgs"] == "160770001001"


def test_access_shows_and_download_saves(published: Inquiry, citizen: Client) -> None:
    for file in fetch(citizen, body(citizen)["file"])["data"]:
        shown = citizen.get(urlsplit(file["accessUrl"]).path)
        saved = citizen.get(urlsplit(file["downloadUrl"]).path)
        assert "Content-Disposition" not in shown
        assert saved["Content-Disposition"].startswith("attachment")
        assert len(shown.content) == file["size"]
        assert shown.content == saved.content


def test_answer_file_has_the_frozen_figures(published: Inquiry, citizen: Client) -> None:
    text = fetch(citizen, body(citizen)["file"])["data"][1]["text"]
    assert "Leistungen der Stadt sind online (Quelle: OZG-Katalog dieses Portals, Stand" in text
    assert "Beispieldaten. Dies ist keine Antwort der Stadtverwaltung." in text


SECRET_WORDS = ("Geheime Anfrage", "Streng vertraulich", "Geheime Frage", "GEHEIM-1")


def test_unpublished_is_nowhere(secret: Inquiry, citizen: Client) -> None:
    for name in ("paper", "file"):
        for query in ("", "?modified_since=2000-01-01T00:00:00%2B01:00"):
            page = fetch(citizen, body(citizen)[name] + query)
            assert page["data"] == []
            assert page["pagination"]["totalElements"] == 0
    for kind in ("anfrage", "antwort"):
        for address in (
            f"/oparl/v1.1/paper/{secret.uid}/{kind}",
            f"/oparl/v1.1/file/{secret.uid}/{kind}",
            f"/oparl/v1.1/file/{secret.uid}/{kind}/ansicht",
            f"/oparl/v1.1/file/{secret.uid}/{kind}/datei",
        ):
            response = citizen.get(address)
            assert response.status_code == 404
            assert not any(word in response.content.decode() for word in SECRET_WORDS)


@pytest.mark.parametrize(
    "address",
    [
        "/rat/anfragen/",
        "/rat/anfragen/geheime-anfrage/",
        "/en/rat/anfragen/geheime-anfrage/",
        "/rat/anfragen/feed.atom",
        "/suche/?q=Geheime+Anfrage",
        "/api/v1/search?q=Geheime+Anfrage",
        "/",
        "/en/",
    ],
)
def test_unpublished_leaks_on_no_page(secret: Inquiry, citizen: Client, address: str) -> None:
    page = citizen.get(address).content.decode()
    shown = page.replace("value=&quot;Geheime Anfrage", "").replace('value="Geheime Anfrage"', "")
    assert not any(word in shown for word in SECRET_WORDS[1:])
    assert "geheime-anfrage" not in re.sub(r"(seite=|href=)[^ >]*", "", shown)


def test_taken_back_is_a_deleted_object(
    published: Inquiry, digital_officer: User, citizen: Client
) -> None:
    before = fetch(citizen, body(citizen)["paper"])["data"][0]
    inquiries.depublish(actor=digital_officer, inquiry=published, reason="Versehen")
    assert fetch(citizen, body(citizen)["paper"])["data"] == []
    after = fetch(citizen, before["id"])
    assert after["deleted"] is True
    assert set(after) == {"id", "type", "created", "modified", "deleted"}
    assert after["created"] == before["created"]
    since = fetch(citizen, body(citizen)["paper"] + "?modified_since=2000-01-01T00:00:00%2B01:00")
    assert [paper["deleted"] for paper in since["data"]] == [True, True]
    access = f"/oparl/v1.1/file/{published.uid}/anfrage/ansicht"
    assert citizen.get(access).status_code == 410


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("created_since=2000-01-01T00:00:00%2B01:00", 2),
        ("created_until=2000-01-01T00:00:00%2B01:00", 0),
        ("modified_since=2999-01-01T00:00:00%2B01:00", 0),
        ("modified_until=2999-01-01T00:00:00%2B01:00&created_since=2000-01-01T00:00:00Z", 2),
    ],
)
def test_filters(published: Inquiry, citizen: Client, query: str, number: int) -> None:
    assert len(fetch(citizen, f"{body(citizen)['paper']}?{query}")["data"]) == number


@pytest.mark.parametrize(
    "query",
    [
        "created_since=gestern",
        "created_since=2026-01-01",
        "modified_until=2026-13-01T00:00:00%2B01:00",
        "limit=0",
        "limit=-1",
        "page=x",
        "page=2",
        "page=99999999",
    ],
)
def test_wrong_parameters_are_named(citizen: Client, query: str) -> None:
    response = citizen.get(f"/oparl/v1.1/body/{settings.PORTAL_ARS}/paper?{query}")
    assert response.status_code == 400
    error = json.loads(response.content)
    assert error["type"] == "https://schema.oparl.org/1.1/Error"
    assert query.split("=", maxsplit=1)[0] in error["message"]


@pytest.mark.parametrize(
    "path", ["body/000000000000", "body/x/paper", "organization/999", "paper/1/anfrage"]
)
def test_unknown_objects(citizen: Client, path: str) -> None:
    assert citizen.get(f"/oparl/v1.1/{path}").status_code == 404


def many(number: int) -> None:
    now = timezone.now()
    group = CouncilGroup.objects.create(name="Fraktion", short_name="F")
    made = Inquiry.objects.bulk_create(
        Inquiry(
            number=f"{n}",
            slug=f"n{n}",
            title=f"Anfrage {n}",
            summary="x",
            group=group,
            put_on=datetime.date(2026, 1, 1),
            published_at=now,
        )
        for n in range(number)
    )
    Question.objects.bulk_create(Question(inquiry=i, number="1", text="Ob?") for i in made)


def test_list_pages_among_ten_thousand(citizen: Client, django_assert_max_num_queries) -> None:
    many(10_000)
    base = f"/oparl/v1.1/body/{settings.PORTAL_ARS}/paper?created_since=2000-01-01T00:00:00%2B01:00"
    seen: set[str] = set()
    for number in (1, 2, 50, 100):
        with django_assert_max_num_queries(8):
            address = base if number == 1 else f"{base}&page={number}"
            page = json.loads(citizen.get(address).content)
        assert page["pagination"]["totalElements"] == 10_000
        assert ("next" in page["links"]) is (number < 100)
        assert "created_since" in page["links"]["self"]
        seen |= {paper["id"] for paper in page["data"]}
    assert len(seen) == 400


def test_following_next_finds_each_paper_once(citizen: Client) -> None:
    many(25)
    walked = [
        paper["id"]
        for page in pages(citizen, f"{body(citizen)['paper']}?limit=10")
        for paper in page["data"]
    ]
    assert len(walked) == len(set(walked)) == 25


def test_memory_stays_the_same_over_ten_thousand_papers(citizen: Client) -> None:
    """What the walk of the whole list keeps in memory does not grow from page to page."""
    many(10_000)
    base = f"/oparl/v1.1/body/{settings.PORTAL_ARS}/paper"
    peaks = []
    tracemalloc.start()
    for number in (2, 3, 4, 30, 60, 98, 99, 100):
        tracemalloc.reset_peak()
        before, _peak = tracemalloc.get_traced_memory()
        assert citizen.get(f"{base}?page={number}").status_code == 200
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
    tracemalloc.stop()
    assert max(peaks[3:]) < 1.3 * max(peaks[:3])
    assert max(peaks) < 10_000_000
