"""The example directory, and makers for single records."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from ozg_catalog import example as catalogue_example
from services import example
from services.models import Office, OpeningRule, Service, ServiceText
from services.search import index, lexicon, thesaurus


@pytest.fixture(autouse=True)
def fresh_search() -> Iterator[None]:
    """What a process remembers of the index belongs to another test."""
    lexicon.forget()
    thesaurus.forget()
    yield
    lexicon.forget()
    thesaurus.forget()


@pytest.fixture(scope="module")
def directory(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The starter content with its search index: loaded once for all tests of a module."""
    with django_db_blocker.unblock():
        example.load()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        tables = [model._meta.db_table for model in apps.get_app_config("services").get_models()]
        # The audit log lets nobody delete; only a superuser who mutes its triggers can.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        cursor.execute("DELETE FROM wagtailcore_modellogentry WHERE action LIKE 'services.%'")
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def catalogue(db: None) -> None:
    catalogue_example.load()


@pytest.fixture
def make_service(db: None) -> Callable[..., Service]:
    def make(title: str, *, language: str = "de", **fields: Any) -> Service:
        texts = fields.pop("text", {})
        number = Service.objects.count()
        service = Service(slug=f"leistung-{number}", name=title, **fields)
        service.texts = [ServiceText(language=language, title=title, **texts)]
        service.save()
        return service

    return make


@pytest.fixture
def make_office(db: None) -> Callable[..., Office]:
    def make(*rules: tuple[int, str, str], **fields: Any) -> Office:
        office = Office(slug=f"amt-{Office.objects.count()}", name="Beispielamt", **fields)
        office.rules = [
            OpeningRule(weekday=day, opens=opens, closes=closes) for day, opens, closes in rules
        ]
        office.save()
        return office

    return make


@pytest.fixture
def indexed(make_service: Callable[..., Service]) -> Callable[..., None]:
    """Services of these titles, searchable."""

    def make(*titles: str) -> None:
        for title in titles:
            make_service(title)
        index.rebuild()

    return make
