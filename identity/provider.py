"""allauth's view of the state accounts. allauth finds providers in a module of this name."""

from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base import Provider, ProviderAccount
from django.http import HttpRequest
from django.urls import reverse

from identity.saml.base import Person


class SamlAccount(ProviderAccount):
    pass


class SamlProvider(Provider):
    """Hands a person whom ``identity.saml`` has checked to allauth's sign-in."""

    id = "saml"
    name = "SAML"
    account_class = SamlAccount
    supports_redirect = True

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("saml:login", kwargs={"account": self.app.client_id})

    def extract_uid(self, data: Person) -> str:
        return data.key

    def extract_extra_data(self, data: Person) -> dict[str, Any]:
        """Nothing: what the portal keeps of a person, it keeps in its own models."""
        return {}

    def extract_common_fields(self, data: Person) -> dict[str, Any]:
        return {"first_name": data.first_name, "last_name": data.last_name}

    def unstash_redirect_state_or_none(self, identifier: str) -> dict[str, Any] | None:
        """What was remembered when this browser asked, if it was this browser."""
        return statekit.unstash_state(self.request, provider_id=self.sub_id, state_id=identifier)


def provider_for(request: HttpRequest, slug: str) -> SamlProvider:
    return SamlProvider(request, get_adapter().get_app(request, provider=slug))


provider_classes = [SamlProvider]
