"""manage.py import_catalogue FILE [FILE] – OZG/LeiKa catalogue files, in any order."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ozg_catalog.catalogue_import import Kind, Result, import_file, kind_of, write_rejects
from ozg_catalog.errors import CatalogueError


class Command(BaseCommand):
    help = "Import OZG services and LeiKa entries from CSV. Idempotent; wrong rows are rejected."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--name", default="", help="name of the edition (default: file name)")
        parser.add_argument("--dated", type=date.fromisoformat, help="date of the edition")
        parser.add_argument("--source", default="", help="where the file comes from")
        parser.add_argument("--rejects", type=Path, help="where to write rejected rows (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # Entries refer to services, so those go first.
            files = sorted(options["files"], key=lambda path: kind_of(path) != Kind.SERVICES)
            results = [
                import_file(
                    path,
                    name=options["name"],
                    dated_on=options["dated"],
                    source=options["source"],
                )
                for path in files
            ]
        except (CatalogueError, OSError) as error:
            raise CommandError(str(error)) from error
        self._report(results)
        self._write_rejects(results, options["rejects"], files[0])

    def _report(self, results: list[Result]) -> None:
        for result in results:
            self.stdout.write(f"{result.kind}: read {result.read}, {_counts(result)}")
        total = Result("total")
        for result in results:
            total.created += result.created
            total.changed += result.changed
            total.unchanged += result.unchanged
            total.rejects += result.rejects
        self.stdout.write(f"total: read {total.read}, {_counts(total)}")

    def _write_rejects(self, results: list[Result], path: Path | None, first: Path) -> None:
        if path is None:
            path = settings.VAR_DIR / "imports" / f"{first.stem}-rejects.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_rejects(path, results)
        self.stdout.write(f"rejects: {path}")


def _counts(result: Result) -> str:
    return (
        f"created {result.created}, changed {result.changed}, "
        f"unchanged {result.unchanged}, rejected {result.rejected}"
    )
