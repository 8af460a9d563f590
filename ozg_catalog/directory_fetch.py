"""Fetching the dashboard's open export of the home municipality, page by page.

The whole export comes at once, or is refused as too large (413) and then comes in pages. The
file is kept as an edition that waits for the officer; nothing is in force by fetching.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from ozg_catalog import editions
from ozg_catalog.directory_rows import joined
from ozg_catalog.errors import CatalogueError
from ozg_catalog.linkcheck.public_fetch import (
    Answer,
    RefusedError,
    UnreachableError,
    get,
)
from ozg_catalog.models import Municipality

PAGE_SIZE = 500
MOST_PAGES = 200
MOST_BYTES = 30 * 1024 * 1024
OK, TOO_LARGE = 200, 413
# The interface answers 406 to text/csv.
ACCEPT = "application/octet-stream"


def fetch() -> str:
    """What was fetched, in one line for the list of schedules. Never raises for a bad network."""
    if settings.DASHBOARD_URL == "-":
        return "switched off"
    home = Municipality.objects.home()
    try:
        content = joined(_pages(home.ars or ""))
        edition = editions.read(
            content,
            f"dashboard-{home.ars}.csv",
            actor=None,
            name=f"Dashboard-Export {home.ars}, {timezone.localdate():%d.%m.%Y}",
            area=home.ars or "",
            dated_on=timezone.localdate(),
            source=settings.DASHBOARD_URL,
        )
    except (RefusedError, UnreachableError, CatalogueError, ValueError) as error:
        return f"not fetched: {error}"
    return f"{edition.rows} rows wait for confirmation"


def _pages(ars: str) -> list[bytes]:
    base = f"{settings.DASHBOARD_URL.rstrip('/')}/{ars}/export?filetype=csv&includeAbove=true"
    whole = _asked(base)
    if whole.status == OK:
        return [whole.body]
    if whole.status != TOO_LARGE:
        raise UnreachableError(f"Antwort {whole.status}")
    pages: list[bytes] = []
    for number in range(MOST_PAGES):
        page = _asked(f"{base}&page={number}&size={PAGE_SIZE}")
        if page.status != OK:
            raise UnreachableError(f"Seite {number}: Antwort {page.status}")
        pages.append(page.body)
        if _rows(page.body) < PAGE_SIZE:
            return pages
    raise UnreachableError("zu viele Seiten")


def _asked(url: str) -> Answer:
    answer = get(url, accept=ACCEPT, most_bytes=MOST_BYTES)
    if len(answer.body) >= MOST_BYTES:
        raise UnreachableError("Antwort zu groß")
    return answer


def _rows(page: bytes) -> int:
    return max(0, sum(1 for line in page.splitlines() if line.strip()) - 1)
