"""An answer as plain text, for files, feeds and mails."""

import datetime
import html
import re
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags

from portal.council.models import Answer, FrozenFigures

BREAKS = re.compile(r"</(p|li|h[1-6])>|<br\s*/?>")


def plain_answer(answer: Answer) -> str:
    assert answer.figures is not None
    return "\n".join(_block(block, answer.figures) for block in answer.body)


def _block(block: Any, frozen: FrozenFigures) -> str:
    if block.block_type == "text":
        return html.unescape(strip_tags(BREAKS.sub("\n", str(block.value)))).strip()
    if block.block_type == "link":
        return f"{block.value['label']}: {settings.PORTAL_BASE_URL}{block.value['path']}"
    if block.block_type == "timeline":
        return "\n".join(f"{_day(step['date'])}: {step['text']}" for step in block.value)
    return _figure(block.value, frozen)


def _figure(value: Any, frozen: FrozenFigures) -> str:
    figure = frozen.figure(value["figure"])
    if figure is None:
        return ""
    count = "unbekannt" if figure.value is None else str(figure.value)
    of = f" von {figure.of}" if figure.of is not None else ""
    line = f"{count}{of} {figure.label} (Quelle: {figure.source}, Stand {_day(figure.date)})"
    return f"{line}\n{value['remark']}" if value["remark"] else line


def _day(day: datetime.date) -> str:
    return f"{day:%d.%m.%Y}"
