"""Where allauth asks this portal how it wants things."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.crypto import get_random_string

from identity import second_factor
from identity.models import User
from identity.saml.registry import registry


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up here: staff are made by administrators, others come from the state."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failed sign-ins count for this name from this address, see ACCOUNT_RATE_LIMITS."""
        name = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{name}:{self.get_client_ip(request)}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if user.is_authenticated and user.has_perm("wagtailadmin.access_admin"):
            return resolve_url("wagtailadmin_home")
        return resolve_url("identity:account")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names the city in authenticator apps, and lets staff not end up without a factor."""

    def get_totp_issuer(self) -> str:
        return f"Stadt {settings.PORTAL_CITY}"

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return second_factor.may_remove(authenticator)


class StateAccountAdapter(DefaultSocialAccountAdapter):
    """Makes the user behind a state account, with nothing more than a name."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A person who was here before: refresh what the state account says."""
        if sociallogin.is_existing:
            _enter(request, sociallogin)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """A person's first sign-in."""
        user = super().save_user(request, sociallogin, form)
        _enter(request, sociallogin)
        return user

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user = sociallogin.user
        assert isinstance(user, User)
        user.username = f"{sociallogin.account.provider}-{get_random_string(20)}"
        user.first_name = data.get("first_name", "")
        user.last_name = data.get("last_name", "")
        return user


def _enter(request: HttpRequest, sociallogin: SocialLogin) -> None:
    user, person = sociallogin.user, sociallogin.person
    assert isinstance(user, User)
    account_type = registry.get_or_404(sociallogin.account.provider)
    invitation = sociallogin.state.get("invitation", "")
    account_type.enter(actor=user, person=person, invitation=invitation)
