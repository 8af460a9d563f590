"""Who can sign in to the demonstration: personas of the simulated accounts, and staff codes."""

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from identity.models import IdentityProvider, User
from identity.simulator.accounts import PERSONAS
from identity.simulator.authenticator import SECRET

ROLES = {"unternehmenskonto": "business", "bundid": "citizen"}


def equip(user: User) -> str:
    """Give an example account the second factor that everybody knows; says its secret."""
    if settings.PORTAL_PRODUCTION:
        raise ImproperlyConfigured("The second factor of the example accounts is published.")
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)
    return SECRET


def describe() -> dict[str, Any]:
    """``accounts``: whom the sign-in page of a simulated account offers, and where it begins."""
    codes = codes_address()
    return {
        "addresses": {"second_factor_codes": codes} if codes else {},
        "accounts": [
            {
                "role": ROLES[account],
                "name": persona["label"],
                "persona": persona["id"],
                "sign_in": f"/saml/{account}/anmelden",
            }
            for account, personas in PERSONAS.items()
            for persona in personas
        ],
    }


def codes_address() -> str:
    """The simulated authenticator app, at the simulated state account."""
    provider = IdentityProvider.objects.current("unternehmenskonto")
    if provider is None:
        return ""
    address = urlsplit(provider.sso_address)
    return f"{address.scheme}://{address.netloc}/codes"
