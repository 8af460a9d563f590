"""Foreign text on its way into a page."""

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.exchange import text
from services.exchange.text import clean_html, plain, web_address

PIECES = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<ul>",
            "<li>",
            "</li>",
            "</ul>",
            "<strong>",
            "</strong>",
            "<br>",
            "Text ",
            "&amp;",
            "&lt;",
            "<h3>",
            "</h3>",
            "<script>",
            "<a href='javascript:x'>",
            "</a>",
            "ü",
            "<",
            ">",
            "<p",
            "</p",
            "&",
            "\u200b",
        ]
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_the_short_way_gives_what_the_sanitiser_gives(html: str) -> None:
    if text.is_clean(html):
        assert text._clean_once(html) == html.strip()


@given(PIECES)
def test_cleaning_twice_changes_nothing(html: str) -> None:
    assert clean_html(clean_html(html)) == clean_html(html)


@given(st.text(max_size=80))
def test_nothing_dangerous_is_left(html: str) -> None:
    assert nh3.clean(clean_html(html), tags=text.TAGS, link_rel=None) is not None
    assert "<script" not in clean_html(f"<p>{html}<script>x</script></p>").lower()


@pytest.mark.parametrize(
    "url", ["javascript:x", "//a.example", "https://", "http://a b", "ftp://x"]
)
def test_wrong_addresses(url: str) -> None:
    assert web_address(url) == ""


def test_invisible_characters_go() -> None:
    assert plain("Ge\u202ebühr\u200b \u00ad x") == "Gebühr x"
