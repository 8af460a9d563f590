"""manage.py import_catalogue FILE [FILE] – catalogue files of all kinds, in any order."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ozg_catalog.catalogue_import import (
    ImplausibleError,
    Result,
    import_bytes,
    import_file,
    kind_of,
    write_rejects,
)
from ozg_catalog.directory_rows import joined
from ozg_catalog.edition_files import Kind
from ozg_catalog.errors import CatalogueError


class Command(BaseCommand):
    help = (
        "Import OZG services, LeiKa entries, the FIM Leistungskatalog or an export of the dashboard"
        " from CSV. Idempotent; wrong rows are rejected; a change of more than a fifth of the rows"
        " stops."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--name", default="", help="name of the edition (default: file name)")
        parser.add_argument("--dated", type=date.fromisoformat, help="date of the edition")
        parser.add_argument("--source", default="", help="where the file comes from")
        parser.add_argument(
            "--area",
            default=settings.PORTAL_ARS,
            help="area (ARS) of a dashboard export; its pages may be given as several files",
        )
        parser.add_argument(
            "--accept-large-change",
            action="store_true",
            help="go on although more than a fifth of the rows change",
        )
        parser.add_argument("--rejects", type=Path, help="where to write rejected rows (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            # Entries refer to services, so those go first.
            files = sorted(options["files"], key=lambda path: kind_of(path) != Kind.SERVICES)
            results = self._import(files, options)
        except ImplausibleError as error:
            raise CommandError(f"{error} (--accept-large-change)") from error
        except (CatalogueError, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self._report(results)
        self._write_rejects(results, options["rejects"], files[0])

    @transaction.atomic
    def _import(self, files: list[Path], options: dict[str, Any]) -> list[Result]:
        """The pages of an export become one edition; every other file is one of its own."""
        described = {
            "name": options["name"],
            "dated_on": options["dated"],
            "source": options["source"],
            "large_change": options["accept_large_change"],
        }
        pages = [path for path in files if kind_of(path) == Kind.DIRECTORY]
        results = [import_file(path, **described) for path in files if path not in pages]
        if pages:
            content = joined([path.read_bytes() for path in pages])
            area = options["area"]
            results.append(import_bytes(content, pages[0].name, area=area, **described))
        return results

    def _report(self, results: list[Result]) -> None:
        for result in results:
            self.stdout.write(f"{result.kind}: read {result.read}, {_counts(result)}")
            if result.retired:
                self.stdout.write(
                    f"{result.kind}: {result.retired} no longer named; they stay until somebody"
                    " confirms the edition in /verwaltung/digitalisierung/katalogausgaben/"
                )
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
