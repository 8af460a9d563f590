"""One search over services, forms, offices, catalogue, pages and inquiries.

``search`` is what the page /suche/, the API and the quality measurement call.
"""

from dataclasses import dataclass

from services.search import candidates, pinned, ranking
from services.search.query import Query, understand
from services.search.sources import register

__all__ = ["Hit", "Results", "register", "search"]

PAGE_SIZE = 10
MAX_LIMIT = 100


@dataclass(frozen=True)
class Hit:
    """A found thing, in the wanted language where it exists in it."""

    kind: str
    key: str
    title: str
    title_language: str
    teaser: str
    teaser_language: str
    url: str
    leika_keys: list[str]
    ozg_ids: list[str]
    online: bool


@dataclass(frozen=True)
class Results:
    query: Query
    hits: list[Hit]
    total: int

    @property
    def capped(self) -> bool:
        """More was found than was counted."""
        return self.total >= candidates.CAP

    @property
    def corrections(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a typed word nobody knows and what was searched for instead."""
        return self.query.corrections


def search(
    text: str,
    *,
    language: str = "de",
    limit: int = PAGE_SIZE,
    offset: int = 0,
    kinds: tuple[str, ...] = (),
) -> Results:
    query = understand(text)
    if not query:
        return Results(query, [], 0)
    rows = ranking.run(
        query,
        kinds=kinds,
        limit=max(1, min(limit, MAX_LIMIT)),
        offset=max(0, min(offset, candidates.CAP)),
    )
    total = rows[0][-1] if rows else 0
    if not offset and not kinds:
        rows = pinned.first(query.folded, rows)[:limit]
    return Results(query, [_hit(row, language) for row in rows], max(total, len(rows)))


def _hit(row: tuple, language: str) -> Hit:
    kind, key, title, title_en, teaser, teaser_en, url, url_en, leika, ozg, online, _total = row
    english = language == "en"
    return Hit(
        kind=kind,
        key=key,
        title=title_en if english and title_en else title,
        title_language="en" if english and title_en else "de",
        teaser=teaser_en if english and teaser_en else teaser,
        teaser_language="en" if english and teaser_en else "de",
        url=url_en if english and url_en else url,
        leika_keys=leika,
        ozg_ids=ozg,
        online=online,
    )
