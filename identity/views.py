"""Pages around signing in and out."""

from typing import Any

from allauth.account.views import LoginView
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from identity import sessions
from identity.access import reached_level
from identity.levels import TrustLevel
from identity.models import User
from identity.saml.registry import registry

RECENT_SIGN_INS = 5


@never_cache
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Explains which account is for whom and leads to it."""
    target = safe_target(request)
    if request.user.is_authenticated:
        return redirect(target or "identity:account")
    context = {"accounts": registry.all(), "next": target, "level": wanted_level(request)}
    return render(request, "identity/sign_in.html", context)


def wanted_level(request: HttpRequest) -> TrustLevel:
    return TrustLevel.parse(request.GET.get("niveau", ""))


def safe_target(request: HttpRequest) -> str:
    """Where the person wanted to go, if that is a page of ours."""
    target = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


class StaffSignInView(LoginView):
    """User name and password, for people who work for the city."""

    template_name = "identity/staff_sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next": safe_target(self.request)}


staff_sign_in = StaffSignInView.as_view()


@never_cache
@login_required
@require_safe
def step_up(request: HttpRequest) -> HttpResponse:
    """The service needs a surer sign-in than this one: say so, and lead there."""
    target, level = safe_target(request), wanted_level(request)
    if reached_level(request).reaches(level):
        return redirect(target or "identity:account")
    context = {
        "account": registry.get(state_account_name(request)),
        "level": level,
        "reached": reached_level(request),
        "next": target,
    }
    return render(request, "identity/step_up.html", context)


@never_cache
@login_required
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """Before a dangerous act: people with a state account sign in there once more."""
    target = safe_target(request)
    account_type = registry.get(state_account_name(request))
    if account_type is None:
        return redirect("account_reauthenticate")
    context = {"account": account_type, "level": reached_level(request), "next": target}
    return render(request, "identity/confirm.html", context)


@never_cache
@login_required
@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Staff without a second factor: what it is, and how to set one up now."""
    return render(request, "identity/second_factor.html")


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    recent = request.user.sign_ins.all()[:RECENT_SIGN_INS]
    return render(request, "identity/account.html", {"sign_ins": recent})


@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask first; end this person's sessions on every device, or only this one if they say so."""
    if request.method != "POST":
        return render(request, "identity/sign_out.html")
    state_account = state_account_name(request)
    here_only = request.POST.get("wo") == "hier"
    sessions.end(request, everywhere=not here_only)
    query = {"konto": state_account, "wo": "hier" if here_only else ""}
    said = urlencode({name: value for name, value in query.items() if value})
    return redirect(reverse("identity:signed-out") + (f"?{said}" if said else ""))


def state_account_name(request: HttpRequest) -> str:
    """Key of the state account behind this session, or nothing for staff."""
    if not request.user.is_authenticated:
        return ""
    linked = SocialAccount.objects.filter(user=request.user).first()
    return linked.provider if linked else ""


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    account_type = registry.get(request.GET.get("konto", ""))
    context = {"account": account_type, "here_only": request.GET.get("wo") == "hier"}
    return render(request, "identity/signed_out.html", context)
