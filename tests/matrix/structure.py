"""What every page owes: language, title, one h1, no skipped heading, labels that exist."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

HEADING = re.compile(r"h([1-6])")


@dataclass
class Structure(HTMLParser):
    """Collects the facts of one HTML document."""

    language: str = ""
    title: str = ""
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    _in_title: bool = False
    _templates: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._templates += tag == "template"
        if self._templates:  # inert until a script takes a part out
            return
        if tag == "html":
            self.language = values.get("lang", "")
        self._in_title = tag == "title" or (self._in_title and tag != "body")
        if level := HEADING.fullmatch(tag):
            self.headings.append(int(level[1]))
        self._note_ids(values)
        self._note_inline(tag, values)
        self._note_assets(tag, values)

    def _note_ids(self, values: dict[str, str]) -> None:
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
            self.references += values.get(name, "").split()

    def _note_inline(self, tag: str, values: dict[str, str]) -> None:
        if "style" in values or any(name.startswith("on") for name in values):
            self.inline.append(f"<{tag} {values}>")
        data = values.get("type") in {"application/ld+json", "application/json"}
        if tag == "style" or (tag == "script" and "src" not in values and not data):
            self.inline.append(f"<{tag}>")

    def _note_assets(self, tag: str, values: dict[str, str]) -> None:
        name = {"script": "src", "img": "src", "link": "href", "iframe": "src"}.get(tag)
        if name and values.get("rel") not in {"canonical", "alternate"}:
            self.assets.append(values.get(name, ""))

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title and not self.title:
            self.title = data.strip()


def read(html: str) -> Structure:
    document = Structure()
    document.feed(html)
    return document


def faults(html: str) -> list[str]:
    """Everything that is wrong with the document's structure, in words."""
    page = read(html)
    return [
        *([] if page.language in {"de", "en"} else [f"lang is {page.language!r}"]),
        *([] if page.title else ["no title"]),
        *([] if page.headings.count(1) == 1 else [f"{page.headings.count(1)} h1"]),
        *_skipped(page.headings),
        *(f"id {name} twice" for name in sorted(set(page.ids)) if page.ids.count(name) > 1),
        *(f"reference to missing id {name}" for name in set(page.references) - set(page.ids)),
        *(f"inline code {name}" for name in page.inline),
        *(f"asset from elsewhere {name}" for name in page.assets if "//" in name),
    ]


def _skipped(headings: list[int]) -> list[str]:
    """The error summary's h2 may stand before the h1; from the h1 on no level is left out."""
    start = headings.index(1) if 1 in headings else 0
    pairs = zip(headings[start:], headings[start + 1 :], strict=False)
    return [f"h{upper} is followed by h{lower}" for upper, lower in pairs if lower > upper + 1]
