"""What editors make of the words people search for: a synonym, or a result that stands first."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from services.models import PinnedResult, QueryCount, Service, Synonym
from services.search import pinned, search, thesaurus

PROPOSED = 3
ALIKE = 0.5

NEAREST = """
    SELECT term, near.key, near.title
    FROM unnest(%s::text[]) AS term
    CROSS JOIN LATERAL (
        SELECT key, title, word_similarity(term, folded_title) AS alike
        FROM services_searchdocument WHERE kind = 'service'
        ORDER BY alike DESC, key LIMIT %s
    ) near
    WHERE near.alike >= %s
"""


class TermError(Exception):
    """The words cannot be assigned like that; the text says why."""


@dataclass
class Term:
    """What was asked how often, and what it may have meant: (slug, title), the likeliest first."""

    text: str
    asked: int
    hits: int
    proposals: list[tuple[str, str]] = field(default_factory=list)

    @property
    def official(self) -> str:
        return self.proposals[0][1] if self.proposals else ""


def with_proposals(rows: list[dict[str, Any]]) -> list[Term]:
    """Rows of ``QueryCount.objects.terms()`` with what the titles of services suggest."""
    terms = {row["text"]: Term(row["text"], row["asked"], row["found"][0]) for row in rows}
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, [list(terms), PROPOSED, ALIKE])
        for text, slug, title in cursor.fetchall():
            terms[text].proposals.append((slug, title))
    for term in terms.values():
        if term.hits and not term.proposals:
            term.proposals = _hits(term.text)
    return list(terms.values())


def _hits(text: str) -> list[tuple[str, str]]:
    """What the search itself finds; one of it may deserve the first place."""
    found = search(text, limit=PROPOSED, kinds=("service",)).hits
    return [(hit.key, hit.title) for hit in found]


@transaction.atomic
def add_synonym(text: str, official: str, *, actor: User) -> Synonym:
    """Who searches for ``text`` also finds what ``official`` finds. Raises TermError."""
    if not official.strip() or not search(official, limit=1).hits:
        raise TermError(_("Nach diesen Wörtern findet die Suche selbst nichts."))
    if Synonym.objects.filter(words=text, official=official.strip()).exists():
        raise TermError(_("Dieses Synonym gibt es schon."))
    synonym = Synonym.objects.create(words=text, official=official.strip())
    log(synonym, "wagtail.create", user=actor)
    _begin_anew(text)
    thesaurus.forget()
    return synonym


@transaction.atomic
def pin(text: str, service: Service, *, actor: User) -> PinnedResult:
    """Who searches for exactly ``text`` finds ``service`` first. Raises TermError."""
    if PinnedResult.objects.filter(words=text, service=service).exists():
        raise TermError(_("Diese Leistung steht dafür schon oben."))
    result = PinnedResult.objects.create(words=text, service=service)
    log(result, "wagtail.create", user=actor)
    _begin_anew(text)
    pinned.forget()
    return result


def _begin_anew(text: str) -> None:
    """It is on nobody's list any more, until enough people are not served by the answer."""
    QueryCount.objects.filter(text=text).delete()
