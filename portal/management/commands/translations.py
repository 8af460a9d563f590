"""`manage.py translations --update|--check|--compile`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal import translations


class Command(BaseCommand):
    help = "Takes texts into the English catalogues, checks them, compiles them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_mutually_exclusive_group(required=True)
        for name, verb, purpose in (
            ("--update", self._update, "take new texts into the .po files"),
            ("--check", self._check, "fail when English is incomplete"),
            ("--compile", self._compile, "write the .mo files"),
        ):
            verbs.add_argument(name, action="store_const", const=verb, dest="verb", help=purpose)

    def handle(self, *args: Any, **options: Any) -> None:
        options["verb"]()

    def _update(self) -> None:
        for app in translations.APPS:
            if translations.update(app):
                self.stdout.write(f"{translations.catalogue_path(app)}: updated")

    def _check(self) -> None:
        faults = [fault for app in translations.APPS for fault in translations.faults(app)]
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} texts are not ready for English readers.")
        self.stdout.write("All texts have their English translation.")

    def _compile(self) -> None:
        for path in translations.compile_catalogues():
            self.stdout.write(f"{path}: compiled")
