"""German alphabetical order without ICU (the embedded database has none).

DIN 5007-1: ä sorts as a, ö as o, ü as u, ß as ss. The umlaut follows the plain vowel only where
two words are otherwise the same. The key is stored beside the name and compared byte by byte.
"""

import re
import unicodedata
from functools import lru_cache

from django.utils.text import slugify

# What is left of German once it is casefolded, which turns ß into ss already.
_UMLAUTS = (("ä", "a"), ("ö", "o"), ("ü", "u"))
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_LIGATURES = str.maketrans({"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})
_SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
# Underscores are word characters to the pattern, and none to a reader.
_NO_LETTERS = re.compile(r"[\W_]")
KEY_LENGTH = 200


def fold(text: str) -> str:
    """Lower case without accents: what two spellings have in common.

    Letter by letter only where a text is not plain German: the index folds millions of words.
    """
    if text.isascii():
        return text.lower()
    folded = text.casefold()
    for letter, plain in _UMLAUTS:
        folded = folded.replace(letter, plain)
    return folded if folded.isascii() else _FOREIGN.sub(lambda found: _unaccented(found[0]), folded)


@lru_cache(maxsize=4096)
def _unaccented(letters: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letters.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def slug_of(name: str) -> str:
    """For addresses, where ä is spelt ae. Empty where nothing of the name can stand there."""
    return slugify(name.translate(_SPELT_OUT))


def sort_key(text: str) -> str:
    letters = _NO_LETTERS.sub(" ", fold(text))
    words = " ".join(letters.split())[:KEY_LENGTH]
    # The tie-breaker keeps "Masse" before "Maße" and the order total.
    return f"{words}\t{text}"[:KEY_LENGTH]


def initial(text: str) -> str:
    """The letter a name stands under in the directory; "#" for digits and everything else."""
    return initial_of(sort_key(text))


def initial_of(key: str) -> str:
    first = key[:1].upper()
    return first if "A" <= first <= "Z" else "#"
