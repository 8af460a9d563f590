"""Files of an exchange are forgotten, young ones and those of others are not."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from services import tasks
from services.exchange import retention

DAYS = 30


@pytest.fixture(autouse=True)
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    monkeypatch.setattr(settings, "PORTAL_IMPORT_DAYS", DAYS)
    return tmp_path


def aged(file: Path, days: float) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("Beispiel")
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(file, (then, then))
    return file


@pytest.mark.parametrize("name", ["imports/a.xml", "imports/b-rejects.csv", "exchange/fim/c.page"])
def test_a_file_goes_when_its_days_are_over(var: Path, name: str) -> None:
    old, young = aged(var / name, DAYS + 0.1), aged(var / f"{name}.young", DAYS - 0.1)
    assert retention.forget(timezone.now()) == 1
    assert not old.exists()
    assert young.exists()


def test_other_folders_are_left_alone(var: Path) -> None:
    other = aged(var / "media" / "a.xml", 1000)
    assert retention.forget(timezone.now()) == 0
    assert other.exists()


def test_no_link_leads_elsewhere(var: Path) -> None:
    other = aged(var / "media" / "a.xml", 1000)
    (var / "imports").mkdir()
    (var / "imports" / "link").symlink_to(other.parent)
    (var / "imports" / "file").symlink_to(other)
    assert retention.forget(timezone.now()) == 0
    assert other.exists()


def test_without_folders_nothing_happens() -> None:
    assert tasks.forget_files() == {"removed": 0}


def test_it_runs_every_night() -> None:
    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert tasks.forget_files.name in planned
