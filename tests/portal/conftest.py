"""The example site, loaded once per test that asks for it."""

import pytest

from portal.example import pages


@pytest.fixture
def site(db: None) -> None:
    """The editorial pages in both languages."""
    pages.load()
