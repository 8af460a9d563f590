"""Records of signing in: each person's own, and counts without anybody in them."""

import datetime as dt

from allauth.account.authentication import get_authentication_records
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from identity.metrics import NOISE
from identity.models import SignIn, SignInTally, User
from identity.saml.refusal import Reason

SUCCESS = "success"
STAFF = "staff"
STAFF_REFUSED = "wrong-password"
KEEP = dt.timedelta(days=90)
# Anybody can post these by the thousand; a number at /metrics is all they get.
CHEAP = {
    Reason.TOO_LARGE,
    Reason.NOT_XML,
    Reason.DOCTYPE,
    Reason.UNSOLICITED,
    Reason.EXPIRED_REQUEST,
}


def record(user: User, methods: list[str]) -> SignIn:
    """Keep for the person when and how they signed in."""
    return SignIn.objects.create(user=user, method=" + ".join(methods))


def methods_of(request: HttpRequest, user: User) -> list[str]:
    """How this session was opened, in the words of allauth: password, mfa, a state account."""
    records = get_authentication_records(request, user)
    return [each.get("provider") or each.get("type") or each["method"] for each in records]


def count(account: str, outcome: str) -> None:
    """One more of this outcome, for /metrics and for the administrators' page."""
    if outcome in CHEAP:
        NOISE.labels(account, outcome).inc()
        return
    now = timezone.now()
    tally, _created = SignInTally.objects.get_or_create(
        account=account, outcome=outcome, day=timezone.localdate(), defaults={"last_at": now}
    )
    SignInTally.objects.filter(pk=tally.pk).update(count=F("count") + 1, last_at=now)


def purge_expired() -> int:
    """People's own records. Tallies stay: nobody is in them, and a counter must not shrink."""
    before = timezone.now() - KEEP
    removed, _details = SignIn.objects.filter(at__lt=before).delete()
    return removed
