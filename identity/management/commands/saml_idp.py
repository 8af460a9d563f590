"""Choose or show the identity provider behind an account."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError

from identity.models import IdentityProvider, MetadataSource
from identity.saml import identity_providers, refresh
from identity.saml.metadata import MetadataError
from identity.saml.refresh import RefreshError
from identity.saml.registry import registry


class Command(BaseCommand):
    help = "Load the metadata of the identity provider of an account, or show the current one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="unternehmenskonto or bundid")
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--metadata", type=Path, help="file with the provider's metadata")
        action.add_argument("--address", help="https address to fetch new metadata from")
        action.add_argument("--refresh", action="store_true", help="fetch from that address now")
        action.add_argument("--confirm", metavar="SHA256", help="use the waiting metadata")
        action.add_argument("--show", action="store_true", help="show the current and former ones")
        parser.add_argument("--signer", type=Path, help="PEM certificate that signs the metadata")

    def handle(self, *_args: Any, account: str, **options: Any) -> None:
        if registry.get(account) is None:
            names = ", ".join(each.slug for each in registry.all())
            raise CommandError(f"There is no account {account!r}. Use one of: {names}.")
        try:
            self.act(account, options)
        except (MetadataError, RefreshError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            reason = f"{error.filename} cannot be read ({error.strerror})."
            raise CommandError(reason) from error

    def act(self, account: str, options: dict[str, Any]) -> None:
        if file := options.get("metadata"):
            self.load(account, file)
        elif address := options.get("address"):
            signer = options["signer"].read_text() if options.get("signer") else ""
            refresh.set_source(account, address=address, signer=signer, actor=None)
            self.refresh(account)
        elif options.get("refresh"):
            self.refresh(account)
        elif digest := options.get("confirm"):
            self.report(account, refresh.confirm(account, digest, actor=None))
        else:
            self.show(account)

    def refresh(self, account: str) -> None:
        result = refresh.refresh(account)
        self.stdout.write(f"{account}: {result.value}")
        if result == MetadataSource.Result.WAITING:
            digest = MetadataSource.objects.get(account=account).waiting_sha256
            self.stdout.write(f"  compare with the operator, then: --confirm {digest}")

    def load(self, account: str, file: Path) -> None:
        self.report(account, identity_providers.load(account, file.read_bytes(), actor=None))

    def report(self, account: str, provider: IdentityProvider) -> None:
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
