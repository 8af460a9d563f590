"""The public pages below /digitalisierung/."""

import csv
import hashlib
import io
import re
from urllib.parse import quote_plus

import pytest
from django.test import Client

from ozg_catalog.models import Municipality, Snapshot
from ozg_catalog.snapshots import canonical

pytestmark = pytest.mark.django_db
BASE = "/digitalisierung/"


@pytest.fixture
def current(starter: Municipality) -> Snapshot:
    snapshot = Snapshot.objects.current(starter)
    assert snapshot
    return snapshot


def get(client: Client, path: str = "") -> str:
    response = client.get(BASE + path)
    assert response.status_code == 200
    return response.content.decode()


def test_overview_says_the_headline_with_its_denominator(
    citizen: Client, current: Snapshot
) -> None:
    figures = current.figures["entries"]
    text = re.sub(r"<[^>]+>|\s+", " ", get(citizen))
    assert f"{figures['online_total']} von {figures['ours']} Aufgaben" in re.sub(r"\s+", " ", text)


def test_overview_shows_what_later_changed_only_after_freezing(
    citizen: Client, current: Snapshot
) -> None:
    assert f'<code class="digest">{current.digest[:12]}' in get(citizen)


@pytest.mark.parametrize(
    "state", ["online_total", "ours", "conform", "planned", "not_assessed", "not_ours"]
)
def test_the_list_behind_a_figure_has_as_many_rows(
    citizen: Client, current: Snapshot, state: str
) -> None:
    content = citizen.get(f"{BASE}leistungen.csv?zustand={state}&stand={current.pk}").content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == current.figures["entries"][state]


def test_list_as_json(citizen: Client, current: Snapshot) -> None:
    answer = citizen.get(f"{BASE}leistungen.json?zustand=planned").json()
    assert answer["on"] == current.on.isoformat()
    assert {entry["bucket"] for entry in answer["entries"]} == {"planned"}


def test_list_finds_by_word(citizen: Client, current: Snapshot) -> None:
    page = get(citizen, "leistungen/?q=hundesteuer")
    assert "Hundesteuer Festsetzung" in page
    assert "Sterbeurkunde" not in page


def test_list_keeps_the_past(citizen: Client, current: Snapshot) -> None:
    past = Snapshot.objects.earliest("on")
    page = get(citizen, f"leistungen/?stand={past.pk}")
    assert "festgehaltene Stand vom 4. März 2021" in page


@pytest.mark.parametrize("query", ["stand=x", "stand=999999", "stand=-1"])
def test_unknown_stand_is_not_found(citizen: Client, current: Snapshot, query: str) -> None:
    assert citizen.get(f"{BASE}leistungen/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["zustand=quatsch", "seite=99", "themenfeld=Nirgends", "q=%00"])
def test_strange_filters_do_no_harm(citizen: Client, current: Snapshot, query: str) -> None:
    assert citizen.get(f"{BASE}leistungen/?{query}").status_code == 200


def test_snapshot_file_has_its_digest(citizen: Client, current: Snapshot) -> None:
    response = citizen.get(f"{BASE}staende/{current.pk}.json")
    assert hashlib.sha256(response.content).hexdigest() == current.digest
    assert response["ETag"] == f'"{current.digest}"'


def test_past_stand_has_its_own_page(citizen: Client, current: Snapshot) -> None:
    past = Snapshot.objects.earliest("on")
    assert "wird nicht mehr verändert" in get(citizen, f"staende/{past.pk}/")


def test_both_conflicting_costs_with_their_sources(citizen: Client, current: Snapshot) -> None:
    for page in (get(citizen), get(citizen, "dienstleister/kiv-thueringen/")):
        assert "85,27 €" in page
        assert "87,50 €" in page
        assert "Behörden Spiegel" in page


def test_service_page_tells_all_observations(citizen: Client, current: Snapshot) -> None:
    page = get(citizen, "leistungen/10119/")
    assert "22.09.2026" in page
    assert "10.11.2020" in page


@pytest.mark.parametrize(
    "path",
    ["leistungen/", "staende/", "methode/", "vorhaben/kita-portal/", "leistungen/10439/"],
)
def test_page_has_one_h1_and_no_inline_style(citizen: Client, current: Snapshot, path: str) -> None:
    page = get(citizen, path)
    assert page.count("<h1") == 1
    assert " style=" not in page
    assert "<script>" not in page


@pytest.mark.parametrize(
    "path", ["leistungen/99999/", "vorhaben/nichts/", "dienstleister/nichts/", "staende/99999/"]
)
def test_what_is_not_there_is_not_found(citizen: Client, current: Snapshot, path: str) -> None:
    assert citizen.get(BASE + path).status_code == 404


def test_bar_says_in_words_what_it_shows(citizen: Client, current: Snapshot) -> None:
    pictures = r"<title id=\"chart[^>]*>([^<]+)</title><desc[^>]*>([^<]+)</desc>"
    spoken = dict(re.findall(pictures, get(citizen)))
    total = current.figures["entries"]["ours"]
    assert spoken["Aufgaben der Stadt nach ihrem Stand"].startswith(f"{total} Aufgaben der Stadt")
    assert spoken["Gesundheit"].startswith("3 Aufgaben der Stadt")


def test_english_page_speaks_english(citizen: Client, current: Snapshot) -> None:
    page = citizen.get("/en/digitalisierung/").content.decode()
    assert "How digital is Altenburg?" in page


def test_overview_asks_few_questions(
    citizen: Client, current: Snapshot, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        get(citizen)


@pytest.mark.parametrize(
    ("path", "list_name"),
    [
        ("#vorhaben", "vorhaben"),
        (r'status=running[^"]*#vorhaben', "vorhaben"),
        ("#ueberfaellig", ""),
    ],
)
def test_counts_of_the_programme_lead_to_lists(
    citizen: Client, current: Snapshot, path: str, list_name: str
) -> None:
    """What the link says is what the list has, as CSV and as JSON."""
    found = re.search(
        rf'href="([^"]*konzept/[^"]*{path})">(?:<strong[^>]*>)?([^<]*)<', get(citizen)
    )
    assert found
    count = int((re.search(r"\d+", found[2]) or ["1"])[0])
    query = found[1].replace("&amp;", "&").partition("#")[0].partition("?")[2]
    base = f"{BASE}listen/{list_name or 'ueberfaellig'}"
    assert len(citizen.get(f"{base}.json?{query}").json()["entries"]) == count
    content = citizen.get(f"{base}.csv?{query}").content.decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(content), delimiter=";"))) == count


def test_comparison_of_a_stand_frozen_without_entries_has_its_list(
    citizen: Client, current: Snapshot
) -> None:
    """Frozen by an earlier version: the list comes from the history, and counts the same."""
    data = {**current.data, "comparison": [dict(row) for row in current.data["comparison"]]}
    for row in data["comparison"]:
        del row["entries"]
    content = canonical({**data, "schema": 1})
    digest = hashlib.sha256(content.encode()).hexdigest()
    fields = {"municipality": current.municipality, "on": current.on}
    older = Snapshot.objects.create(content=content, digest=digest, **fields)
    name, tasks = data["comparison"][0]["name"], data["comparison"][0]["tasks"]
    assert f"vergleich={quote_plus(name)}&amp;stand={older.pk}" in get(
        citizen, f"staende/{older.pk}/"
    )
    query = {"vergleich": name, "stand": older.pk}
    assert len(citizen.get(f"{BASE}leistungen.json", query).json()["entries"]) == tasks > 0
