"""Make, activate and list the portal's own SAML keys."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from identity.saml import keyring
from identity.saml.keyring import CURRENT, NEXT, PREVIOUS, KeyringError
from identity.saml.registry import registry


class Command(BaseCommand):
    help = "Make, activate and list the portal's own SAML keys (files below SAML_KEY_DIR)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="action", required=True)
        for action, text in (
            ("new", "make the first key, or the next one"),
            ("activate", "sign with the next key from now on"),
        ):
            commands.add_parser(action, help=text).add_argument("account")
        commands.add_parser("ensure", help="make a first key for each account that has none")
        commands.add_parser("list", help="show all keys with their last day")

    def handle(self, *_args: Any, action: str, account: str = "", **_options: Any) -> None:
        if account and registry.get(account) is None:
            names = ", ".join(each.slug for each in registry.all())
            raise CommandError(f"There is no account {account!r}. Use one of: {names}.")
        try:
            getattr(self, f"do_{action}")(account)
        except KeyringError as error:
            raise CommandError(str(error)) from error

    def do_new(self, account: str) -> None:
        self.stdout.write(f"{account}: new {keyring.new(account)} key")

    def do_activate(self, account: str) -> None:
        keyring.activate(account)
        self.stdout.write(f"{account}: the next key signs now; the former one still opens messages")

    def do_ensure(self, _account: str) -> None:
        for account in registry.all():
            if keyring.pair(account.slug, CURRENT) is None:
                self.do_new(account.slug)

    def do_list(self, _account: str) -> None:
        for account in registry.all():
            for place in (PREVIOUS, CURRENT, NEXT):
                if pair := keyring.pair(account.slug, place):
                    days = (pair.expires_at - timezone.now()).days
                    self.stdout.write(
                        f"{account.slug} {place}: until {pair.expires_at:%Y-%m-%d} ({days} days)"
                    )
