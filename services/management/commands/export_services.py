"""manage.py export_services --out FILE – our services as an XZuFi transfer message.

With ``--offices`` the offices as a table instead, .csv or .xlsx, to be filled in and read back.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.exchange.contrib.offices import writing as offices
from services.exchange.contrib.xzufi import writer


class Command(BaseCommand):
    help = "Export published services as XZuFi 2.2.0. The same content gives the same bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--agency", default="", help="only services of this source")

        parser.add_argument("--offices", action="store_true", help="offices as .csv or .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["offices"]:
            self._offices(options["out"])
            return
        with options["out"].open("wb") as out:
            number = writer.write(out, agency=options["agency"])
        self.stdout.write(f"exported {number}")

    def _offices(self, out: Path) -> None:
        name = out.suffix.lower().removeprefix(".")
        if name not in offices.FORMATS:
            raise CommandError("The name of the table has to end in .csv or .xlsx.")
        out.write_bytes(offices.export(name))
        self.stdout.write(f"exported {out}")
