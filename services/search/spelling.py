"""Words nobody knows: what may have been meant. Asked only where there is no exact answer."""

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection

from services.models import LexiconWord
from services.search.lexicon import Lexicon

SIMILAR_ENOUGH = 0.4
MOST = 3
CANDIDATES = 12
SHORTEST = 4
LONG = 6
SHORTEST_END = 5
IS_WRITTEN = "SELECT EXISTS (SELECT FROM services_searchdocument WHERE vector @@ %s::tsquery)"


def is_written(stemmed: str) -> bool:
    """Whether any document has the word, be it in running text, whose words the lexicon lacks."""
    with connection.cursor() as cursor:
        cursor.execute(IS_WRITTEN, [stemmed])
        return cursor.fetchone()[0]


def corrections(word: str) -> list[str]:
    """The nearest words of the index, best first; empty when none is near enough."""
    if len(word) < SHORTEST or word.isdigit():
        return []
    similar = (
        LexiconWord.objects.filter(word__trigram_similar=word)
        .annotate(similarity=TrigramSimilarity("word", word))
        .order_by("-similarity", "-documents")
        .values_list("word", flat=True)[:CANDIDATES]
    )
    allowed = 1 if len(word) < LONG else 2
    near = [(distance(word, candidate, allowed), candidate) for candidate in similar]
    closest = min((steps for steps, _candidate in near), default=allowed + 1)
    return [word for steps, word in near if steps == closest <= allowed][:MOST]


def known_ends(word: str, lexicon: Lexicon) -> list[str]:
    """The longest known words an unknown compound ends and begins with."""
    starts = range(1, len(word) - SHORTEST_END + 1)
    tail = next((word[n:] for n in starts if lexicon.knows(word[n:])), "")
    lengths = range(len(word) - 1, SHORTEST_END - 1, -1)
    head = next((word[:n] for n in lengths if lexicon.knows(word[:n])), "")
    return [end for end in (tail, head) if end]


def distance(first: str, second: str, most: int) -> int:
    """Edits from one to the other, a swap of neighbours counting as one; stops above ``most``."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    older: list[int] = []
    previous = list(range(len(second) + 1))
    for i, left in enumerate(first):
        row = [i + 1]
        for j, right in enumerate(second):
            steps = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (left != right))
            if i and j and left == second[j - 1] and first[i - 1] == right:
                steps = min(steps, older[j - 1] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
        older, previous = previous, row
    return previous[-1]
