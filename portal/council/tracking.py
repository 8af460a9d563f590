"""What was changed in the words of an answer, by whom and when."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from identity.models import User
from portal.council.models import Answer, AnswerRevision
from portal.council.plain import plain_body


@dataclass(frozen=True)
class Line:
    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    written_at: datetime
    written_by: User | None
    lines: list[Line]


def keep(answer: Answer, *, actor: User | None) -> None:
    """Note the words as they are now, unless they are the last ones noted."""
    text = plain_body(answer)
    last = answer.revisions.last()
    if last is None or last.text != text:
        AnswerRevision.objects.create(answer=answer, text=text, written_by=actor)


def changes(answer: Answer) -> list[Change]:
    """Newest first, each as lines taken out and put in."""
    revisions = list(answer.revisions.select_related("written_by"))
    before = _text_before(answer)
    found = []
    for revision in revisions:
        lines = list(_compared(before, revision.text))
        found.append(Change(revision.written_at, revision.written_by, lines))
        before = revision.text
    return found[::-1]


def _text_before(answer: Answer) -> str:
    """A correction starts from the version before it."""
    earlier = answer.question.answers.filter(version__lt=answer.version).first()
    return plain_body(earlier) if earlier else ""


KINDS = {"+": "added", "-": "removed", " ": "same"}


def _compared(before: str, after: str) -> Iterator[Line]:
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line[0] in KINDS:
            yield Line(KINDS[line[0]], line[2:])
