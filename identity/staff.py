"""The administrators' page about the state accounts, below /verwaltung/konten/."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Max, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from identity.freshness import freshly_signed_in
from identity.models import IdentityProvider, MetadataSource, SignInTally, User
from identity.saml import expiry, identity_providers, metadata, refresh
from identity.saml.base import AccountType
from identity.saml.expiry import Certificate
from identity.saml.refresh import RefreshError
from identity.saml.refusal import Reason
from identity.saml.registry import registry
from identity.sign_ins import SUCCESS

VIEW = "identity.view_identityprovider"
CHANGE = "identity.change_identityprovider"
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
    source: MetadataSource | None
    waiting: list[str]
    certificates: list[Certificate]
    last_sign_in: datetime | None
    outcomes: list[Outcome]


def report(account: AccountType) -> AccountReport:
    slug = account.slug
    source = MetadataSource.objects.filter(account=slug).first()
    return AccountReport(
        account=account,
        provider=IdentityProvider.objects.current(slug),
        source=source,
        waiting=_fingerprints(source.waiting) if source and source.waiting else [],
        certificates=list(expiry.all_of(slug)),
        last_sign_in=_last_sign_in(slug),
        outcomes=_outcomes(slug),
    )


def _last_sign_in(slug: str) -> datetime | None:
    found = SignInTally.objects.filter(account=slug, outcome=SUCCESS).order_by("-day").first()
    return found.last_at if found else None


def _fingerprints(raw: str) -> list[str]:
    """Certificates of waiting metadata as an operator reads them out on the telephone."""
    found = metadata.read(raw.encode()).certificates
    certificates = [metadata.load_certificate(identity_providers.pem(body)) for body in found]
    return [
        f"{each.subject.rfc4514_string()}: {each.fingerprint(hashes.SHA256()).hex(':')}"
        for each in certificates
    ]


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


STEPS = {"bestaetigen": refresh.confirm, "ablehnen": refresh.reject}


@require_POST
@permission_required(CHANGE, raise_exception=True)
@freshly_signed_in("state_accounts")
def decide(request: HttpRequest, account: str, step: str) -> HttpResponse:
    """Look for new metadata now, or decide about those that wait."""
    registry.get_or_404(account)
    assert isinstance(request.user, User)
    try:
        if step == "erneuern":
            messages.success(request, refresh.refresh(account).label)
        elif step in STEPS:
            STEPS[step](account, request.POST.get("sha256", ""), actor=request.user)
        else:
            raise Http404
    except RefreshError:
        messages.error(request, _("Diese Fassung wartet nicht mehr. Bitte sehen Sie neu nach."))
    return redirect("state_accounts")
