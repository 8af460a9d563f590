"""``manage.py open_release``: the office opens a saved package on a machine of its own."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guestreg.errors import OfficeKeyError
from guestreg.exports.registry import EXPORTERS
from guestreg.keyfile import unwrap
from guestreg.release import open_package


class Command(BaseCommand):
    help = "Open a released package with an officer's key file and write it in one format."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("package", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="the officer's key file")
        parser.add_argument("--format", choices=sorted(EXPORTERS), default="xlsx")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--passphrase-file", type=Path, help="asked for where it is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["passphrase_file"]
        passphrase = file.read_text().strip() if file else getpass("Passphrase: ")
        try:
            key = unwrap(options["key"].read_text(), passphrase)
            facts, rows = open_package(options["package"].read_text(), key)
        except OfficeKeyError as error:
            raise CommandError(str(error)) from error
        options["out"].write_bytes(EXPORTERS[options["format"]].export(facts, rows))
        self.stdout.write(f"{len(rows)} visits written to {options['out']}")
