"""What every format reads and writes: records with an identity, and what a message says of them.

A reader gives ``Write``, ``Delete`` and ``Note`` in the order of its file and raises
``MessageError`` where the file as a whole cannot be trusted. Reading is lazy: an error may come
after many records, so whoever writes them does it in one transaction per message.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from services.models.exchange import SourceRecord

Kind = SourceRecord.Kind
# File or page that is being read, and how many records or pages so far.
Progress = Callable[[str, int], None]


class MessageError(Exception):
    """The message is refused whole; the text says why."""


class SourceUnavailable(Exception):
    """The source did not answer as agreed; what came before stays."""


class Identity(NamedTuple):
    """An id means something only together with the agency that gave it."""

    agency: str
    id: str

    def __str__(self) -> str:
        return f"{self.id}@{self.agency}"


@dataclass(frozen=True)
class Note:
    """Something a person should know: which record, and why."""

    record: str
    reason: str
    skipped: bool = False


@dataclass(frozen=True)
class Version:
    """``second_hand``: a source that passes texts on without saying how old they are."""

    number: str = ""
    changed_at: datetime.datetime | None = None
    second_hand: bool = field(default=False, repr=False)

    def older_than(self, other: "Version") -> bool:
        """By time where both have one, else by version number; unknown is not older.

        Second hand never stands in for what the editors themselves delivered.
        """
        if self.second_hand and (other.changed_at or other.number):
            return True
        if self.changed_at and other.changed_at and self.changed_at != other.changed_at:
            return self.changed_at < other.changed_at
        return bool(self.number and other.number) and _parts(self.number) < _parts(other.number)


def _parts(number: str) -> list[tuple[int, str]]:
    return [(int(p) if p.isdigit() else -1, p) for p in number.replace("-", ".").split(".")]


@dataclass
class Text:
    """What is said in one language: title, teaser, keywords and modules, already cleaned."""

    title: str = ""
    teaser: str = ""
    keywords: str = ""
    modules: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FeeRecord:
    kind: str
    label: str = ""
    label_en: str = ""
    amount: Decimal | None = None
    amount_max: Decimal | None = None
    basis: str = ""
    is_example: bool = False


@dataclass(frozen=True)
class DeadlineRecord:
    label: str
    amount: int | None = None
    unit: str = ""
    label_en: str = ""


@dataclass(frozen=True)
class DocumentRecord:
    name: str
    condition: str = ""
    condition_en: str = ""
    form: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LinkRecord:
    name: str
    url: str = ""
    needs_signature: bool = False


@dataclass(frozen=True)
class Duration:
    least: int | None = None
    most: int | None = None
    unit: str = ""


@dataclass
class ServiceRecord:
    identity: Identity
    version: Version
    texts: dict[str, Text]
    leika_keys: tuple[str, ...] = ()
    audience: str = ""
    is_sdg: bool = False
    source: str = ""
    approved_on: datetime.date | None = None
    duration: Duration = Duration()
    fees: list[FeeRecord] = field(default_factory=list)
    deadlines: list[DeadlineRecord] = field(default_factory=list)
    documents: list[DocumentRecord] = field(default_factory=list)
    law: list[LinkRecord] = field(default_factory=list)
    forms: list[LinkRecord] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    # Whether a new one is shown at once; says nothing about the content.
    publish: bool = field(default=True, repr=False)
    kind = Kind.SERVICE

    @property
    def title(self) -> str:
        german = self.texts.get("de")
        return german.title if german else next((t.title for t in self.texts.values()), "")


@dataclass(frozen=True)
class OpeningRecord:
    weekday: int
    opens: datetime.time
    closes: datetime.time
    by_appointment: bool = False
    weeks: tuple[int, ...] = ()


@dataclass
class OfficeRecord:
    identity: Identity
    version: Version
    name: str
    name_en: str = ""
    parent: Identity | None = None
    summary: str = ""
    summary_en: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    openings: list[OpeningRecord] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    responsibilities: list["ResponsibilityRecord"] = field(default_factory=list)
    # The reader has compared it with what is stored: what was delivered last does not matter.
    compared: bool = field(default=False, repr=False)
    kind = Kind.OFFICE


@dataclass
class ChannelRecord:
    identity: Identity
    version: Version
    name: str
    url: str
    name_en: str = ""
    trust_level: str = ""
    languages: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    kind = Kind.CHANNEL


@dataclass
class FormRecord:
    identity: Identity
    version: Version
    name: str
    url: str
    kind = Kind.FORM


@dataclass(frozen=True)
class ResponsibilityRecord:
    identity: Identity
    owner_kind: str
    owner: Identity
    service: Identity
    role: str


Record = ServiceRecord | OfficeRecord | ChannelRecord | FormRecord | ResponsibilityRecord


@dataclass(frozen=True)
class Write:
    record: Record


@dataclass(frozen=True)
class Delete:
    kind: str
    identity: Identity


Item = Write | Delete | Note


@dataclass(frozen=True)
class Message:
    """One delivery: where it lies, and what to call it in the report."""

    path: Path
    name: str

    @property
    def fingerprint(self) -> str:
        """Tells whether the file is the one that an interrupted run has read already."""
        stat = self.path.stat()
        return f"{self.path.resolve()}:{stat.st_size}:{stat.st_mtime_ns}"[-120:]


class Format(Protocol):
    """A file format of deliveries, or a place to fetch from: the difference ends here."""

    name: str

    def messages(self, source: str, shown: Progress) -> tuple[list[Message], bool]:
        """What a file, a folder, an index or a remote source holds, and whether that is all.

        Raises MessageError, and SourceUnavailable where somebody else has to answer.
        """
        ...

    def items(self, message: Message) -> Iterator[Item]: ...

    def is_large(self, message: Message) -> bool:
        """Whether the message is committed in parts, once it was read to its end."""
        return False

    def finished(self, source: str) -> None:
        """Everything was read; what was kept for going on after a kill may be forgotten."""
        return


class Source(Format, Protocol):
    """A remote source. What is wanted of it travels as a ``Wish`` in one line of text."""

    label: Any

    @property
    def address(self) -> str:
        """Where it is asked; "-" when the city switched it off."""
        ...
