"""Dangerous acts need somebody who has just signed in: a session left open is not enough.

Staff confirm with password or second factor here, people with a state account by signing in
there once more, which every request of ours demands (ForceAuthn).
"""

import datetime as dt
import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from identity.models import User

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)

FRESH = dt.timedelta(minutes=15)
# Who decides about roles: Wagtail's users and groups, and whom the portal believes.
GUARDED = ("wagtailusers_users:index", "wagtailusers_groups:index")


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved who they are within the last quarter of an hour."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest < FRESH.total_seconds()


def confirm(request: HttpRequest, target: str) -> HttpResponseRedirect:
    """To the page where this person confirms who they are, and from there on to ``target``."""
    if request.method == "POST":
        text = _("Danach wählen Sie den Schritt bitte noch einmal. Er wurde noch nicht ausgeführt.")
        messages.info(request, text)
    assert isinstance(request.user, User)
    name = "identity:confirm" if request.user.is_from_state else "account_reauthenticate"
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': target})}")


def freshly_signed_in(
    back: str, *names: str
) -> Callable[
    [Callable[Concatenate[R, P], HttpResponse]], Callable[Concatenate[R, P], HttpResponse]
]:
    """Let in who has just signed in; others confirm and come back to the page ``back``.

    ``names`` are the parts of the view's address that the address of ``back`` needs too.
    """

    def decorate(
        view: Callable[Concatenate[R, P], HttpResponse],
    ) -> Callable[Concatenate[R, P], HttpResponse]:
        @wraps(view)
        def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if is_fresh(request):
                return view(request, *args, **kwargs)
            return confirm(request, reverse(back, kwargs={name: kwargs[name] for name in names}))

        return guarded

    return decorate


def middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Guards the administration of users and roles, whose views are not ours."""

    def guard(request: HttpRequest) -> HttpResponse:
        if _is_guarded(request.path) and request.user.is_authenticated and not is_fresh(request):
            return confirm(request, request.get_full_path())
        return get_response(request)

    return guard


def _is_guarded(path: str) -> bool:
    return path.startswith(_guarded_addresses())


@cache
def _guarded_addresses() -> tuple[str, ...]:
    """Everything below these; Wagtail's bulk actions on users have an address of their own.

    Looked up once: every request is asked about, and addresses do not change while one runs.
    """
    bulk = reverse("wagtail_bulk_action", args=["identity", "user", "x"]).removesuffix("x/")
    return (bulk, *(reverse(name) for name in GUARDED))
