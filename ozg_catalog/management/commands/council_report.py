"""manage.py council_report --date YYYY-MM-DD --format html,pdf,csv,json,xlsx --out DIR"""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ozg_catalog.models import Municipality, Snapshot
from ozg_catalog.reports import FORMATS, Report, render


def formats(text: str) -> list[str]:
    chosen = [name.strip() for name in text.split(",")]
    if unknown := sorted(set(chosen) - set(FORMATS)):
        raise ArgumentTypeError(f"unknown format {', '.join(unknown)}; known: {', '.join(FORMATS)}")
    return chosen


class Command(BaseCommand):
    help = "Write the council report as of a date, from the latest snapshot on or before it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--format", default=list(FORMATS), type=formats, metavar="html,pdf,…")
        parser.add_argument("--out", default=Path(), type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        day: date = options["date"]
        snapshot = Snapshot.objects.as_of(Municipality.objects.home(), day)
        if snapshot is None:
            raise CommandError(f"No snapshot on or before {day}. Freeze one in /verwaltung/ first.")
        if not snapshot.is_intact():
            raise CommandError(f"Snapshot {snapshot.pk} does not match its digest.")
        report = Report.of(snapshot)
        options["out"].mkdir(parents=True, exist_ok=True)
        for name in options["format"]:
            path = options["out"] / f"digitalisierungsbericht-{snapshot.on.isoformat()}.{name}"
            path.write_bytes(render(report, name))
            self.stdout.write(f"{path}")
        self.stdout.write(f"snapshot {snapshot.on} sha256 {snapshot.digest}")
