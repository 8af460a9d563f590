"""Fixtures for tests that drive the running product in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.running_site import RunningSite, build_site, clone_database, drop_database

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def site(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSite]:
    """The portal with its example content and the simulated state account, running."""
    from django.db import connection

    database = f"{connection.settings_dict['NAME']}_site"
    with django_db_blocker.unblock():
        clone_database(database)
        running = build_site(database, tmp_path_factory.mktemp("site"))
    try:
        running.open()
        yield running
    finally:
        running.stop()
        with django_db_blocker.unblock():
            drop_database(database)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A guest's phone."""
    context = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", viewport=PHONE, has_touch=True
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def pictures() -> Path:
    """Where screenshots go that a person may want to look at."""
    folder = Path("test-results")
    folder.mkdir(exist_ok=True)
    return folder
