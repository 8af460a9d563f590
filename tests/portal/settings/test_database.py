"""What the portal's sessions tell PostgreSQL's planner."""

import os
import subprocess
import sys

import pytest

SHOW = (
    "import django; django.setup(); from django.db import connection as c; k = c.cursor();"
    "k.execute('SHOW random_page_cost'); print(k.fetchone()[0])"
)


THRESHOLD = (
    "import django; django.setup(); from django.db import connection as c; c.ensure_connection();"
    "print(c.connection.prepare_threshold)"
)


def shown(script: str, **environ: str) -> str:
    """What a process with these settings prints last."""
    environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings.development"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()[-1]


@pytest.mark.parametrize(("setting", "threshold"), [("", "5"), ("off", "None")])
def test_prepared_statements(django_db_setup: None, setting: str, threshold: str) -> None:
    """Django's own default (None) silently ignores ``prepare=True``."""
    assert shown(THRESHOLD, PORTAL_PREPARED_STATEMENTS=setting) == threshold


@pytest.mark.parametrize(
    ("setting", "cost"), [("", "1.1"), ("1.5", "1.5"), ("0", "4")], ids=["own", "other", "none"]
)
def test_the_cost_of_a_page(django_db_setup: None, setting: str, cost: str) -> None:
    assert shown(SHOW, PORTAL_RANDOM_PAGE_COST=setting) == cost
