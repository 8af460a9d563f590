"""Plain text of the starter files as rich text: paragraphs, "- " lists and "1. " lists."""

import re
from itertools import groupby

from django.utils.html import escape

ITEM = re.compile(r"(-|\d+\.) ")


def to_html(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines()]
    blocks = groupby(lines, key=_kind)
    return "".join(_block(kind, list(block)) for kind, block in blocks if kind)


def _kind(line: str) -> str:
    if not line:
        return ""
    match = ITEM.match(line)
    return "p" if not match else "ul" if match[1] == "-" else "ol"


def _block(kind: str, lines: list[str]) -> str:
    if kind == "p":
        return f"<p>{escape(' '.join(lines))}</p>"
    items = "".join(f"<li>{escape(ITEM.sub('', line, count=1))}</li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"
