"""manage.py import_streets FILE --source TEXT – which office serves which house."""

import datetime
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from services.addresses import directory

FAULTS_SHOWN = 50


class Command(BaseCommand):
    help = "Replace the street directory by a CSV file. A file with a fault is refused whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=f"columns: {', '.join(directory.COLUMNS)}")
        parser.add_argument("--source", required=True, help="who made the file; readers see it")
        parser.add_argument("--date", type=datetime.date.fromisoformat, help="of what day it is")
        parser.add_argument("--dry-run", action="store_true", help="check, write nothing")
        parser.add_argument(
            "--confirm-deletions", action="store_true", help="even if more than a fifth goes"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = self._read(options["file"])
        if options["dry_run"]:
            self.stdout.write(f"dry run: {len(rows)} rows without a fault")
            return
        try:
            edition = directory.replace(
                rows,
                actor=None,
                source=options["source"],
                as_of=options["date"] or timezone.localdate(),
                confirm_deletions=options["confirm_deletions"],
            )
        except directory.NeedsConfirmation as error:
            raise CommandError(f"{error} (--confirm-deletions)") from error
        self.stdout.write(f"streets {edition.streets}, sections {edition.sections}")

    def _read(self, file: Path) -> list[directory.Row]:
        try:
            return directory.read(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except directory.DirectoryError as error:
            for fault in error.faults[:FAULTS_SHOWN]:
                self.stderr.write(str(fault))
            text = f"{file}: {len(error.faults)} faults, nothing was changed"
            raise CommandError(text) from error
