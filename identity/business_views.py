"""A company's people, for the people themselves."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from identity import people
from identity.access import BusinessRequest, business_required
from identity.freshness import freshly_signed_in
from identity.people import PeopleError, Role


@never_cache
@require_safe
@business_required
def company(request: BusinessRequest) -> HttpResponse:
    return _page(request)


def _page(request: BusinessRequest, *, link: str = "") -> HttpResponse:
    context = {
        "business": request.business,
        "own": request.user.business_membership,
        "memberships": request.business.memberships.select_related("user"),
        "roles": Role.choices,
        "link": link,
    }
    return render(request, "identity/company.html", context)


@require_POST
@business_required
@freshly_signed_in("identity:company")
def invite(request: BusinessRequest) -> HttpResponse:
    """The link is shown once, to be handed on by whatever way the company trusts."""
    role = request.POST.get("role", "")
    try:
        token = people.invite(actor=request.user, role=role if role in Role.values else Role.STAFF)
    except PeopleError as error:
        messages.error(request, str(error))
        return redirect("identity:company")
    link = settings.PORTAL_BASE_URL + reverse("identity:invitation", args=[token])
    return _page(request, link=link)


@require_POST
@business_required
@freshly_signed_in("identity:company")
def change(request: BusinessRequest, pk: int) -> HttpResponse:
    """Give one of the company's people another role, or take them out."""
    membership = get_object_or_404(request.business.memberships, pk=pk)
    action = request.POST.get("action", "")
    try:
        if action in Role.values:
            people.set_role(actor=request.user, membership=membership, role=action)
        elif action == "remove":
            people.remove(actor=request.user, membership=membership)
    except PeopleError as error:
        messages.error(request, str(error))
    return redirect("identity:company")


@require_POST
@business_required
def leave(request: BusinessRequest) -> HttpResponse:
    try:
        people.leave(actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
        return redirect("identity:company")
    logout(request)
    return redirect("identity:signed-out")


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where an invitation's link leads: what it is, and on to the state account."""
    found = people.invitation_for(token)
    context = {"invitation": found, "token": token}
    return render(request, "identity/invitation.html", context, status=200 if found else 404)
