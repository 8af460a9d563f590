"""When there is no report to write."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ozg_catalog.models import Municipality

pytestmark = pytest.mark.django_db


def test_no_snapshot_no_report(home: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No snapshot"):
        call_command("council_report", date="2021-03-04", out=tmp_path)


def test_unknown_format_is_refused(home: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="docx"):
        call_command("council_report", "--date=2021-03-04", "--format=docx", f"--out={tmp_path}")
