"""How easy a German text reads: Flesch's reading ease with Amstad's figures for German.

180 − words per sentence − 58.5 × syllables per word (Toni Amstad, "Wie verständlich sind unsere
Zeitungen?", Universität Zürich, 1978). 100 is very easy, 0 very hard.
"""

import re

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

BLOCK_END = re.compile(r"</(?:p|li|h3)>|<br>")
SENTENCE = re.compile(r"[.!?:]+(?:\s|$)")
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+")
# Neighbouring vowels are one syllable, as in "Bäu-me"; "ea", "io" and the like are not told apart.
VOWELS = re.compile(r"[aeiouyäöü]+", re.IGNORECASE)
FEWEST_WORDS = 20


def reading_ease(html: str) -> int | None:
    """0 to 100; None where the text is too short for a figure."""
    text = strip_tags(BLOCK_END.sub(". ", html))
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(bool(WORD.search(part)) for part in SENTENCE.split(text)) or 1
    syllables = sum(max(1, len(VOWELS.findall(word))) for word in words)
    score = 180 - len(words) / sentences - 58.5 * syllables / len(words)
    return max(0, min(100, round(score)))


def verdict(ease: int) -> str:
    """Flesch's seven classes for the figure, drawn together to four."""
    for least, words in ((70, _("leicht")), (50, _("mittel")), (30, _("schwer"))):
        if ease >= least:
            return words
    return _("sehr schwer")
