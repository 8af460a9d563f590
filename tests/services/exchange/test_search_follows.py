"""After an import the search index follows, at a price that goes with what changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.exchange import importing
from services.exchange.ledger import Report
from services.models import Form, LexiconWord, Service
from services.search import index, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def rebuilt(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the index, in order."""
    asked: list[str] = []
    monkeypatch.setattr(index, "rebuild", lambda: asked.append("everything"))
    monkeypatch.setattr(index, "update", lambda kind, keys: asked.append(f"{kind} {len(keys)}"))
    return asked


def changed(*services: Service) -> Report:
    report = Report()
    report.services = {service.pk for service in services}
    return report


@pytest.mark.parametrize(("number", "asked"), [(2, ["service 2"]), (9, ["everything"])])
def test_few_are_written_alone_and_most_with_everything(
    indexed: Callable[..., None], rebuilt: list[str], monkeypatch, number: int, asked: list[str]
) -> None:
    monkeypatch.setattr(index, "size", lambda: 10)
    services = [Service(slug=f"s{n}", name=f"Dienst {n}") for n in range(number)]
    for service in services:
        service.save()
    importing.reindex(changed(*services))
    assert rebuilt == asked


def test_more_than_one_chunk_is_written_and_found(
    indexed: Callable[..., None], make_service: Callable[..., Service], monkeypatch
) -> None:
    monkeypatch.setattr(index, "CHUNK", 2)
    indexed(*[f"Beispiel {letter}" for letter in "abcdefgh"])
    new = [make_service(f"Ponyreiten {letter}") for letter in "abc"]
    importing.reindex(changed(*new))
    assert search("ponyreiten").total == 3
    assert LexiconWord.objects.get(word="ponyreiten").documents == 3


def test_writing_a_document_again_does_not_make_its_words_commoner(
    indexed: Callable[..., None],
) -> None:
    indexed("Ponyreiten", "Hund anmelden")
    for _time in range(3):
        index.update("service", list(Service.objects.values_list("slug", flat=True)))
    assert LexiconWord.objects.get(word="ponyreiten").documents == 1


@pytest.mark.shared
def test_forms_that_came_along_are_found_by_their_names(db: None, xzufi: Path) -> None:
    importing.run([xzufi / "valid" / "altenburg-2.3.1.xml"], actor=None)
    names = set(Form.objects.values_list("name", flat=True))
    hits = {name: search(name, kinds=("form",)).hits for name in names}
    assert names
    assert {name for name, found in hits.items() if not found or found[0].title != name} == set()
