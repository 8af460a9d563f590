"""What people search for, without a trace of who: counted by day, nothing personal."""

import datetime
import re
import unicodedata

from django.db import connection
from django.db.models import F, Sum
from django.utils import timezone

from services.models import QueryCount
from services.search.normalise import words
from services.search.query import Query

LONGEST = 80
KEPT_DAYS = 180
# So long a word may wait for others to ask for it too. A name that one person typed is gone then.
RARE_DAYS = 30
# Numbers and addresses may point at a person; LeiKa keys say nothing about what people miss.
PERSONAL = re.compile(r"\d|@|[(\[{]\s*(at|ät)\s*[)\]}]", re.IGNORECASE)

COUNT = """
    INSERT INTO services_querycount (text, day, searches, clicks, hits) VALUES (%s, %s, 1, 0, %s)
    ON CONFLICT (text, day) DO UPDATE
    SET searches = services_querycount.searches + 1, hits = EXCLUDED.hits
"""


def note(query: Query, *, hits: int) -> None:
    """Count one search. Whatever could be personal is dropped and not even counted."""
    if term := countable(query.text):
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [term, timezone.localdate(), hits])


def note_click(text: str) -> None:
    """Somebody opened a hit of a search that was counted today; nothing new is written."""
    if term := countable(text):
        asked = QueryCount.objects.filter(text=term, day=timezone.localdate())
        asked.filter(clicks__lt=F("searches")).update(clicks=F("clicks") + 1)


def countable(text: str) -> str:
    """The words as they are counted; empty when they could say who asked."""
    # Wide, raised and circled digits are digits too.
    plain = unicodedata.normalize("NFKC", text)
    if PERSONAL.search(plain) or any(map(str.isnumeric, plain)) or len(plain) > LONGEST:
        return ""
    return " ".join(words(text))[:LONGEST]


def forget(today: datetime.date) -> int:
    """Remove what is too old, and what after a month still only one or two people asked."""
    old = QueryCount.objects.filter(day__lt=today - datetime.timedelta(days=KEPT_DAYS))
    removed = old.delete()[0]
    counted = QueryCount.objects.order_by().values("text").annotate(asked=Sum("searches"))
    rare = counted.filter(asked__lt=QueryCount.LEAST).values("text")
    waited = today - datetime.timedelta(days=RARE_DAYS)
    return removed + QueryCount.objects.filter(text__in=rare, day__lt=waited).delete()[0]
