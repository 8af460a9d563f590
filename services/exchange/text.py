"""Making foreign text safe: HTML by allow-list, plain text without invisible characters."""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urlsplit

import nh3

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TAGS = HEADINGS | {"p", "br", "b", "strong", "i", "em", "sup", "sub", "ul", "ol", "li", "a"}
# What stands between these tags is code or decoration, not text.
DROPPED_WITH_CONTENT = frozenset({"script", "style", "template", "noscript", "svg", "math"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
HEADING = re.compile(r"(</?)h[1-6]>")
TAG = re.compile(r"<[^>]*>")
# C0/C1 controls, soft hyphen, zero width, bidi overrides and isolates, interlinear marks, tags.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
WEB = re.compile(r"https?://[A-Za-z0-9]", re.IGNORECASE)
LINK = re.compile(r"(https?://[A-Za-z0-9]|mailto:[^\s?&]+@[^\s?&]+$|tel:[+0-9])", re.IGNORECASE)
UNSAFE_IN_URL = re.compile(r"[\s\x00-\x20\"'<>\\`{}|^]")
MAX_URL = 500
MAX_TEXT = 200_000
PASSES = 4


def _only_safe_links(_tag: str, _name: str, value: str) -> str | None:
    return value if LINK.match(value) and not UNSAFE_IN_URL.search(value) else None


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(DROPPED_WITH_CONTENT),
    attributes={"a": {"href"}},
    attribute_filter=_only_safe_links,
    url_schemes=set(SCHEMES),
    link_rel=None,
)


def clean_html(text: str) -> str:
    """Safe HTML of the allowed tags; headings become the level that a section may hold."""
    return text if is_clean(text) else _cleaned(text)


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    """Cleaned until nothing changes, so that no browser reads the result as something else.

    Modules such as the advice on legal remedies are the same in many services: hence the cache.
    """
    cleaned = _clean_once(text)
    for _number in range(PASSES):
        if (again := _clean_once(cleaned)) == cleaned:
            return cleaned
        cleaned = again
    # Nothing honest is still changing: take its words alone.
    return escape(unescape(TAG.sub(" ", cleaned)))


# What most texts are made of; such a text, well nested, cleaning would give back as it is.
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|nbsp);)")
# With its closing bracket, so that a tag that lacks it is none of those known.
BRACKETS = re.compile(r"<([^<>]*>?)")
INLINE = frozenset({"strong>", "em>", "b>", "i>", "br>"})
MAY_HOLD = {
    "": frozenset({"p>", "ul>", "ol>", "h3>"}),
    "p>": INLINE,
    "h3>": INLINE,
    "ul>": frozenset({"li>"}),
    "ol>": frozenset({"li>"}),
    "li>": INLINE,
    "strong>": frozenset(),
    "em>": frozenset(),
    "b>": frozenset(),
    "i>": frozenset(),
}


def is_clean(text: str) -> bool:
    """Whether the text is safe by its mere shape. Sanitising each of 100,000 texts takes longer
    than reading and storing them."""
    if not text.startswith("<") or ("&" in text and ENTITY.search(text)):
        return False
    # Whatever is invisible is not printable; a line's end is neither, but it may stay.
    if not text.isprintable() and INVISIBLE.search(text):
        return False
    tags = BRACKETS.findall(text)
    return len(tags) == text.count(">") and _well_nested(tuple(tags))


@lru_cache(maxsize=4096)
def _well_nested(tags: tuple[str, ...]) -> bool:
    """Of the tags that a text is made of: many texts are built alike."""
    opened = [""]
    for tag in tags:
        if tag.startswith("/"):
            if opened.pop() != tag[1:]:
                return False
        elif tag not in MAY_HOLD[opened[-1]]:
            return False
        elif tag != "br>":
            opened.append(tag)
    return opened == [""]


def _clean_once(text: str) -> str:
    safe = _cleaner.clean(INVISIBLE.sub("", text))
    return HEADING.sub(r"\1h3>", INVISIBLE.sub("", safe)).strip()


# Anything but plain allowed tags: what cleaning took out was then more than spelling.
REMARKABLE = re.compile(
    r"<(?!/?(?:p|h[1-6]|b|strong|i|em|sup|sub|ul|ol|li)>|br\s*/?>|/a>"
    r"|a\s+href=\"(?:https?|mailto|tel):[^\"<>]*\">)[a-zA-Z!/?]"
)


def is_altered(text: str) -> bool:
    """Whether cleaning takes something out that a person should know of."""
    if "<" not in text and text.isprintable():
        return False
    return bool(REMARKABLE.search(text) or INVISIBLE.search(text))


def plain(text: str | None, most: int = 300) -> str:
    """One line of visible characters."""
    if not text:
        return ""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()[:most]
    # Nothing that is printable is invisible, and asking is quicker than looking for each of them.
    visible = text if text.isprintable() else INVISIBLE.sub("", text)
    return " ".join(visible.split())[:most]


@lru_cache(maxsize=4096)
def words_of(html: str, most: int = 300) -> str:
    """The text of safe HTML, on one line."""
    return plain(unescape(TAG.sub(" ", html)), most)


@lru_cache(maxsize=4096)
def web_address(text: str | None) -> str:
    """The address when it is a complete one of the web, else nothing."""
    value = (text or "").strip()
    if not WEB.match(value) or UNSAFE_IN_URL.search(value) or len(value) > MAX_URL:
        return ""
    try:
        return value if urlsplit(value).hostname else ""
    except ValueError:
        return ""
