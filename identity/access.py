"""Who may open a view: decorators for people behind state accounts."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

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
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("identity:sign-in"))
        business = request.user.business
        if business is None:
            raise PermissionDenied
        request.business = business  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded
