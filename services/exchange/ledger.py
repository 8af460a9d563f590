"""What a source delivered last of each object, and what therefore is new, newer or old."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.exchange.base import (
    ChannelRecord,
    FormRecord,
    Note,
    OfficeRecord,
    ServiceRecord,
    Version,
)
from services.models import SourceRecord

# What the report counts, in words.
KINDS = {
    "service": gettext_lazy("Leistungen"),
    "office": gettext_lazy("Stellen"),
    "channel": gettext_lazy("Online-Dienste"),
    "form": gettext_lazy("Formulare"),
    "responsibility": gettext_lazy("Zuständigkeiten"),
    "files": gettext_lazy("Dateien"),
    "skipped": gettext_lazy("Ausgelassen, mit Grund"),
    "remarks": gettext_lazy("Hinweise"),
}
OUTCOMES = {
    "created": gettext_lazy("neu"),
    "changed": gettext_lazy("geändert"),
    "unchanged": gettext_lazy("unverändert"),
    "older": gettext_lazy("älter als gespeichert, nicht übernommen"),
    "deleted": gettext_lazy("gelöscht"),
    "orphaned": gettext_lazy("ohne Gegenstück, entfernt"),
    "read": gettext_lazy("gelesen"),
    "refused": gettext_lazy("abgewiesen"),
    "waiting": gettext_lazy("warten auf Bestätigung"),
}
Versioned = TypeVar("Versioned", ServiceRecord, OfficeRecord, ChannelRecord, FormRecord)
NOTES_AT_MOST = 2000
SERVICE_FACTS = attrgetter(*(f.name for f in fields(ServiceRecord) if f.repr and f.name != "texts"))


@dataclass
class Report:
    """Counts per kind and outcome, and what a person should read."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[dict[str, str]] = field(default_factory=list)
    services: set[int] = field(default_factory=set)
    offices: set[int] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    resumed: bool = False

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        self.counts[f"{kind} {outcome}"] += number

    def note(self, file: str, note: Note) -> None:
        self.counts["skipped" if note.skipped else "remarks"] += 1
        if len(self.notes) < NOTES_AT_MOST:
            self.notes.append(
                {
                    "file": file,
                    "record": note.record,
                    "reason": note.reason,
                    "outcome": "skipped" if note.skipped else "remark",
                }
            )


def in_words(counts: dict[str, int]) -> list[tuple[str, int]]:
    """What was counted, as an official reads it; what was refused or left out stands first."""
    urgent = ("files refused", "files waiting", "skipped")
    names = sorted(counts, key=lambda name: (name not in urgent, name))
    return [(_label(name), counts[name]) for name in names]


def _label(name: str) -> str:
    kind, _blank, outcome = name.partition(" ")
    said = [str(KINDS.get(kind, kind)), str(OUTCOMES.get(outcome, outcome))]
    return ": ".join(filter(None, said))


def sort(
    records: Sequence[Versioned], report: Report, file: str
) -> tuple[list[Versioned], list[Versioned]]:
    """New and changed ones. Older versions and repetitions are left out, with a reason."""
    kind = records[0].kind.value
    latest = _latest(records, report, file)
    known = _known(kind, latest.values())
    new, changed = [], []
    for record in latest.values():
        stored = known.get((record.identity.agency, record.identity.id))
        if stored is None:
            new.append(record)
        elif stored.digest == digest(record) and not getattr(record, "compared", False):
            report.count(kind, "unchanged")
        elif record.version.older_than(Version(stored.version, stored.changed_at)):
            report.count(kind, "older")
            report.note(
                file, _note(record, _("Älter als der gespeicherte Stand, nicht übernommen."))
            )
        else:
            changed.append(record)
    return new, changed


def _latest(records: Iterable[Versioned], report: Report, file: str) -> dict[str, Versioned]:
    """Of an id that comes twice, the newer one counts, whatever its place in the message."""
    latest: dict[str, Versioned] = {}
    for record in records:
        name = str(record.identity)
        if name in latest:
            report.note(
                file, _note(record, _("Die Kennung kommt mehrfach vor; der neuere Stand gilt."))
            )
            if record.version.older_than(latest[name].version):
                continue
        latest[name] = record
    return latest


def _known(kind: str, records: Iterable[Versioned]) -> dict[tuple[str, str], SourceRecord]:
    wanted = [(record.identity.agency, record.identity.id) for record in records]
    agencies, ids = {agency for agency, _id in wanted}, [id_ for _agency, id_ in wanted]
    found = SourceRecord.objects.filter(kind=kind, agency__in=agencies, source_id__anyof=ids)
    known = {(record.agency, record.source_id): record for record in found}
    for record in known.values():
        record.digest = bytes(record.digest)
    return known


def _note(record: Versioned, reason: str) -> Note:
    return Note(f"{record.kind.value} {record.identity}", reason, skipped=True)


def digest(record: Versioned) -> bytes:
    """Tells whether a record says the same as the one before."""
    cached = getattr(record, "_digest", None)
    if cached is None:
        cached = hashlib.blake2b(_all_said(record).encode(), digest_size=16).digest()
        object.__setattr__(record, "_digest", cached)
    return bytes(cached)


def _all_said(record: Versioned) -> str:
    """Everything in the record, in one order. Long texts are joined, which takes a tenth of
    the time of ``repr``."""
    if not isinstance(record, ServiceRecord):
        return repr(record)
    parts = []
    for language, text in sorted(record.texts.items()):
        parts += [language, text.title, text.teaser, text.keywords]
        for name, html in sorted(text.modules.items()):
            parts += [name, html]
    return repr(list(SERVICE_FACTS(record))) + "\x1f".join(parts)
