"""Who may open a view: decorators for people behind state accounts, and how sure we are of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from identity import service_levels
from identity.levels import TrustLevel
from identity.models import BusinessAccount, User

P = ParamSpec("P")


class BusinessRequest(HttpRequest):
    """A request by somebody who signed in for a company."""

    user: User
    business: BusinessAccount


def business_required(
    view: Callable[Concatenate[BusinessRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let only companies in; the view finds theirs as ``request.business``.

    Nobody signed in is sent to the sign-in page and back; others get the page "not for you".
    Who is signed in below the level that the service needs is led to a surer sign-in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("identity:sign-in"))
        business = request.user.business
        if business is None:
            raise PermissionDenied
        level = missing_level(request)
        if level is not None:
            return step_up(request.get_full_path(), level)
        request.business = business  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


SESSION_LEVEL = "identity.level"


def reached_level(request: HttpRequest) -> TrustLevel:
    """How surely the state account knew this person at this sign-in."""
    return TrustLevel(request.session.get(SESSION_LEVEL, TrustLevel.NONE))


def missing_level(request: HttpRequest) -> TrustLevel | None:
    """The level that the service at this address needs and this sign-in does not reach."""
    if request.resolver_match is None:
        return None
    reached = reached_level(request)
    if reached == TrustLevel.HIGH:
        return None
    level = service_levels.needed(request.resolver_match.namespace)
    return None if reached.reaches(level) else level


def level_required(
    level: TrustLevel,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Let in who signed in surely enough; others are led to sign in, or to sign in more surely."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if reached_level(request).reaches(level):
                return view(request, *args, **kwargs)
            page = "step-up" if request.user.is_authenticated else "sign-in"
            return _to(f"identity:{page}", request.get_full_path(), level)

        return guarded

    return decorate


def step_up(target: str, level: TrustLevel) -> HttpResponseRedirect:
    """To the page that explains which level ``target`` needs."""
    return _to("identity:step-up", target, level)


def _to(name: str, target: str, level: TrustLevel) -> HttpResponseRedirect:
    query = urlencode({"next": target, "niveau": level.value})
    return HttpResponseRedirect(f"{reverse(name)}?{query}")
