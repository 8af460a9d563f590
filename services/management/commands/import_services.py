"""manage.py import_services FILE… – service descriptions from files, folders or indexes.

With ``--source`` instead of files: fetched from a remote source, by LeiKa key.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.exchange import importing, registry
from services.exchange.base import MessageError
from services.exchange.wishes import Wish
from services.models import ImportRun

NOTES_SHOWN = 50


class Command(BaseCommand):
    help = "Import service descriptions. Idempotent; refuses a wrong message whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--format", default="xzufi", choices=registry.names())
        self._add_source(parser)
        parser.add_argument("--dry-run", action="store_true", help="report, write nothing")
        parser.add_argument(
            "--confirm-deletions",
            action="store_true",
            help="delete also more than a fifth, and what a complete delivery lacks",
        )
        parser.add_argument("--report", type=Path, help="where to write all reasons (CSV)")

    def _add_source(self, parser: ArgumentParser) -> None:
        sources = [source.name for source in registry.sources()]
        parser.add_argument("--source", choices=sources, help="fetch instead of reading files")
        parser.add_argument(
            "--keys", nargs="+", default=[], help="LeiKa keys; default: those of the directory"
        )
        parser.add_argument("--ars", default="", help="area; default: the city")
        parser.add_argument(
            "--editors", default="", help="whose texts (FIM redaktion_id); default: federal ones"
        )
        parser.add_argument(
            "--publish", action="store_true", help="show new ones at once, not as drafts"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            what, format_name = self._wanted(options)
            run = importing.run(
                what,
                actor=None,
                format_name=format_name,
                dry_run=options["dry_run"],
                confirm_deletions=options["confirm_deletions"],
                shown=self._progress,
            )
        except (MessageError, importing.ImportBusy) as error:
            raise CommandError(str(error)) from error
        self._report(run, options["report"])
        if run.state != ImportRun.State.DONE:
            raise CommandError(str(run.get_state_display()))

    def _wanted(self, options: dict[str, Any]) -> tuple[list[Path | str], str]:
        if bool(options["files"]) == bool(options["source"]):
            raise CommandError("Name files, or a source with --source; not both.")
        if not options["source"]:
            return list(options["files"]), options["format"]
        wish = Wish(tuple(options["keys"]), options["ars"], options["editors"], options["publish"])
        wish.check()
        return [str(wish)], options["source"]

    def _progress(self, file: str, records: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"{file}: {records}", ending=end)

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
