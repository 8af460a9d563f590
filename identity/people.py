"""The people of a company: inviting, roles, leaving. Only owners decide about others."""

import datetime as dt

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from identity.models import BusinessAccount, BusinessInvitation, BusinessMembership, User

VALIDITY = dt.timedelta(days=7)
SALT = "identity.invitation"
Role = BusinessMembership.Role


class PeopleError(Exception):
    """The step is not possible; the message is for the person who tried."""


class NotInvitedError(Exception):
    """The company has an account here, and this person is not in it."""


@transaction.atomic
def invite(*, actor: User, role: str) -> str:
    """Make an invitation to the actor's company; gives the token for the link."""
    account = _owned_account(actor)
    invitation = BusinessInvitation.objects.create(
        account=account, role=Role(role), expires_at=timezone.now() + VALIDITY
    )
    _log(account, "invite", actor, role=role)
    return signing.dumps(invitation.pk.hex, salt=SALT)


def invitation_for(token: str) -> BusinessInvitation | None:
    """The open invitation behind a link, if there is one."""
    try:
        identifier = signing.loads(token, salt=SALT, max_age=VALIDITY)
    except signing.BadSignature:
        return None
    return BusinessInvitation.objects.open_now().filter(pk=identifier).first()


def role_on_arrival(account: BusinessAccount, token: str) -> str:
    """Who comes first owns the account; everybody else needs an invitation to it."""
    if not account.memberships.exists():
        return Role.OWNER
    invitation = invitation_for(token)
    if invitation is None or invitation.account != account:
        raise NotInvitedError
    invitation.accepted_at = timezone.now()
    invitation.save()
    return invitation.role


@transaction.atomic
def set_role(*, actor: User, membership: BusinessMembership, role: str) -> None:
    account = _owned_account(actor, membership)
    if role != Role.OWNER:
        _keep_an_owner(membership)
    membership.role = Role(role)
    membership.save()
    _log(account, "role", actor, role=role)


@transaction.atomic
def remove(*, actor: User, membership: BusinessMembership) -> None:
    """Take somebody out of the company's account."""
    account = _owned_account(actor, membership)
    _keep_an_owner(membership)
    membership.delete()
    _log(account, "remove", actor)


@transaction.atomic
def leave(*, actor: User) -> None:
    membership = BusinessMembership.objects.select_for_update().get(user=actor)
    _keep_an_owner(membership)
    membership.delete()
    _log(membership.account, "leave", actor)


def _owned_account(actor: User, membership: BusinessMembership | None = None) -> BusinessAccount:
    """The company that the actor owns; somebody else's people are out of reach."""
    own = BusinessMembership.objects.filter(user=actor, role=Role.OWNER).first()
    if own is None or (membership and membership.account_id != own.account_id):
        raise PeopleError(_("Das können nur Inhaberinnen und Inhaber des Kontos."))
    return BusinessAccount.objects.select_for_update().get(pk=own.account_id)


def _keep_an_owner(membership: BusinessMembership) -> None:
    owners = BusinessMembership.objects.filter(account=membership.account, role=Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise PeopleError(
            _(
                "Das Konto braucht mindestens eine Inhaberin oder einen Inhaber. "
                "Bestimmen Sie zuerst jemand anderen."
            )
        )


def _log(account: BusinessAccount, action: str, actor: User, **data: str) -> None:
    name = f"identity.business.{action}"
    log(account, name, user=actor, title=account.pseudonym, data=data or None)
