"""What people search for, without a trace of who: no time, no address, nothing personal."""

import re

from django.db.models import F
from django.utils import timezone

from services.models import QueryCount
from services.search.query import Query

LONGEST = 80
# Numbers and addresses may point at a person; LeiKa keys say nothing about what people miss.
PERSONAL = re.compile(r"\d|@")


def note(query: Query, *, hits: int) -> None:
    """Count one search. Whatever could be personal is dropped and not even counted."""
    if not query.folded or PERSONAL.search(query.text) or len(query.text) > LONGEST:
        return
    today = timezone.localdate()
    QueryCount.objects.bulk_create(
        [QueryCount(text=query.folded, last_on=today)], ignore_conflicts=True
    )
    found = QueryCount.objects.filter(text=query.folded)
    found.update(asked=F("asked") + 1, hits=hits, last_on=today)
