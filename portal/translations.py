"""Message catalogues without xgettext and msgfmt, which a fresh machine does not have.

The msgids are German. Each app carries its English catalogue, and Babel reads the
sources, merges and compiles. Nothing here needs Django's settings, so that the catalogues
can be compiled before anything starts.
"""

import io
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "services", "guestreg", "ozg_catalog", "identity")
LANGUAGE = "en"

_CONTEXT = (1, "c")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (_CONTEXT, 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (_CONTEXT, 2, 3)),
}
HEADER = (
    'msgid ""\nmsgstr ""\n'
    f'"Language: {LANGUAGE}\\n"\n'
    '"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)

NAMED = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|(?<!\{)\{\w*\}(?!\})")
# "100 % der" is no placeholder: a flag of blank is never meant in running text.
POSITIONAL = re.compile(r"(?<!%)(?:%%)*(%[#0\-+]*[\d.]*[sdirfgxc])(?![^\W\d_])")

Key = tuple[str, str]


@dataclass(frozen=True)
class Fault:
    """One text that cannot be shown to English readers as it stands."""

    catalogue: Path
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.catalogue.relative_to(ROOT)}: {self.reason}: {self.text!r}"


def catalogue_path(app: str) -> Path:
    return ROOT / app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def update(app: str) -> bool:
    """Take the app's texts into its catalogue, keep what is translated; whether it changed."""
    path = catalogue_path(app)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = _rendered(_merged(extracted(app), _memory(app)))
    if after == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")
    return True


def faults(app: str) -> Iterator[Fault]:
    """Everything that keeps the app's English from being complete."""
    path = catalogue_path(app)
    known = _read(path)
    current = extracted(app)
    for message in current:
        if message.id:
            translated = known.get(message.id, message.context)
            for reason in _reasons(message, translated):
                yield Fault(path, _msgid(message), reason)
    for key in sorted(_keys(known) - _keys(current)):
        yield Fault(path, key[0], "no longer in the sources (run --update)")


def compile_catalogues() -> list[Path]:
    """Write each stale ``.mo``; several processes may do so at once."""
    stale = [path for app in APPS if _is_stale(path := catalogue_path(app))]
    for path in stale:
        partial = path.with_suffix(f".{os.getpid()}")
        with partial.open("wb") as target:
            write_mo(target, _read(path))
        partial.replace(path.with_suffix(".mo"))
    return stale


def extracted(app: str) -> Catalog:
    """The app's texts as its sources have them now."""
    catalogue = Catalog(locale=LANGUAGE, fuzzy=False)
    for path in _sources(ROOT / app):
        for _line, text, _comments, context in _messages(path):
            location = (path.relative_to(ROOT).as_posix(), 0)
            catalogue.add(text, locations=[location], context=context)
    return catalogue


def _sources(folder: Path) -> list[Path]:
    """Python and template files. Migrations repeat texts that the models already hold."""
    found = [*folder.rglob("*.py"), *folder.rglob("templates/**/*.html")]
    found += folder.rglob("templates/**/*.txt")
    return sorted(path for path in found if "migrations" not in path.parts)


def _messages(path: Path) -> Iterator[tuple]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Only the calls matter: without indentation the tokenizer takes it for Python.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines)
    yield from extract("python", io.BytesIO(source.encode()), KEYWORDS)


def _memory(app: str) -> dict[Key, Message]:
    """What is translated already: by this app, else by another one."""
    memory: dict[Key, Message] = {}
    for name in (app, *APPS):
        for message in _read(catalogue_path(name)):
            if message.id and _is_translated(message):
                memory.setdefault(_key(message), message)
    return memory


def _merged(catalogue: Catalog, memory: dict[Key, Message]) -> Catalog:
    for message in catalogue:
        known = memory.get(_key(message))
        if known and known.pluralizable == message.pluralizable:
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
            message.user_comments = known.user_comments
    return catalogue


def _rendered(catalogue: Catalog) -> str:
    """The catalogue as text without dates or line numbers, so that it changes only with texts."""
    target = io.BytesIO()
    write_po(target, catalogue, omit_header=True, sort_output=True, include_lineno=False, width=100)
    return HEADER + target.getvalue().decode().strip() + "\n"


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with path.open("rb") as source:
        return read_po(source, locale=LANGUAGE)


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    if not path.exists():
        return False
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _reasons(message: Message, known: Message | None) -> Iterator[str]:
    if POSITIONAL.search("\n".join(_forms(message.id))):
        yield "has a positional placeholder; use %(name)s"
    if known is None:
        yield "not in the catalogue (run --update)"
    elif not _is_translated(known):
        yield "has no English text"
    elif known.fuzzy:
        yield "is marked fuzzy; check the English text and remove the mark"
    elif not _same_placeholders(message, known):
        yield f"English text has other placeholders: {' | '.join(_forms(known.string))!r}"


def _is_translated(message: Message) -> bool:
    return all(form.strip() for form in _forms(message.string))


def _same_placeholders(message: Message, known: Message) -> bool:
    """The last form carries exactly those of its msgid; a singular may leave some out."""
    wanted, *others = (_placeholders(form) for form in reversed(_forms(message.id)))
    given, *singular = (_placeholders(form) for form in reversed(_forms(known.string)))
    allowed = set(wanted).union(*others)
    return given == wanted and all(set(form) <= allowed for form in singular)


def _placeholders(text: str) -> Counter[str]:
    return Counter(NAMED.findall(text.replace("%%", "")))


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _msgid(message: Message) -> str:
    return _forms(message.id)[0]


def _key(message: Message) -> Key:
    return _msgid(message), message.context or ""


def _keys(catalogue: Catalog) -> set[Key]:
    return {_key(message) for message in catalogue if message.id}
