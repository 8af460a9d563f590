"""The shared XZuFi files, and an import as short as a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.exchange import importing
from services.models import ImportRun
from tests.shared_data import DATA

FOLDER = DATA / "xzufi"


@pytest.fixture
def xzufi() -> Path:
    return FOLDER


@pytest.fixture
def load(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ImportRun]:
    """Import without building the search index, which these tests do not look at."""
    monkeypatch.setattr(importing, "reindex", lambda report: None)

    def do(*paths: Path, **options: Any) -> ImportRun:
        return importing.run(list(paths), actor=None, **options)

    return do


def manifest() -> list[dict[str, Any]]:
    file = FOLDER / "hostile" / "manifest.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else []
