"""What somebody typed, understood: groups of alternatives with a weight each.

A group stands for one thing that was asked for. Its exact alternatives are the word itself, its
compound's parts, or the joined word; its expansions are synonyms, corrected spellings, or the
known half of an unknown compound. All of them are tsquery fragments made of normalised lexemes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from services.search import lexicon, spelling, thesaurus
from services.search.lexicon import Lexicon
from services.search.normalise import STOP_WORDS, TITLE_MARK, stem, words

MAX_LENGTH = 200
MAX_WORDS = 12
LEIKA_LENGTH = 14
SHORTEST_PREFIX = 4
# Each unknown word costs a look at all words; who mistypes more of them is not understood anyway.
MOST_CORRECTED = 3
# Said with nearly every service, so they tell little about which one is meant.
FILLERS = frozenset(
    stem(word)
    for word in words(
        "beantragen antrag antraege stellen formular online bekommen brauche brauchen machen holen "
        "kosten preis gebuehr gebuehren termin amt behoerde stadt zustaendig infos information "
        "informationen hilfe neu neue neuen neuer bitte moechte moechten genau eigentlich "
        "einreichen starten erhalten abholen besorgen erledigen finden suchen kriegen zeigen "
        "wiederbekommen zurueckbekommen gehen geht tun "
        "apply application form request office appointment city new help"
    )
)
KEY_WORDS = frozenset({"leika", "ozg", "id", "nummer", "nr", "schlussel", "key"})
FILLER_WEIGHT = 0.12
PART_WEIGHT = 0.4
# A word that no title knows cannot tell one thing from another.
UNKNOWN_WEIGHT = 0.3
EXPANSION_QUALITY = 0.8
GUESS_QUALITY = 0.5
# A document that has less than this share of what was asked for is not an answer.
FLOOR = 0.2


@dataclass(frozen=True)
class Group:
    exact: str
    expanded: str = ""
    guessed: str = ""
    weight: float = 1.0
    required: bool = True

    @property
    def any(self) -> str:
        return " | ".join(filter(None, (self.exact, self.expanded, self.guessed)))

    @property
    def sure(self) -> str:
        return " | ".join(filter(None, (self.exact, self.expanded)))


@dataclass(frozen=True)
class Query:
    """The understood query; falsy when there is nothing to search for."""

    text: str
    folded: str
    groups: tuple[Group, ...]
    corrections: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.groups)

    @property
    def required(self) -> tuple[Group, ...]:
        """What everything has that is a whole answer: all, where only fillers were typed."""
        return tuple(group for group in self.groups if group.required) or self.groups

    @property
    def strict(self) -> str:
        return " & ".join(f"({group.any})" for group in self.required)

    @property
    def sure(self) -> str:
        """The same without what is only guessed."""
        return " & ".join(f"({group.sure})" for group in self.required)

    @property
    def loose(self) -> str:
        """Any of what can be an answer alone; a frequent word by itself never is one.

        Empty where that is the same as everything that was asked for.
        """
        telling = tuple(group for group in self.groups if group.weight >= self.floor)
        if len(self.required) == 1 and telling in {(), self.required}:
            return ""
        return " | ".join(group.any for group in telling or self.groups)

    @property
    def floor(self) -> float:
        return FLOOR * self.weight

    @property
    def weight(self) -> float:
        required = sum(group.weight for group in self.groups if group.required)
        return required or sum(group.weight for group in self.groups)


def understand(text: str) -> Query:
    cleaned = " ".join(text.replace("\x00", " ")[:MAX_LENGTH].split())
    typed = words(cleaned)[:MAX_WORDS]
    folded = " ".join(typed)
    if keys := _keys(typed):
        return Query(cleaned, folded, tuple(Group(key, weight=2.0) for key in keys))
    # Said twice is asked once.
    tokens = list(dict.fromkeys(word for word in typed if word not in STOP_WORDS)) or typed
    reader = _Reader(tokens, lexicon.current())
    groups = tuple(reader.groups())
    return Query(cleaned, folded, groups, tuple(reader.corrections))


def _keys(typed: list[str]) -> list[str]:
    """LeiKa keys, also with blanks in them, and OZG ids; only when nothing else was typed."""
    if not typed or not all(word.isdigit() or word in KEY_WORDS for word in typed):
        return []
    runs = ["".join(run) for digits, run in groupby(typed, key=str.isdigit) if digits]
    return [run for run in runs if len(run) in {5, LEIKA_LENGTH}]


class _Reader:
    """Walks over the words; the longest phrase of the thesaurus wins at each place."""

    def __init__(self, tokens: list[str], known: Lexicon) -> None:
        self.tokens = tokens
        self.stems = [stem(token) for token in tokens]
        self.known = known
        self.corrections: list[tuple[str, str]] = []
        self.looked_up = 0

    def groups(self) -> Iterator[Group]:
        place = 0
        while place < len(self.tokens):
            length = self._phrase_length(place)
            if length > 1:
                yield self._phrase(tuple(self.stems[place : place + length]))
            else:
                yield from self._word(place)
            place += length

    def _phrase_length(self, place: int) -> int:
        most = min(thesaurus.longest(), len(self.stems) - place)
        for length in range(most, 1, -1):
            if thesaurus.meanings(tuple(self.stems[place : place + length])):
                return length
        return 1

    def _phrase(self, phrase: tuple[str, ...]) -> Group:
        rarity = max(self.known.rarity(word) for word in phrase)
        return Group(_all(phrase), _meanings(phrase), weight=rarity)

    def _word(self, place: int) -> Iterator[Group]:
        token, stemmed = self.tokens[place], self.stems[place]
        expanded = _meanings((stemmed,))
        parts = tuple(stem(part) for part in self.known.parts(token))
        if stemmed in FILLERS:
            yield Group(stemmed, expanded, weight=FILLER_WEIGHT, required=False)
        elif parts and not self.known.knows(token) and not expanded:
            for part in parts:
                yield Group(part, _meanings((part,)), weight=self.known.rarity(part))
        elif parts:
            yield self._compound(place, parts, expanded)
            for part in parts:
                weight = PART_WEIGHT * self.known.rarity(part)
                yield Group(part, weight=weight, required=False)
        elif self.known.knows(token) or expanded:
            weight = self.known.rarity(stemmed)
            yield Group(self._with_neighbours(place), expanded, weight=weight)
        else:
            yield self._unknown(place)

    def _compound(self, place: int, parts: tuple[str, ...], expanded: str) -> Group:
        exact = f"{self._with_neighbours(place)} | {_all(parts)}"
        return Group(exact, expanded, weight=self.known.rarity(self.stems[place]))

    def _with_neighbours(self, place: int) -> str:
        """The word, or what it makes with the word before or behind it: "kurz zeit"."""
        joined = [
            stem(candidate)
            for first, second in ((place - 1, place), (place, place + 1))
            if first >= 0 and second < len(self.tokens)
            for link in ("", "s", "n")
            if self.known.knows(candidate := self.tokens[first] + link + self.tokens[second])
        ]
        return " | ".join(dict.fromkeys([self.stems[place], *joined]))

    def _unknown(self, place: int) -> Group:
        token = self.tokens[place]
        corrected = self._corrected(place)
        self.corrections += [(token, word) for word in corrected[:1]]
        meant = [stem(word) for word in corrected]
        guesses = [*meant, *(fragment for word in meant for fragment in _fragments((word,)))]
        if not guesses:
            guesses = [stem(word) for word in spelling.known_ends(token, self.known)]
        prefix = [f"{token}:*"] if len(token) >= SHORTEST_PREFIX and not token.isdigit() else []
        weight = 1.0 if guesses else UNKNOWN_WEIGHT
        guessed = " | ".join([*prefix, *guesses])
        return Group(self._with_neighbours(place), "", guessed, weight=weight)

    def _corrected(self, place: int) -> list[str]:
        """Words that may have been meant; none for what some text says just so."""
        if self.looked_up >= MOST_CORRECTED or spelling.is_written(self.stems[place]):
            return []
        self.looked_up += 1
        return spelling.corrections(self.tokens[place])


def _meanings(phrase: tuple[str, ...]) -> str:
    return " | ".join(_fragments(phrase))


def _fragments(phrase: tuple[str, ...]) -> list[str]:
    return [_all(meaning) for meaning in thesaurus.meanings(phrase)]


def _all(lexemes: tuple[str, ...]) -> str:
    return lexemes[0] if len(lexemes) == 1 else f"({' & '.join(lexemes)})"


LEXEME = re.compile(r"[^\W_]+(:\*)?")


def in_title(fragment: str) -> str:
    """The same fragment, to be found in titles by the index alone."""
    return LEXEME.sub(lambda match: _marked(match[0]), fragment)


def _marked(lexeme: str) -> str:
    word, _colon, prefix = lexeme.partition(":")
    return f"'{TITLE_MARK}{word}'" + (":*" if prefix else "")


def labelled(fragment: str, weights: str) -> str:
    """The same fragment, to be found only in fields of these weights."""
    return LEXEME.sub(lambda match: _label(match[0], weights), fragment)


def _label(lexeme: str, weights: str) -> str:
    return f"{lexeme}{weights}" if lexeme.endswith(":*") else f"{lexeme}:{weights}"
