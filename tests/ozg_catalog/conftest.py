"""A small catalogue of our own, and the starter content."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from ozg_catalog import assessment, competences
from ozg_catalog.example import load
from ozg_catalog.models import (
    Assessment,
    Lage,
    LeikaEntry,
    MaturityModel,
    Municipality,
    OzgService,
    Themenfeld,
)


@pytest.fixture
def home(db: None) -> Municipality:
    return Municipality.objects.home()


@pytest.fixture
def model(db: None) -> MaturityModel:
    return MaturityModel.objects.counting()


@pytest.fixture
def newer_model(db: None) -> MaturityModel:
    return MaturityModel.objects.get(version="2.0")


@pytest.fixture
def service(db: None) -> OzgService:
    feld = Themenfeld.objects.create(name="Querschnitt")
    lage = Lage.objects.create(name="Querschnitt Bürger", themenfeld=feld)
    return OzgService.objects.create(ozg_id="10119", name="Personalausweis", lage=lage)


@pytest.fixture
def entry(service: OzgService) -> LeikaEntry:
    key = "99008001012000"
    entry = LeikaEntry.objects.create(identity=key, key=key, name="Personalausweis Ausstellung")
    entry.services.add(service)
    return entry


@pytest.fixture
def ours(home: Municipality, entry: LeikaEntry) -> LeikaEntry:
    """The entry, as a task of the city since 2020."""
    competences.decide(
        actor=None,
        municipality=home,
        entry=entry,
        level="city",
        reason="Aufgabe der Meldebehörde",
        source="Test",
        decided_on=date(2020, 1, 1),
    )
    return entry


@pytest.fixture
def observe(
    home: Municipality, model: MaturityModel, entry: LeikaEntry
) -> Callable[..., Assessment]:
    def record(level: int | None, on: date, **more: Any) -> Assessment:
        fields = {"municipality": home, "entry": entry, "model": model, "level": level, **more}
        return assessment.record(actor=None, observed_on=on, **fields)

    return record


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The starter content, once per module: each test's own transaction lies within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def starter(loaded: None, db: None) -> Municipality:
    return Municipality.objects.home()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write lines as a CSV file of the test's own."""

    def make(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding=encoding)
        return path

    return make
