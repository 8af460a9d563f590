"""Ten thousand imported services: every page stays within its budget of queries."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from services.directory import PER_PAGE
from services.exchange import services
from services.exchange.base import Identity, ServiceRecord, Text, Version
from services.exchange.ledger import Report
from services.search import index

NUMBER = 10_000
BATCH = 1_000
WORDS = ["Antrag", "Bescheid", "Wohnung", "Gewerbe", "Ausweis", "Kind", "Steuer", "Umzug"]
MOST = 8


@pytest.fixture(scope="module")
def many(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        for start in range(0, NUMBER, BATCH):
            services.create([_record(n) for n in range(start, start + BATCH)], Report())
        index.rebuild()
        # Autovacuum counts no rows before their commit; without figures a join takes a minute.
        connection.cursor().execute("ANALYZE")
        yield
        transaction.set_rollback(True)


def _record(number: int) -> ServiceRecord:
    title = f"{WORDS[number % 8]} zu {WORDS[number // 8 % 8]} Nummer{number}"
    changed = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    text = Text(title, "Ein Satz.", "", {"summary": "<p>Worum es geht.</p>"})
    return ServiceRecord(Identity("viele", str(number)), Version("1", changed), {"de": text})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/leistungen/",
        "/leistungen/?page=50",
        "/leistungen/?buchstabe=G",
        "/leistungen/?buchstabe=G&zielgruppe=citizens&ebene=city&page=9",
        "/leistungen/?online=1",
        "/leistungen/bescheid-zu-bescheid-nummer9/merkblatt/",
        "/leistungen/bescheid-zu-bescheid-nummer9/zustaendig/",
        "/suche/vorschlaege?q=gewer",
        "/suche/vorschlaege?q=Nummer471",
        "/leistungen/bescheid-zu-bescheid-nummer9/",
        "/suche/?q=gewerbe",
        "/suche/?q=Nummer4711",
        "/suche/?q=gewerbe&page=3",
    ],
)
def test_within_its_budget(many: None, citizen: Client, connection_queries, address: str) -> None:
    citizen.get(address)
    with connection_queries() as queries:
        assert citizen.get(address).status_code == 200
    assert len(queries) <= MOST


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/leistungen/", "/leistungen/?buchstabe=G"])
def test_a_list_is_cut_into_pages(many: None, citizen: Client, address: str) -> None:
    response = citizen.get(address)
    assert response.context["page_obj"].paginator.num_pages > 1
    assert response.content.count(b"/leistungen/gewerbe-zu") <= PER_PAGE


@pytest.fixture
def connection_queries():
    return lambda: CaptureQueriesContext(connection)
