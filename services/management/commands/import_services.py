"""manage.py import_services FILE… – service descriptions from files, folders or indexes."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.exchange import importing, registry
from services.exchange.base import MessageError
from services.models import ImportRun

NOTES_SHOWN = 50


class Command(BaseCommand):
    help = "Import service descriptions. Idempotent; refuses a wrong message whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", default="xzufi", choices=registry.names())
        parser.add_argument("--dry-run", action="store_true", help="report, write nothing")
        parser.add_argument(
            "--confirm-deletions",
            action="store_true",
            help="delete also more than a fifth, and what a complete delivery lacks",
        )
        parser.add_argument("--report", type=Path, help="where to write all reasons (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = importing.run(
                options["files"],
                actor=None,
                format_name=options["format"],
                dry_run=options["dry_run"],
                confirm_deletions=options["confirm_deletions"],
                shown=self._progress,
            )
        except (MessageError, importing.ImportBusy) as error:
            raise CommandError(str(error)) from error
        self._report(run, options["report"])
        if run.state != ImportRun.State.DONE:
            raise CommandError(str(run.get_state_display()))

    def _progress(self, file: str, records: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{file}: {records} records", ending=end)

    def _report(self, run: ImportRun, path: Path | None) -> None:
        for note in run.notes[:NOTES_SHOWN]:
            place = f"{note['file']} {note['record']}".strip()
            self.stdout.write(f"{note['outcome']}: {place}: {note['reason']}")
        if len(run.notes) > NOTES_SHOWN:
            self.stdout.write(f"… {len(run.notes) - NOTES_SHOWN} more; --report FILE has all")
        if path:
            path.write_text(importing.notes_as_csv(run), "utf-8")
        counts = ", ".join(f"{name} {number}" for name, number in sorted(run.counts.items()))
        self.stdout.write(f"{'dry run: ' if run.dry_run else ''}{counts}")
