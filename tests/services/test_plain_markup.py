"""Sections of text as plain lines, and back again without losing anything."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from services.plain_markup import to_html, to_plain

WORDS = st.text(alphabet="aäß &<>\"'", min_size=1).map(str.strip).filter(bool)
ESCAPED = WORDS.map(lambda w: w.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
INLINE = st.one_of(
    ESCAPED,
    ESCAPED.map(lambda w: f"<b>{w}</b>"),
    ESCAPED.map(lambda w: f'<a href="https://a.example.org/?b=1">{w}</a>'),
    ESCAPED.map(lambda w: f'<a linktype="page" id="3">{w}</a>'),
)
LINE = st.lists(INLINE, min_size=1, max_size=3).map(" ".join)
BLOCK = st.one_of(
    LINE.map(lambda line: f"<p>{line}</p>"),
    LINE.map(lambda line: f"<h3>{line}</h3>"),
    st.lists(LINE.map(lambda line: f"<li>{line}</li>"), min_size=1).map(
        lambda items: "<ul>{}</ul>".format("".join(items))
    ),
    st.lists(LINE.map(lambda line: f"<li>{line}</li>"), min_size=1).map(
        lambda items: "<ol>{}</ol>".format("".join(items))
    ),
)


@given(st.lists(BLOCK, max_size=4).map("".join))
def test_what_can_be_said_comes_back_as_it_was(html: str) -> None:
    plain = to_plain(html)
    assert plain is not None
    assert to_plain(to_html(plain)) == plain


@given(st.text(alphabet="ab<>\"'&[]()*#-1. :/\njavscript"))
def test_whatever_is_typed_becomes_the_allowed_tags_alone(text: str) -> None:
    found = BeautifulSoup(to_html(text), "html.parser").find_all(True)
    assert {tag.name for tag in found} <= {"p", "h3", "ul", "ol", "li", "b", "br", "a"}
    assert {name for tag in found for name in tag.attrs} <= {"href", "linktype", "id"}
    assert not any(str(tag.get("href")).startswith("javascript") for tag in found)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a <em>b</em></p>",
        "<h2>a</h2>",
        "<p>- kein Punkt</p>",
        "<p>**keine Sterne**</p>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "bare words",
    ],
)
def test_what_the_signs_cannot_say_is_not_touched(html: str) -> None:
    assert to_plain(html) is None


def test_the_editors_own_marks_are_no_difference() -> None:
    assert to_plain('<p data-block-key="x1">a</p>') == "a"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", 'https://a"onclick=x', "//a.example.org", "data:text/html,x"]
)
def test_a_link_to_elsewhere_than_the_web_stays_words(address: str) -> None:
    assert "<a" not in to_html(f"[hier]({address})")


def test_typed_html_is_words() -> None:
    assert to_html("<b>x</b> & y") == "<p>&lt;b&gt;x&lt;/b&gt; &amp; y</p>"
