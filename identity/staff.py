"""The administrators' page about the state accounts, below /verwaltung/konten/."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.decorators import permission_required
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.models import IdentityProvider, SignInTally
from identity.saml import expiry
from identity.saml.base import AccountType
from identity.saml.expiry import Certificate
from identity.saml.refusal import Reason
from identity.saml.registry import registry
from identity.sign_ins import SUCCESS

VIEW = "identity.view_identityprovider"
DAYS = 30


@dataclass(frozen=True)
class Outcome:
    label: str
    total: int
    last_at: datetime


@dataclass(frozen=True)
class AccountReport:
    """One state account as its administrator wants to see it."""

    account: AccountType
    provider: IdentityProvider | None
    certificates: list[Certificate]
    outcomes: list[Outcome]


def report(account: AccountType) -> AccountReport:
    slug = account.slug
    return AccountReport(
        account=account,
        provider=IdentityProvider.objects.current(slug),
        certificates=[*expiry.own(slug), *expiry.theirs(slug)],
        outcomes=_outcomes(slug),
    )


def _outcomes(slug: str) -> list[Outcome]:
    """Sign-ins and failures of the last days by reason, the latest first."""
    since = timezone.localdate() - timedelta(days=DAYS)
    rows = (
        SignInTally.objects.filter(account=slug, day__gte=since)
        .values("outcome")
        .annotate(total=Sum("count"), latest=Max("last_at"))
        .order_by("-latest")
    )
    return [Outcome(_label(row["outcome"]), row["total"], row["latest"]) for row in rows]


def _label(outcome: str) -> str:
    return _("angemeldet") if outcome == SUCCESS else str(Reason(outcome).label)


@require_safe
@permission_required(VIEW, raise_exception=True)
def state_accounts(request: HttpRequest) -> HttpResponse:
    context = {
        "reports": [report(account) for account in registry.all()],
        "days": DAYS,
        "header_title": _("Konten des Staates"),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Start")},
            {"url": "", "label": _("Konten des Staates")},
        ],
    }
    return render(request, "identity/staff/state_accounts.html", context)
