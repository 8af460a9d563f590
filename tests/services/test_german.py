"""German order and initials without the database's help."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.german import _LIGATURES, fold, initial, sort_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["Ärger", "Arzt", "Äther", "Auge"],
        ["Masse", "Maße", "Massen"],
        ["Gewerbe anmelden", "Gewerbeamt"],
        ["Ofen", "öffnen", "Ökologie", "Ort"],
    ],
)
def test_order(ordered: list[str]) -> None:
    assert sorted(set(ordered), key=sort_key) == ordered


@pytest.mark.parametrize(
    ("name", "letter"), [("Ämter", "A"), ("ßtraße", "S"), ("„Zitat“", "Z"), ("3D", "#"), ("", "#")]
)
def test_initial(name: str, letter: str) -> None:
    assert initial(name) == letter


@given(st.text(max_size=300), st.text(max_size=300))
def test_order_is_total_and_fits_the_column(first: str, second: str) -> None:
    assert len(sort_key(first)) <= 200
    if sort_key(first) == sort_key(second):
        assert sort_key(first)[:100] == sort_key(second)[:100]


@given(st.text(max_size=60) | st.text("aeouäöüß\u0301\u0308 ÄÉœ„½", max_size=60))
def test_folding_by_letter_is_folding_the_whole(text: str) -> None:
    whole = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    assert fold(text) == "".join(c for c in whole if not unicodedata.combining(c))
