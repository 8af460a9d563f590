"""Index and query go through the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.search.lexicon import Lexicon
from services.search.normalise import collapse, stem, words
from services.search.query import labelled
from services.search.spelling import distance


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Führerschein", "Fuehrerschein"),
        ("Führerschein", "FÜHRERSCHEIN"),
        ("Straße", "Strasse"),
        ("Gaststätte", "Gaststaette"),
        ("Behörde", "Behoerde"),
        ("Fu\u0308hrerschein", "Führerschein"),
    ],
)
def test_spellings_fall_together(one: str, other: str) -> None:
    assert words(one) == words(other)


@pytest.mark.parametrize("word", ["steuer", "neue", "bauen", "quelle", "dauer"])
def test_ue_that_is_no_umlaut_stays(word: str) -> None:
    assert collapse(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [("anmelden", "anmeldung"), ("urkunde", "urkunden"), ("parkausweise", "parkausweis")],
)
def test_endings_fall_together(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@given(st.text(max_size=200))
def test_words_hold_nothing_that_a_tsquery_reads(text: str) -> None:
    for word in words(text):
        assert word.isalnum()
        assert stem(word).isalnum()


@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == [w for word in once for w in words(word)]


@pytest.fixture
def lexicon() -> Lexicon:
    from collections import Counter

    return Lexicon.of(Counter(["wohnsitz", "anmeldung", "schein", "fuhrer"]), 10)


@pytest.mark.parametrize(
    ("compound", "parts"),
    [
        ("wohnsitzanmeldung", ("wohnsitz", "anmeldung")),
        ("personalausweis", ("personal", "ausweis")),
        ("kurzzeitkennzeichen", ("kurz", "zeit", "kennzeichen")),
        ("anmeldung", ()),
        ("abmeldung", ()),
        ("qqqqqqqqqqqq", ()),
        ("99050012104000", ()),
    ],
)
def test_compounds(lexicon: Lexicon, compound: str, parts: tuple[str, ...]) -> None:
    assert lexicon.parts(compound) == parts


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=60))
def test_parts_come_out_of_the_word_in_order(word: str) -> None:
    from collections import Counter

    place = 0
    for part in Lexicon.of(Counter(["haus", "hund"]), 2).parts(word):
        assert word.index(part, place) >= place
        place = word.index(part, place) + len(part)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("hund", "hund", 0), ("hund", "hudn", 1), ("pass", "pas", 1), ("abc", "xyz", 3)],
)
def test_distance(one: str, other: str, steps: int) -> None:
    assert distance(one, other, most=3) == steps


def test_distance_stops_counting() -> None:
    assert distance("kurz", "sehr lang", most=2) == 3


def test_labels_stand_on_every_lexeme() -> None:
    assert labelled("(a & b) | c:*", "AB") == "(a:AB & b:AB) | c:*AB"
