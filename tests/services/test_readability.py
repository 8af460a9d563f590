"""The figure tells easy from hard, and says nothing about a few words."""

from services.readability import reading_ease

EASY = (
    "<p>Sie haben einen Hund. Dann sagen Sie es uns. Der Hund kostet Geld. Das ist die Steuer."
    " Wir senden Ihnen einen Brief.</p>"
)
HARD = (
    "<p>Die Inanspruchnahme verwaltungsrechtlicher Zuständigkeitsregelungen erfordert"
    " Berücksichtigung einschlägiger Verwaltungsvorschriften sowie ordnungsgemäße"
    " Antragstellungen unter Beifügung entsprechender Bescheinigungen der"
    " Aufenthaltsgemeinde.</p>"
)


def test_easy_and_hard() -> None:
    easy, hard = reading_ease(EASY), reading_ease(HARD + HARD)
    assert easy is not None
    assert hard is not None
    assert easy > 70
    assert hard < 10


def test_too_short_for_a_figure() -> None:
    assert reading_ease("<p>Kurz.</p>") is None


def test_the_formula() -> None:
    """Ten words a sentence, two syllables a word: 180 − 10 − 117."""
    assert reading_ease("<p>" + "Mama " * 9 + "Mama. " + "Mama " * 9 + "Mama.</p>") == 53
