"""An inquiry as a tagged PDF, made by Typst like the council report (docs/decisions/0031)."""

import html
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from lxml import html as markup

from ozg_catalog.typesetting import tagged_pdf
from portal.council.extracts import READERS, Extract
from portal.council.models import Answer, Inquiry, Question

Json = dict[str, Any]
HERE = __file__.rpartition("/")[0]
SPACES = re.compile(r"\s+")


def as_pdf(inquiry: Inquiry, questions: list[Question]) -> bytes:
    """In German, checked by the compiler against PDF/UA-1; `questions` hold `released`."""
    with translation.override(settings.LANGUAGE_CODE):
        content = json.dumps(_content(inquiry, questions), ensure_ascii=False)
    return tagged_pdf(Path(HERE, "inquiry.typ"), {"inquiry": content}, at=inquiry.modified_at)


def _content(inquiry: Inquiry, questions: list[Question]) -> Json:
    return {
        "title": inquiry.title,
        "summary": inquiry.summary,
        "example": inquiry.is_example,
        "city": settings.PORTAL_CITY,
        "address": f"{settings.PORTAL_BASE_URL}{inquiry.get_absolute_url()}",
        "facts": [[name, value] for name, value in _facts(inquiry) if value],
        "questions": [_question(question) for question in questions],
        "modified": _moment(inquiry.modified_at),
    }


def _facts(inquiry: Inquiry) -> list[tuple[str, str]]:
    return [
        ("Nummer", inquiry.number),
        ("Gestellt von", inquiry.group.name),
        ("Gestellt am", _day(inquiry.put_on)),
        ("Sitzung", inquiry.meeting),
        ("Stand", str(inquiry.get_state_display())),
        ("Antwort bis", _day(inquiry.due_on)),
        ("Beantwortet am", _day(inquiry.answered_on)),
    ]


def _question(question: Question) -> Json:
    released: list[Answer] = question.released
    return {
        "number": question.number,
        "text": question.text,
        "heading": question.is_heading,
        "answer": _answer(released[0]) if released else None,
    }


def _answer(answer: Answer) -> Json:
    assert answer.figures is not None
    assert answer.released_at is not None
    return {
        "version": answer.version,
        "released": _moment(answer.released_at),
        "digest": answer.figures.digest,
        "frozen": _moment(answer.figures.taken_at),
        "blocks": [block for part in answer.body for block in _block(part, answer)],
    }


def _block(block: Any, answer: Answer) -> list[Json]:
    if block.block_type == "text":
        return _paragraphs(str(block.value))
    if block.block_type == "link":
        address = f"{settings.PORTAL_BASE_URL}{block.value['path']}"
        return [{"kind": "link", "label": block.value["label"], "address": address}]
    if block.block_type == "timeline":
        steps = [[_day(step["date"]), step["text"]] for step in block.value]
        return [{"kind": "steps", "steps": steps}]
    if block.block_type in READERS:
        return _extract(answer.extracts.get(block.id))
    return _figure(block.value, answer)


def _extract(stored: Json | None) -> list[Json]:
    if stored is None:
        return []
    found = Extract.from_json(stored)
    source = f"Quelle: {found.source}, Stand {_day(found.day)}"
    address = f"{settings.PORTAL_BASE_URL}{found.url}"
    return [{**stored, "kind": "extract", "source": source, "address": address}]


def _figure(value: Json, answer: Answer) -> list[Json]:
    assert answer.figures is not None
    figure = answer.figures.figure(value["figure"])
    if figure is None:
        return []
    count = "unbekannt" if figure.value is None else str(figure.value)
    of = f" von {figure.of}" if figure.of is not None else ""
    source = f"Quelle: {figure.source}, Stand {_day(figure.date)}"
    return [
        {
            "kind": "figure",
            "count": f"{count}{of}",
            "label": figure.label,
            "remark": value["remark"],
            "source": source,
        }
    ]


def _paragraphs(rich_text: str) -> list[Json]:
    """Paragraphs and list items; what is bold or linked there is plain here."""
    tree = markup.fragment_fromstring(f"<div>{rich_text}</div>")
    found = [
        {"kind": "item" if part.tag == "li" else "text", "text": _plain(part.text_content())}
        for part in tree.iter("p", "li", "h2", "h3", "h4")
    ]
    return [part for part in found if part["text"]] or [
        {"kind": "text", "text": _plain(html.unescape(tree.text_content()))}
    ]


def _plain(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def _day(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr"
