"""manage.py council_report --date YYYY-MM-DD --format html,pdf,csv,json,xlsx --out DIR

Where a report was released for the day of the snapshot, its files come out as the council got
them, explanations and all. Otherwise the report is made from the snapshot: the same bytes for
the same snapshot.
"""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ozg_catalog.models import CouncilReport, Municipality, Snapshot
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
        released = CouncilReport.objects.standing(snapshot)
        options["out"].mkdir(parents=True, exist_ok=True)
        for name in options["format"]:
            path = options["out"] / f"digitalisierungsbericht-{snapshot.on.isoformat()}.{name}"
            path.write_bytes(_content(released, snapshot, name))
            self.stdout.write(f"{path}")
        shown = released.snapshot if released else snapshot
        self.stdout.write(f"snapshot {shown.on} sha256 {shown.digest}")
        number = f"released as number {released.number}" if released else "not released"
        self.stdout.write(number)


def _content(released: CouncilReport | None, snapshot: Snapshot, name: str) -> bytes:
    if released:
        file = released.files.get(format=name)
        if not file.is_intact():
            raise CommandError(f"{file} does not match its checksum.")
        return bytes(file.content)
    return render(Report.of(snapshot), name)
