"""One message into the database, batch by batch."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from services.exchange import facts, ledger, places, services
from services.exchange.base import (
    Delete,
    Identity,
    Item,
    Kind,
    Message,
    Note,
    Progress,
    ResponsibilityRecord,
    ServiceRecord,
    Write,
)
from services.exchange.bulk import Table
from services.exchange.ledger import Report
from services.models import Form, Office, OnlineChannel, Responsibility, Service, SourceRecord

BATCH = 1000
DELETIONS_WITHOUT_ASKING = 0.2
MODELS: dict[str, Any] = {"service": Service, "office": Office, "channel": OnlineChannel}


class NeedsConfirmation(Exception):
    """More would be deleted than an import may decide alone; the text says how much."""


@dataclass(frozen=True)
class Parts:
    """How a message is committed: by its caller as a whole, or here after each batch.

    ``stored`` items are in since a run that was killed; ``done`` says how far this one came.
    """

    stored: int = 0
    transaction: Callable[[], AbstractContextManager[Any]] = nullcontext
    done: Callable[[int], None] = lambda _number: None


class MessageWriter:
    """Collects items, writes them in batches, and links and deletes at the end."""

    def __init__(
        self, message: Message, report: Report, progress: Progress, parts: Parts | None = None
    ) -> None:
        self.file, self.report, self.progress = message.name, report, progress
        self.parts = parts or Parts()
        self.pending: dict[str, list[Any]] = {}
        self.waiting = 0
        self.done = 0
        self.agencies: set[str] = set()
        self.seen: set[tuple[str, Identity]] = set()
        self.deletions: dict[tuple[str, Identity], None] = {}
        self.related: list[ServiceRecord] = []

    def take(self, items: Iterable[Item]) -> None:
        """All records; what is said of several of them, and deletions, wait for ``settle``."""
        number = 0
        for number, item in enumerate(items, 1):
            stored = number <= self.parts.stored
            if isinstance(item, Delete):
                self.deletions[(item.kind, item.identity)] = None
            elif isinstance(item, Write):
                self._queue(item, number, stored=stored)
            elif not stored:
                self.report.note(self.file, item)
        self._flush(number)

    def settle(self) -> None:
        facts.relate(self.related)
        places.link(self.agencies)

    def _queue(self, item: Write, number: int, *, stored: bool) -> None:
        record = item.record
        kind = "responsibility" if isinstance(record, ResponsibilityRecord) else record.kind.value
        name = (kind, record.identity)
        if isinstance(record, ServiceRecord):
            if name in self.seen:
                self._flush(number - 1)  # the other one of this id may be in an earlier batch
            if record.extra:
                self.related.append(record)
        self.seen.add(name)
        self.deletions.pop(name, None)
        if isinstance(record, ResponsibilityRecord):
            self.agencies.add(record.service.agency)
        self.agencies.add(record.identity.agency)
        if not stored:
            self._keep(kind, record, number)

    def _keep(self, kind: str, record: Any, number: int) -> None:
        self.pending.setdefault(kind, []).append(record)
        self.waiting += 1
        if self.waiting >= BATCH:
            self._flush(number)

    def _flush(self, number: int) -> None:
        """Write what waits; ``number`` is the last item of the message that is then in."""
        with self.parts.transaction():
            self._write_pending()
            if self.waiting:
                self.parts.done(number)
        self.done += self.waiting
        self.pending, self.waiting = {}, 0
        self.progress(self.file, self.done)

    def _write_pending(self) -> None:
        for kind, records in self.pending.items():
            if kind == "responsibility":
                places.write_responsibilities(records, self.report)
            else:
                self._write(kind, records)

    def _write(self, kind: str, records: list[Any]) -> None:
        new, changed = ledger.sort(records, self.report, self.file)
        if kind == Kind.SERVICE:
            self._write_services(new, changed)
        elif kind == Kind.OFFICE and (new or changed):
            places.write_offices([*new, *changed], self.report, self.file)
        elif kind == Kind.CHANNEL:
            places.write_channels([*new, *changed], self.report)
        elif kind == Kind.FORM:
            self.report.count("form", "created", len(new))
            self.report.count("form", "changed", len(changed))
        _remember(new, changed)

    def _write_services(self, new: list[ServiceRecord], changed: list[ServiceRecord]) -> None:
        wanted = {record.identity.id for record in [*new, *changed]}
        found = Service.objects.filter(source_id__anyof=wanted)
        stored = {Identity(service.agency, service.source_id): service for service in found}
        known = [(stored[r.identity], r) for r in [*new, *changed] if r.identity in stored]
        unknown = [record for record in [*new, *changed] if record.identity not in stored]
        if unknown:
            services.create(unknown, self.report)
        if known:
            services.change(known, self.report)


def _remember(new: list[Any], changed: list[Any]) -> None:
    """Into the ledger: this version is what the source says now."""
    for record in changed:
        identity = record.identity
        SourceRecord.objects.filter(
            kind=record.kind, agency=identity.agency, source_id=identity.id
        ).update(**dict(zip(LEDGER, _ledger_row(record), strict=True)))
    Table(SourceRecord, "kind", "agency", "source_id", *LEDGER).write(
        (r.kind.value, r.identity.agency, r.identity.id, *_ledger_row(r)) for r in new
    )


LEDGER = ("version", "changed_at", "digest", "name", "url")


def _ledger_row(record: Any) -> tuple[Any, ...]:
    name = record.title if isinstance(record, ServiceRecord) else record.name
    url = getattr(record, "url", "")
    version = record.version
    return (version.number, version.changed_at, ledger.digest(record), name[:300], url)


def delete(
    deletions: Iterable[tuple[str, Identity]], report: Report, file: str, *, confirmed: bool
) -> None:
    """Only what is named, and never a large part without a person's word.

    Raises NeedsConfirmation.
    """
    wanted = list(deletions)
    known = stored_of(wanted)
    stored = set(known)
    for kind, identity in [name for name in wanted if name not in stored]:
        report.note(
            file,
            Note(f"loesche {kind} {identity}", _("Nicht gespeichert, nichts zu löschen."), True),
        )
    if not confirmed:
        check_share(known)
    for kind, identity in known:
        _delete_one(kind, identity, report)


def stored_of(deletions: list[tuple[str, Identity]]) -> list[tuple[str, Identity]]:
    return [(kind, identity) for kind, identity in deletions if _exists(kind, identity)]


def _exists(kind: str, identity: Identity) -> bool:
    model = Responsibility if kind == "responsibility" else SourceRecord
    where = {} if kind == "responsibility" else {"kind": kind}
    return bool(
        model._default_manager.filter(
            agency=identity.agency, source_id=identity.id, **where
        ).exists()
    )


def stored_numbers() -> Counter[tuple[str, str]]:
    """How many records there are of each kind and agency."""
    agencies = SourceRecord.objects.values_list("kind", "agency").annotate(number=Count("pk"))
    found = Counter({(kind, agency): number for kind, agency, number in agencies.order_by()})
    links = Responsibility.objects.values_list("agency").annotate(number=Count("pk"))
    found.update({("responsibility", agency): number for agency, number in links.order_by()})
    return found


def check_share(
    deletions: list[tuple[str, Identity]], stored: Counter[tuple[str, str]] | None = None
) -> None:
    """Of what was ``stored`` before, or is now. Raises NeedsConfirmation."""
    if not deletions:
        return
    known = stored_numbers() if stored is None else stored
    for (kind, agency), number in Counter((k, i.agency) for k, i in deletions).items():
        if number > known[kind, agency] * DELETIONS_WITHOUT_ASKING:
            values = {"number": number, "stored": known[kind, agency], "kind": kind}
            raise NeedsConfirmation(
                _("%(number)s von %(stored)s (%(kind)s, %(agency)s) würden gelöscht.")
                % {**values, "agency": agency}
            )


def _delete_one(kind: str, identity: Identity, report: Report) -> None:
    where = {"agency": identity.agency, "source_id": identity.id}
    if kind == "responsibility":
        places.withdraw(identity)
    else:
        if model := MODELS.get(kind):
            record = model._default_manager.get(**where)
            if kind in {"service", "office"}:
                report.gone.add(f"{kind} {record.slug}")
            record.delete()
        else:
            Form.objects.filter(source_id=f"{identity.id}@{identity.agency}").delete()
        SourceRecord.objects.filter(kind=kind, **where).delete()
        orphans = _orphans(kind, identity).delete()[0]
        report.count("responsibility", "orphaned", orphans) if orphans else None
    report.count(kind, "deleted")


def _orphans(kind: str, identity: Identity) -> Any:
    if kind == "service":
        return Responsibility.objects.filter(service_agency=identity.agency, service_id=identity.id)
    return Responsibility.objects.filter(
        owner_kind=kind, owner_agency=identity.agency, owner_id=identity.id
    )


def missing(seen: set[tuple[str, Identity]]) -> list[tuple[str, Identity]]:
    """What is stored of the delivering agencies but not in a delivery of everything."""
    agencies = {identity.agency for _kind, identity in seen}
    stored = SourceRecord.objects.filter(agency__in=agencies)
    rows = stored.values_list("kind", "agency", "source_id").order_by("pk")
    found = [(kind, Identity(agency, id_)) for kind, agency, id_ in rows.iterator()]
    return [name for name in found if name not in seen]
