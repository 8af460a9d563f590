"""Hooks into signals of allauth."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from wagtail.log_actions import log

from identity import sign_ins
from identity.models import User


def after_authenticator_added(
    request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    """Setting one up takes using it, so this session counts as confirmed."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(
            request, user, method="mfa", type=authenticator.type, id=authenticator.pk
        )
        request.session.save()  # this may run after the response has gone out
    log(user, "identity.factor.add", user=user, data={"type": authenticator.type})


def after_sign_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    methods = sign_ins.methods_of(request, user)
    sign_ins.record(user, methods)
    if "password" in methods:
        sign_ins.count(sign_ins.STAFF, sign_ins.SUCCESS)


def after_failed_sign_in(**_kwargs: Any) -> None:
    """Counted without the name that was typed: it may be anybody's, or a password."""
    sign_ins.count(sign_ins.STAFF, sign_ins.STAFF_REFUSED)


def after_authenticator_removed(user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    log(user, "identity.factor.remove", user=user, data={"type": authenticator.type})
