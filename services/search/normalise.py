"""One normalisation for the index and for the query.

Words become lower case without accents, ue/ü and ß/ss fall together, and a stemmer takes German
endings off. What comes out holds letters and digits only, so it can stand in a tsvector or a
tsquery without quoting rules of its own.
"""

import re
from functools import lru_cache

import snowballstemmer

from services.german import fold

WORD = re.compile(r"[^\W_]+")
# "ue" is an umlaut in "Fuehrerschein" but not in "Steuer", "neue", "Quelle".
# Only its "e" is matched: taking that out needs no template, which costs more than the search.
DIGRAPH = re.compile(r"(?<=(?<![aeiouq])[aou])e")
TITLE_MARK = "="
MAX_WORD = 60
MAX_WORDS = 4000

STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis
        bist da damit dann das dass dein deine dem den denn der des dich die dies diese
        dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas
        euch fur gegen hab habe haben hat hatte hier ich ihm ihn ihr ihre ihrem ihren
        ihrer im in ins ist ja jede jeder jetzt kann kein keine konnen man mein meine
        meinem meinen meiner meines mich mir mit muss mussen nach nicht noch nun nur ob
        oder ohne per schon sehr sein seine selbst sich sie sind so soll sollen statt um
        und uns unser unsere unter vom von vor wann war was weil welche welcher wem wen
        wenn wer werde werden wie wird wo woher wohin wollen will wir wurde zu zum zur the
        a an of for to in on my how do i can is are and or with where what get want need
        """,
    )
)


def words(text: str) -> list[str]:
    """The words of a text, folded but with their endings."""
    found = WORD.findall(collapse(fold(text)))
    return [word[:MAX_WORD] for word in found[:MAX_WORDS]]


def collapse(text: str) -> str:
    """Let the two spellings of an umlaut fall together; the dots are gone already."""
    return DIGRAPH.sub("", text)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    if word.isdigit():
        return word
    return _stemmer().stemWord(word)


@lru_cache(maxsize=1)
def _stemmer() -> "snowballstemmer.GermanStemmer":
    return snowballstemmer.stemmer("german")


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text) if word not in STOP_WORDS]
