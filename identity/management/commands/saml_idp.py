"""Choose or show the identity provider behind an account."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from identity.models import IdentityProvider
from identity.saml import identity_providers
from identity.saml.metadata import MetadataError
from identity.saml.registry import registry


class Command(BaseCommand):
    help = "Load the metadata of the identity provider of an account, or show the current one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="unternehmenskonto or bundid")
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--metadata", type=Path, help="file with the provider's metadata")
        action.add_argument("--show", action="store_true", help="show the current and former ones")

    def handle(self, *_args: Any, account: str, metadata: Path | None, **_options: Any) -> None:
        if registry.get(account) is None:
            names = ", ".join(each.slug for each in registry.all())
            raise CommandError(f"There is no account {account!r}. Use one of: {names}.")
        if metadata is None:
            self.show(account)
        else:
            self.load(account, metadata)

    def load(self, account: str, file: Path) -> None:
        try:
            provider = identity_providers.load(account, file.read_bytes(), actor=None)
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({error.strerror}).") from error
        except MetadataError as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(f"{account}: {provider.entity_id}, sign-in at {provider.sso_address}")

    def show(self, account: str) -> None:
        providers = IdentityProvider.objects.filter(account=account)
        if not providers:
            self.stdout.write(f"{account}: none. Load one with --metadata FILE.")
        for provider in providers:
            self.describe(provider)

    def describe(self, provider: IdentityProvider) -> None:
        until = f", replaced {provider.replaced_at:%Y-%m-%d %H:%M}" if provider.replaced_at else ""
        self.stdout.write(
            f"{provider.entity_id} (loaded {provider.loaded_at:%Y-%m-%d %H:%M}{until})"
        )
        self.stdout.write(f"  sign-in at {provider.sso_address}")
        self.stdout.write(f"  sha256 {provider.sha256}")
        for body in provider.certificates:
            certificate = x509.load_pem_x509_certificate(identity_providers.pem(body).encode())
            self.stdout.write(
                f"  certificate {certificate.subject.rfc4514_string()}, "
                f"valid until {certificate.not_valid_after_utc:%Y-%m-%d}"
            )
