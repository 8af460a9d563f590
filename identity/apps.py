from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "identity"
    verbose_name = _("Konten")

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from allauth.socialaccount.providers import registry as allauth_providers
        from django.contrib.auth.signals import user_login_failed

        from identity import signal_handlers
        from identity.provider import SamlProvider
        from identity.saml.contrib.bundid.account import BundId
        from identity.saml.contrib.unternehmenskonto.account import Unternehmenskonto
        from identity.saml.registry import registry

        allauth_providers.register(SamlProvider)
        user_logged_in.connect(signal_handlers.after_sign_in)
        user_login_failed.connect(signal_handlers.after_failed_sign_in)
        authenticator_added.connect(signal_handlers.after_authenticator_added)
        authenticator_removed.connect(signal_handlers.after_authenticator_removed)
        registry.register(Unternehmenskonto())
        registry.register(BundId())
