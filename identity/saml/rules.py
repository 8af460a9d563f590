"""Exact checks of a verified message, where the library is loose.

It compares addresses by their beginning, passes what is missing, allows five minutes of clock
skew and knows neither lifetimes nor the age of the sign-in.
"""

import datetime as dt

from django.utils import timezone
from lxml import etree

from identity.models import IdentityProvider
from identity.saml import request_ids
from identity.saml.base import AccountType
from identity.saml.namespaces import BEARER, saml
from identity.saml.refusal import Reason, Refused

CLOCK_SKEW = dt.timedelta(minutes=2)
MAX_LIFETIME = dt.timedelta(minutes=15)
MAX_AGE = dt.timedelta(minutes=10)
# A request is good for half an hour.
MAX_AUTHENTICATION_AGE = dt.timedelta(minutes=30)


def check(
    account: AccountType,
    provider: IdentityProvider,
    response: etree._Element,
    assertion: etree._Element,
) -> None:
    if assertion.findtext(saml("Issuer")) != provider.entity_id:
        raise Refused(Reason.ISSUER)
    for element in (response, assertion):
        _check_fresh(element.get("IssueInstant"), MAX_AGE, Reason.TIME)
    _check_subject(account, response, assertion)
    _check_conditions(account, assertion)
    statements = assertion.findall(saml("AuthnStatement"))
    if len(statements) != 1:
        raise Refused(Reason.STRUCTURE, "AuthnStatement")
    instant = statements[0].get("AuthnInstant")
    _check_fresh(instant, MAX_AUTHENTICATION_AGE, Reason.AUTHENTICATION_TIME)
    # We always ask for a new sign-in (ForceAuthn): one from before our request is not that.
    if moment(instant) < request_ids.made_at(response.attrib["InResponseTo"]) - CLOCK_SKEW:
        raise Refused(Reason.AUTHENTICATION_TIME)


def _check_subject(
    account: AccountType, response: etree._Element, assertion: etree._Element
) -> None:
    found = assertion.findall(f"{saml('Subject')}/{saml('SubjectConfirmation')}")
    if len(found) != 1 or found[0].get("Method") != BEARER:
        raise Refused(Reason.SUBJECT)
    data = found[0].find(saml("SubjectConfirmationData"))
    if data is None:
        raise Refused(Reason.SUBJECT)
    if data.get("Recipient") != account.acs_address:
        raise Refused(Reason.RECIPIENT)
    if data.get("InResponseTo") != response.get("InResponseTo"):
        raise Refused(Reason.IN_RESPONSE_TO)
    if data.get("NotOnOrAfter") is None:
        raise Refused(Reason.TIME, "no end")
    _check_window(data)


def _check_conditions(account: AccountType, assertion: etree._Element) -> None:
    found = assertion.findall(saml("Conditions"))
    if len(found) != 1:
        raise Refused(Reason.STRUCTURE, "Conditions")
    conditions = found[0]
    if None in (conditions.get("NotBefore"), conditions.get("NotOnOrAfter")):
        raise Refused(Reason.TIME, "no beginning or no end")
    _check_window(conditions)
    restrictions = conditions.findall(saml("AudienceRestriction"))
    audiences = [each.text for each in conditions.iter(saml("Audience"))]
    if len(restrictions) != 1 or audiences != [account.entity_id]:
        raise Refused(Reason.AUDIENCE)


def _check_window(element: etree._Element) -> None:
    now = timezone.now()
    begin = moment(element.get("NotBefore")) if element.get("NotBefore") else None
    end = moment(element.get("NotOnOrAfter"))
    if (begin and now < begin - CLOCK_SKEW) or now >= end + CLOCK_SKEW:
        raise Refused(Reason.TIME)
    if end - (begin or now) > MAX_LIFETIME:
        raise Refused(Reason.LIFETIME)


def _check_fresh(value: str | None, age: dt.timedelta, reason: Reason) -> None:
    if not timezone.now() - age - CLOCK_SKEW <= moment(value) <= timezone.now() + CLOCK_SKEW:
        raise Refused(reason)


def moment(value: str | None) -> dt.datetime:
    """A time of a message; SAML wants UTC, so one without a zone is refused."""
    try:
        parsed = dt.datetime.fromisoformat(value or "")
    except ValueError as error:
        raise Refused(Reason.TIME, "unreadable") from error
    if parsed.tzinfo is None:
        raise Refused(Reason.TIME, "no time zone")
    return parsed
