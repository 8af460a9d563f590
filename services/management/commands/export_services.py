"""manage.py export_services --out FILE – our services as an XZuFi transfer message."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from services.exchange.contrib.xzufi import writer


class Command(BaseCommand):
    help = "Export published services as XZuFi 2.2.0. The same content gives the same bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--agency", default="", help="only services of this source")

    def handle(self, *args: Any, **options: Any) -> None:
        with options["out"].open("wb") as out:
            number = writer.write(out, agency=options["agency"])
        self.stdout.write(f"exported {number}")
