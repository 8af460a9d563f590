"""The city's words beside a source's: what an import must not take away, and what it changed."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.db.models import Q

from services.models import LocalText, Service, ServiceText

WORD = re.compile(r"\S+\s*")
BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|ul|ol)>|<br\s*/?>")
TAG = re.compile(r"<[^>]*>")
WORDS_AT_MOST = 5000


def mark_own_languages(service: Service) -> None:
    """A text that editors add to an imported service, in a language that the source lacks.

    In memory, before the service or its draft is saved.
    """
    if not service.is_imported:
        return
    delivered = ServiceText.objects.filter(service=service.pk, is_local=False)
    languages = set(delivered.values_list("language", flat=True))
    for text in service.texts.all():
        text.is_local = text.language not in languages


def give_way(languages: Iterable[tuple[int, str]]) -> None:
    """The source now delivers these services in these languages: the city's own translation
    becomes its local texts, section by section, in place of the source's."""
    wanted = set(languages)
    mine = ServiceText.objects.filter(is_local=True, service__in={pk for pk, _language in wanted})
    giving = [text for text in mine if (text.service_id, text.language) in wanted]
    LocalText.objects.bulk_create(
        [_replacing(text, name) for text in giving for name in text.MODULES if getattr(text, name)],
        ignore_conflicts=True,
    )
    ServiceText.objects.filter(pk__in=[text.pk for text in giving]).delete()


def _replacing(text: ServiceText, name: str) -> LocalText:
    return LocalText(
        service_id=text.service_id,
        language=text.language,
        module=name,
        mode=LocalText.Mode.REPLACE,
        html=getattr(text, name),
        written_on=text.written_on,
    )


def delivered(pks: Iterable[int]) -> Q:
    """Texts of these services that the source brought."""
    return Q(service__in=list(pks), is_local=False)


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went ("gone") or came ("new")."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Word by word, of HTML. Very long texts are shown as a whole: gone, then new."""
    # Each last word ends a line, as it would where another line follows.
    old, new = (WORD.findall(lines_of(html) + "\n") for html in (before, after))
    if len(old) + len(new) > WORDS_AT_MOST:
        return [Piece("gone", "".join(old)), Piece("new", "".join(new))]
    found: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[start:end])))
            continue
        pieces = (
            Piece("gone", "".join(old[start:end])),
            Piece("new", "".join(new[other_start:other_end])),
        )
        found += [piece for piece in pieces if piece.text]
    return _without_last_line_end(found)


def _without_last_line_end(found: list[Piece]) -> list[Piece]:
    both = [piece.kind for piece in found[-2:]] == ["gone", "new"]
    start = len(found) - (2 if both else 1)
    return [*found[:start], *(Piece(p.kind, p.text.rstrip("\n")) for p in found[start:])]


def lines_of(html: str) -> str:
    """The words of HTML, a line for each paragraph and list item."""
    text = unescape(TAG.sub("", BLOCK_END.sub("\n", html)))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
