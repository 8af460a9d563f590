"""The example directory, and makers for single records."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from identity.models import User
from ozg_catalog import example as catalogue_example
from services import example
from services.models import Office, OpeningRule, Service, ServiceText
from services.search import index, lexicon, pinned, suggest, thesaurus


@pytest.fixture(autouse=True)
def fresh_search() -> Iterator[None]:
    """What a process remembers of the index belongs to another test."""
    lexicon.forget()
    thesaurus.forget()
    pinned.forget()
    suggest.forget()
    yield
    lexicon.forget()
    thesaurus.forget()
    pinned.forget()
    suggest.forget()


@pytest.fixture(scope="module")
def directory(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The starter content with its search index: loaded once for all tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        example.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def catalogue(db: None) -> None:
    catalogue_example.load()


@pytest.fixture
def second(editor: User) -> User:
    """Another editor, who may approve what the first one wrote."""
    user = User.objects.create_user("editor_2", "editor-2@stadt.example.org", "ein langes Kennwort")
    user.groups.set(editor.groups.all())
    return user


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
