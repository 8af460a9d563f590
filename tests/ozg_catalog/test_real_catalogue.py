"""The OZG/LeiKa catalogue of 2019, as it is."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from ozg_catalog.models import LeikaEntry, OzgService

SHARED = Path(os.environ.get("SHARED_DIR", settings.BASE_DIR.parent / "shared"))
FILES = [
    SHARED / "data" / "ozg" / f"ozg-katalog-2019_{name}.csv"
    for name in ("leika-leistungen", "ozg-leistungen")
]

pytestmark = [
    pytest.mark.shared,
    pytest.mark.django_db,
    pytest.mark.skipif(not FILES[0].exists(), reason="the shared data folder is not here"),
]


def run(tmp_path: Path) -> str:
    out = StringIO()
    call_command("import_catalogue", *FILES, rejects=tmp_path / "rejects.csv", stdout=out)
    return out.getvalue()


def test_all_of_it_comes_in_and_stays(tmp_path: Path) -> None:
    out = run(tmp_path)
    assert "services: read 557, created 557, changed 0, unchanged 0, rejected 0" in out
    assert "entries: read 5249, created 5249, changed 0, unchanged 0, rejected 0" in out
    assert "total: read 5806, created 0, changed 0, unchanged 5806, rejected 0" in run(tmp_path)
    assert OzgService.objects.count() == 557
    entries = LeikaEntry.objects
    assert entries.count() == 5249
    assert entries.filter(key=None).count() == 436
    assert entries.filter(services=None).count() == 26
    assert entries.filter(typings=[]).count() == 8
    assert entries.filter(typings__len__gt=1).count() == 21
