"""An answer as plain text, for files, feeds and mails."""

import datetime
import html
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags

from portal.council.extracts import READERS, Extract
from portal.council.figures import KINDS, Figure
from portal.council.models import Answer

BREAKS = re.compile(r"</(p|li|h[1-6])>|<br\s*/?>")


def plain_answer(answer: Answer) -> str:
    """A released answer with its frozen figures."""
    assert answer.figures is not None
    frozen = answer.figures
    return "\n".join(
        _block(block, frozen.figure, lambda block: _stored(answer, block)) for block in answer.body
    )


def plain_body(answer: Answer) -> str:
    """The words of any version; live parts are only named, since a draft's change by themselves."""
    return "\n".join(_block(block, _named_figure, _named_extract) for block in answer.body)


def _block(
    block: Any,
    figure: Callable[[str], Figure | None],
    extract: Callable[[Any], str],
) -> str:
    if block.block_type == "text":
        return html.unescape(strip_tags(BREAKS.sub("\n", str(block.value)))).strip()
    if block.block_type == "link":
        return f"{block.value['label']}: {settings.PORTAL_BASE_URL}{block.value['path']}"
    if block.block_type == "timeline":
        return "\n".join(f"{_day(step['date'])}: {step['text']}" for step in block.value)
    if block.block_type in READERS:
        return extract(block)
    return _figure(block.value, figure(block.value["figure"]))


def _stored(answer: Answer, block: Any) -> str:
    stored = answer.extracts.get(block.id)
    if stored is None:
        return ""
    found = Extract.from_json(stored)
    return "\n".join([*found.lines(), f"{settings.PORTAL_BASE_URL}{found.url}"])


def _named_extract(block: Any) -> str:
    return f"[{block.block.label}: {block.value['of']}]"


def _named_figure(key: str) -> Figure | None:
    kind = KINDS.get(key)
    if kind is None:
        return None
    return Figure(str(kind.name), None, None, "", timezone.localdate(), "")


def _figure(value: Any, figure: Figure | None) -> str:
    if figure is None:
        return ""
    remark = f"\n{value['remark']}" if value["remark"] else ""
    if not figure.source:
        return f"[{figure.label}]{remark}"
    count = "unbekannt" if figure.value is None else str(figure.value)
    of = f" von {figure.of}" if figure.of is not None else ""
    line = f"{count}{of} {figure.label} (Quelle: {figure.source}, Stand {_day(figure.date)})"
    return f"{line}{remark}"


def _day(day: datetime.date) -> str:
    return f"{day:%d.%m.%Y}"
