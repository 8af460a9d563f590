"""The way to a state account and back.

Back means two steps: the account's page posts the answer here without our session cookie
(``acs``), and the redirect after it comes with the cookie (``finish``).
"""

import logging
from urllib.parse import urlsplit

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import complete_social_login
from csp.decorators import csp_update
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from identity import sign_ins
from identity.access import SESSION_LEVEL, step_up
from identity.levels import TrustLevel
from identity.provider import provider_for
from identity.saml import (
    arrivals,
    authn_request,
    identity_providers,
    request_ids,
    response,
    structure,
)
from identity.saml import metadata as service_metadata
from identity.saml.base import AccountType
from identity.saml.explanations import explain
from identity.saml.refusal import Reason, Refused
from identity.saml.registry import registry
from identity.views import safe_target, wanted_level

logger = logging.getLogger(__name__)

COOKIE = "saml-message"
COOKIE_SALT = "identity.saml.message"
COOKIE_AGE = 5 * 60
AGAIN = "wieder"
SESSION_LANDED = "identity.landed"
BROKEN_OFF = {Reason.CANCELLED, Reason.STATUS, Reason.MISSING_ATTRIBUTE}


@never_cache
@login_not_required
@require_safe
def login(request: HttpRequest, account: str) -> HttpResponseBase:
    """Shows the form that carries our signed request to the state account."""
    account_type = registry.get_or_404(account)
    target = safe_target(request)
    with translation.override(language_of(target)):
        try:
            return _start(request, account_type, target)
        except Refused as refused:
            return failure(request, account_type, refused)


def _start(request: HttpRequest, account_type: AccountType, target: str) -> HttpResponseBase:
    idp = identity_providers.current(account_type.slug)
    level = max(account_type.least_level, wanted_level(request), key=list(TrustLevel).index)
    identifier, message = authn_request.build(
        account_type,
        idp,
        level=level,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    provider_for(request, account_type.slug).stash_redirect_state(
        request,
        "login",
        next_url=target or None,
        state_id=identifier,
        level=level.value,
        invitation=request.GET.get("einladung", ""),
    )
    context = {
        "account": account_type,
        "idp": idp,
        "simulated": idp.entity_id.startswith(identity_providers.SIMULATED),
        "message": message,
        "next": target,
    }
    address = urlsplit(idp.sso_address)

    @csp_update({"form-action": [f"{address.scheme}://{address.netloc}"]})
    def page(request: HttpRequest) -> HttpResponseBase:
        return render(request, "identity/saml/start.html", context)

    return page(request)


def language_of(path: str) -> str:
    """These addresses have no language of their own; they follow the page one came from."""
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


# Another site, the state account, posts here by design (SAML bindings, 3.5), so no token of ours
# can come along. In its place stand the signature, the request's id and the browser that asked.
@csrf_exempt  # a signature that is checked stands in the token's place
@never_cache
@login_not_required
@require_POST
def acs(request: HttpRequest, account: str) -> HttpResponse:
    """Takes the posted answer. Nothing is stored before it has been verified."""
    account_type = registry.get_or_404(account)
    posted = request.POST.get("SAMLResponse", "")
    try:
        _identifier, assertion = response.verify(account_type, posted)
        digest = arrivals.keep(account, assertion, posted)
    except Refused as refused:
        if refused.reason in BROKEN_OFF:
            return _to_cancelled(account_type, posted, refused)
        if refused.reason == Reason.REPLAYED:
            return _to_the_session(account)
        return failure(request, account_type, refused)
    answer = HttpResponseRedirect(reverse("saml:finish", kwargs={"account": account}))
    answer.set_cookie(
        COOKIE,
        signing.dumps(digest, salt=COOKIE_SALT),
        max_age=COOKIE_AGE,
        path="/saml/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@never_cache
@login_not_required
@require_safe
def finish(request: HttpRequest, account: str) -> HttpResponse:
    """Signs in, in the browser that asked, and leads back to where it came from."""
    account_type = registry.get_or_404(account)
    try:
        answer = _sign_in(request, account_type)
    except Refused as refused:
        if request.user.is_authenticated:  # a second click, or the back button
            return redirect(request.session.get(SESSION_LANDED, reverse("identity:account")))
        again = Refused(Reason.REPLAYED) if AGAIN in request.GET else refused
        answer = failure(request, account_type, again)
    answer.delete_cookie(COOKIE, path="/saml/")
    return answer


def _to_the_session(account: str) -> HttpResponse:
    """A message that was taken already: who is signed in by it goes on, all others are told.

    This post came without the session, so only the request after it can know.
    """
    return redirect(f"{reverse('saml:finish', kwargs={'account': account})}?{AGAIN}")


def _sign_in(request: HttpRequest, account_type: AccountType) -> HttpResponse:
    posted = arrivals.take(account_type.slug, _waiting_message(request))
    identifier, assertion = response.verify(account_type, posted)
    provider = provider_for(request, account_type.slug)
    state = provider.unstash_redirect_state_or_none(identifier)
    if state is None:
        raise Refused(Reason.OTHER_BROWSER)
    person = account_type.read(assertion)
    login_ = provider.sociallogin_from_response(request, person)
    login_.state = state
    login_.person = person  # for the adapter, which keeps what the portal needs
    with transaction.atomic():
        answer = complete_social_login(request, login_)
    request.session[SESSION_LEVEL] = person.level.value
    sign_ins.count(account_type.slug, sign_ins.SUCCESS)
    level = TrustLevel(state["level"])
    answer = answer if person.level.reaches(level) else step_up(answer.url, level)
    request.session[SESSION_LANDED] = answer.url
    return answer


def _waiting_message(request: HttpRequest) -> str:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=COOKIE_AGE)
    except signing.BadSignature as error:
        raise Refused(Reason.OTHER_BROWSER) from error


def _to_cancelled(account_type: AccountType, posted: str, refused: Refused) -> HttpResponse:
    sign_ins.count(account_type.slug, refused.reason)
    root = structure.parse(response.decode(posted))
    address = reverse("saml:cancelled", kwargs={"account": account_type.slug})
    query = {"anfrage": root.attrib["InResponseTo"], "grund": refused.reason.value}
    return redirect(f"{address}?{urlencode(query)}")


@never_cache
@login_not_required
@require_safe
def cancelled(request: HttpRequest, account: str) -> HttpResponse:
    """Says that nothing happened, and leads back to where the person was."""
    account_type = registry.get_or_404(account)
    identifier = request.GET.get("anfrage", "")
    target = ""
    try:
        request_ids.check(account, identifier)
        provider = provider_for(request, account)
        target = (provider.unstash_redirect_state_or_none(identifier) or {}).get("next", "")
    except Refused:
        pass
    with translation.override(language_of(target)):
        reason = request.GET.get("grund", "")
        context = {"account": account_type, "next": target, "reason": reason}
        return render(request, "identity/saml/cancelled.html", context)


@login_not_required
@require_safe
def metadata(request: HttpRequest, account: str) -> HttpResponse:
    account_type = registry.get_or_404(account)
    return HttpResponse(
        service_metadata.write(account_type), content_type="application/samlmetadata+xml"
    )


def failure(request: HttpRequest, account_type: AccountType, refused: Refused) -> HttpResponse:
    """A page in plain words with a reference number; the log has the reason, no values."""
    reference = get_random_string(8, "ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    logger.warning(
        "sign-in refused: account=%s reason=%s reference=%s", account_type.slug, refused, reference
    )
    sign_ins.count(account_type.slug, refused.reason)
    context = {"account": account_type, "reference": reference, **explain(refused.reason)}
    status = 503 if refused.reason == Reason.NO_PROVIDER else 400
    return render(request, "identity/saml/failure.html", context, status=status)
