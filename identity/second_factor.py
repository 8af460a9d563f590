"""Staff need a second factor: nothing of the administration opens with a password alone."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from identity.models import User

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_staff_member(user: User) -> bool:
    """Whoever may open the administration."""
    return user.has_perm("wagtailadmin.access_admin")


def was_used(request: HttpRequest) -> bool:
    """Whether this session was opened, or since confirmed, with a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def has_one(user: User) -> bool:
    return is_mfa_enabled(user, FACTORS)


def may_remove(authenticator: Authenticator) -> bool:
    """Staff keep at least one factor."""
    user = authenticator.user
    assert isinstance(user, User)
    if not is_staff_member(user) or authenticator.type not in FACTORS:
        return True
    return Authenticator.objects.filter(user=user, type__in=FACTORS).count() > 1


def middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Guards every address of the administration, whatever view answers it."""

    def guard(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("wagtailadmin_home")) and _is_missing(request):
            return _lead_on(request)
        return get_response(request)

    return guard


def _is_missing(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and is_staff_member(user) and not was_used(request)


def _lead_on(request: HttpRequest) -> HttpResponse:
    """To set one up; who has one but did not use it signs in again."""
    assert isinstance(request.user, User)
    if not has_one(request.user):
        return redirect("identity:second-factor")
    logout(request)
    return redirect_to_login(request.get_full_path(), reverse("account_login"))
