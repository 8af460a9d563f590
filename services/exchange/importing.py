"""The import: messages one after the other, each in a transaction of its own.

A delivery of everything (a folder with index.txt) is one transaction: half of it is worse than
none. A run that was killed goes on behind the last message that is in.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from identity.models import User
from services.exchange import progress, registry, writing
from services.exchange.ahead import Ahead, held, seldom_collected
from services.exchange.base import (
    Delete,
    Format,
    Identity,
    Message,
    MessageError,
    Note,
    Progress,
    SourceUnavailable,
)
from services.exchange.ledger import NOTES_AT_MOST, Report
from services.exchange.writing import MessageWriter, NeedsConfirmation, Parts
from services.models import ImportedMessage, ImportRun, Office, Service
from services.search import index

LOCK = 5_160_770
# Of the search index: a document that is written alone costs a tenth more than one of a rebuild
# (1.07 and 0.95 ms of 10,000).
REBUILD_ABOVE = 0.8
# Texts of such a file are public at once, and whoever hands it in may have written them.
BY_HAND = {"xzufi"}
PART = " (unvollständig)"


class ImportBusy(Exception):
    """Another import is running."""


class _Undo(Exception):
    """Ends the transaction of a dry run."""


def run(
    paths: Sequence[Path | str],
    *,
    actor: User | None,
    format_name: str = "xzufi",
    dry_run: bool = False,
    confirm_deletions: bool = False,
    shown: Progress = lambda _file, _records: None,
) -> ImportRun:
    """Import files, folders, indexes, or what a ``Wish`` asks a source for.

    Raises ImportBusy, and MessageError for a format that nobody registered.

    Files that are refused do not stop the others; the run's state and notes say so.
    """
    registry.get(format_name)
    record = request(
        paths, actor=actor, format_name=format_name, dry_run=dry_run, confirmed=confirm_deletions
    )
    execute(record, shown=shown)
    return record


def request(
    paths: Sequence[Path | str],
    *,
    actor: User | None,
    format_name: str = "xzufi",
    dry_run: bool = False,
    confirmed: bool = False,
) -> ImportRun:
    """A run to be executed: the interrupted one of the same files, or a new one."""
    sources = [str(path) for path in paths]
    last = ImportRun.objects.filter(origin=format_name, sources=sources).first()
    unfinished = last is not None and last.state == ImportRun.State.RUNNING and not last.dry_run
    if last is not None and unfinished and not dry_run:
        last.deletions_confirmed = last.deletions_confirmed or confirmed
        last.save(update_fields=["deletions_confirmed"])
        return last
    return ImportRun.objects.create(
        origin=format_name,
        sources=sources,
        actor=actor,
        dry_run=dry_run,
        deletions_confirmed=confirmed,
    )


def may_adopt(record: ImportRun, actor: User) -> bool:
    """Whether this person may do for real what the dry run showed: four eyes for files by hand."""
    return record.origin not in BY_HAND or record.actor_id != actor.pk


def adopt(record: ImportRun, *, actor: User) -> ImportRun:
    """The real run of what was tried. Raises MessageError."""
    if not record.may_be_done_for_real:
        raise MessageError(_("Dieser Import ist kein abgeschlossener Probelauf."))
    if not may_adopt(record, actor):
        raise MessageError(
            _("Diese Datei haben Sie eingereicht. Übernehmen muss sie jemand anders.")
        )
    return request(record.sources, actor=actor, format_name=record.origin)


def confirm(record: ImportRun, *, actor: User) -> None:
    """A person agrees to what would be deleted; the run has to be executed once more."""
    if record.state != ImportRun.State.WAITING:
        raise MessageError(_("Dieser Import wartet auf keine Bestätigung."))
    record.deletions_confirmed = True
    record.state, record.notes, record.counts = ImportRun.State.RUNNING, [], {}
    record.save(update_fields=["deletions_confirmed", "state", "notes", "counts"])
    log(record, "services.import.confirm", user=actor)


def execute(record: ImportRun, *, shown: Progress = lambda _file, _records: None) -> None:
    """Do, or go on with, what was requested. Raises ImportBusy."""
    with _alone():
        job = _Job(record, registry.get(record.origin), shown)
        for source in record.sources:
            job.take(source)
        job.end()
        if not record.dry_run:
            reindex(job.total)
        log(record, "services.import", user=record.actor, data={"counts": record.counts})


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise ImportBusy(_("Es läuft schon ein Import."))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class _Job:
    """One run while it runs."""

    def __init__(self, run_: ImportRun, format_: Format, shown: Progress) -> None:
        self.run, self.format, self.shown = run_, format_, shown
        self.dry, self.confirmed = run_.dry_run, run_.deletions_confirmed
        self.total = Report()
        self.total.counts = Counter(run_.counts)
        self.total.notes = list(run_.notes)
        # What was read before a kill is not in the search either.
        self.total.resumed = run_.messages.exists()
        self.state = ImportRun.State.DONE

    def take(self, source: str) -> None:
        try:
            messages, complete = self.format.messages(source, self._progress)
        except (MessageError, SourceUnavailable) as error:
            self._refuse(Path(source).name, str(error))
            return
        for batch in [messages] if complete else [[message] for message in messages]:
            self._take_batch(batch, complete=complete)
        self.format.finished(source)

    def _take_batch(self, batch: list[Message], *, complete: bool) -> None:
        name = batch[0].name
        if all(self._is_in(message) for message in batch):
            self.total.note(name, Note(name, _("Schon vor der Unterbrechung eingelesen.")))
            return
        report = Report()
        try:
            self._write(batch, report, complete=complete)
        except MessageError as error:
            self._refuse(name, str(error))
        except NeedsConfirmation as error:
            self._refuse(name, str(error), waiting=True)
        else:
            self._add(report)

    def _is_in(self, message: Message) -> bool:
        return self.run.messages.filter(name=message.name, fingerprint=message.fingerprint).exists()

    def _write(self, batch: list[Message], report: Report, *, complete: bool) -> None:
        if not complete and not self.dry and self.format.is_large(batch[0]):
            with seldom_collected():
                self._write_in_parts(batch[0], report)
            return
        try:
            with transaction.atomic():
                self._read_all(batch, report, complete=complete)
                if self.dry:
                    raise _Undo
        except _Undo:
            pass

    def _read_all(self, batch: list[Message], report: Report, *, complete: bool) -> None:
        seen: set[tuple[str, Identity]] = set()
        for message in batch:
            writer = MessageWriter(message, report, self._progress)
            writer.take(self.format.items(message))
            writer.settle()
            writing.delete(writer.deletions, report, message.name, confirmed=self.confirmed)
            seen |= writer.seen
            self._is_now_in(message, report)
        if complete:
            self._missing(seen, report, batch[0].name)
        self._save(report)

    def _is_now_in(self, message: Message, report: Report) -> None:
        ImportedMessage.objects.create(
            run=self.run,
            name=message.name,
            fingerprint=message.fingerprint,
            counts=dict(report.counts),
        )

    def _write_in_parts(self, message: Message, report: Report) -> None:
        """A large message: once it is known to be whole, each batch is committed."""
        stored = writing.stored_numbers()

        def agree(deletions: list[Delete]) -> None:
            if not self.confirmed:
                named = writing.stored_of([(d.kind, d.identity) for d in deletions])
                writing.check_share(named, stored)

        with Ahead(self.format.items(message)) as items, held(items, agree) as batch:
            part, _new = ImportedMessage.objects.get_or_create(
                run=self.run, name=message.name + PART, fingerprint=message.fingerprint
            )

            def done(number: int) -> None:
                part.counts = {"items": number}
                part.save(update_fields=["counts"])
                self._save(report)

            parts = Parts(part.counts.get("items", 0), batch, done)
            writer = MessageWriter(message, report, self._progress, parts)
            writer.take(items)
        with transaction.atomic():
            writer.settle()
            writing.delete(writer.deletions, report, message.name, confirmed=True)
            self._is_now_in(message, report)
            part.delete()
            self._save(report)

    def _missing(self, seen: set[tuple[str, Identity]], report: Report, file: str) -> None:
        """A delivery of everything that lacks a little deletes nothing by itself."""
        gone = writing.missing(seen)
        if self.confirmed:
            writing.delete(gone, report, file, confirmed=True)
            return
        writing.check_share(gone)
        for kind, identity in gone:
            reason = _("Nicht mehr geliefert; bleibt, bis jemand das Löschen bestätigt.")
            report.note(file, Note(f"{kind} {identity}", reason))

    def _progress(self, file: str, records: int) -> None:
        progress.report(self.run.pk, file, records)
        self.shown(file, records)

    def _refuse(self, name: str, reason: str, *, waiting: bool = False) -> None:
        self.total.counts["files waiting" if waiting else "files refused"] += 1
        outcome = "waiting" if waiting else "refused"
        entry = {"file": name, "record": "", "reason": reason, "outcome": outcome}
        self.total.notes.insert(0, entry)
        state = ImportRun.State.WAITING if waiting else ImportRun.State.FAILED
        if self.state != ImportRun.State.WAITING:
            self.state = state

    def _add(self, report: Report) -> None:
        total = self.total
        total.counts += report.counts
        total.counts["files read"] += 1
        total.notes = (total.notes + report.notes)[:NOTES_AT_MOST]
        total.services |= report.services
        total.offices |= report.offices
        total.gone |= report.gone

    def _save(self, report: Report) -> None:
        self.run.counts = dict(self.total.counts + report.counts)
        self.run.notes = (self.total.notes + report.notes)[:NOTES_AT_MOST]
        self.run.save(update_fields=["counts", "notes"])

    def end(self) -> None:
        progress.finish()
        self.run.state, self.run.finished_at = self.state, timezone.now()
        self._save(Report())
        self.run.save(update_fields=["state", "finished_at"])


def reindex(report: Report) -> None:
    """Search follows: what changed, or everything where that is less work."""
    changed = len(report.services) + len(report.offices)
    if report.resumed or changed > REBUILD_ABOVE * index.size():
        index.rebuild()
        return
    slugs = dict.fromkeys(
        Service.objects.filter(pk__in=report.services).values_list("slug", flat=True)
    )
    offices = dict.fromkeys(
        Office.objects.filter(pk__in=report.offices).values_list("slug", flat=True)
    )
    for gone in report.gone:
        kind, _blank, slug = gone.partition(" ")
        (slugs if kind == "service" else offices)[slug] = None
    if slugs:
        index.update("service", slugs)
    if offices:
        index.update("office", offices)


def notes_as_csv(run: ImportRun) -> str:
    """Every reason of the run. A cell that a spreadsheet would calculate is defused."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(["outcome", "file", "record", "reason"])
    for note in run.notes:
        cells = [note[name] for name in ("outcome", "file", "record", "reason")]
        rows.writerow([f"'{cell}" if cell[:1] in "=+-@\t" and cell else cell for cell in cells])
    return out.getvalue()
