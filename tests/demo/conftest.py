"""A demonstration that keeps everything in the folder of its test."""

from pathlib import Path

import pytest

from portal.demo.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(port=8104, var=tmp_path)
