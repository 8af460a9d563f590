"""Sections of text for a plain text field: a few signs in place of the editor's buttons.

Blank lines part paragraphs, ``- `` and ``1. `` begin list items, ``### `` a heading; ``**bold**``
and ``[words](address)`` stand inside a line. What these signs cannot say is not touched.
"""

import re
from html import escape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from services.exchange.text import LINK, UNSAFE_IN_URL

BLOCKS = re.compile(r"\n\s*\n")
ITEM = {"ul": re.compile(r"- +(.*)"), "ol": re.compile(r"\d+\. +(.*)")}
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
ANCHOR = re.compile(r"\[([^\]\n]+)\]\(([^)\s]+)\)")
INTERNAL = re.compile(r"(page|document):(\d+)")
KEY = re.compile(r' data-block-key="[^"]*"')
BETWEEN = re.compile(r"(</?(?:p|h3|ul|ol|li)>)\s+(?=</?(?:p|h3|ul|ol|li)>)")


class _UnsaidError(Exception):
    """There is no sign for this."""


def to_plain(html: str) -> str | None:
    """Raises nothing: None where the signs would lose something of the text."""
    try:
        plain = "\n\n".join(
            _block(block) for block in _children(BeautifulSoup(html, "html.parser"))
        )
    except _UnsaidError:
        return None
    return plain if same(to_html(plain), html) else None


def _children(parent: Tag) -> list[Tag]:
    found = [child for child in parent.children if str(child).strip()]
    if any(not isinstance(child, Tag) for child in found):
        raise _UnsaidError
    return [child for child in found if isinstance(child, Tag)]


def _block(tag: Tag) -> str:
    match tag.name:
        case "p":
            return _line(tag)
        case "h3":
            return f"### {_line(tag)}"
        case "ul":
            return "\n".join(f"- {_line(item)}" for item in _children(tag))
        case "ol":
            return "\n".join(f"{n}. {_line(item)}" for n, item in enumerate(_children(tag), 1))
    raise _UnsaidError


def _line(tag: Tag) -> str:
    return "".join(_inline(child) for child in tag.children)


def _inline(child: object) -> str:
    if isinstance(child, NavigableString):
        return str(child)
    assert isinstance(child, Tag)
    match child.name:
        case "br":
            return "\n"
        case "b" | "strong":
            return f"**{_line(child)}**"
        case "a":
            return f"[{_line(child)}]({_address(child)})"
    raise _UnsaidError


def _address(anchor: Tag) -> str:
    if kind := anchor.get("linktype"):
        return f"{kind}:{anchor.get('id')}"
    return str(anchor.get("href") or "")


def same(one: str, other: str) -> bool:
    return _canonical(one) == _canonical(other)


def _canonical(html: str) -> str:
    html = BeautifulSoup(KEY.sub("", html), "html.parser").decode(formatter="minimal")
    html = html.replace("<strong>", "<b>").replace("</strong>", "</b>")
    return BETWEEN.sub(r"\1", html).strip()


def to_html(plain: str) -> str:
    """Safe HTML: everything that is not one of the signs is words."""
    text = plain.replace("\r\n", "\n").strip("\n ")
    return "".join(_html(block) for block in BLOCKS.split(text) if block.strip())


def _html(block: str) -> str:
    lines = block.split("\n")
    for name, pattern in ITEM.items():
        items = [pattern.fullmatch(line) for line in lines]
        if all(items):
            inner = "".join(f"<li>{_words(item[1])}</li>" for item in items if item)
            return f"<{name}>{inner}</{name}>"
    if len(lines) == 1 and block.startswith("### "):
        return f"<h3>{_words(block[4:])}</h3>"
    return "<p>{}</p>".format("<br/>".join(_words(line) for line in lines))


def _words(line: str) -> str:
    html = BOLD.sub(r"<b>\1</b>", escape(line, quote=False))
    return ANCHOR.sub(_link, html)


def _link(match: re.Match[str]) -> str:
    words, address = match[1], match[2]
    if internal := INTERNAL.fullmatch(address):
        return f'<a linktype="{internal[1]}" id="{internal[2]}">{words}</a>'
    if not LINK.match(address) or UNSAFE_IN_URL.search(address):
        return match[0]
    return f'<a href="{escape(address.replace("&amp;", "&"))}">{words}</a>'
