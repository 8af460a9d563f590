"""Companies and their people: what happens when somebody signs in for one."""

from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from identity import people
from identity.models import BusinessAccount, BusinessMembership, CompanyData, User

FIELDS = [field.name for field in CompanyData._meta.get_fields()]


@dataclass(frozen=True)
class Company:
    """A company as the Unternehmenskonto describes it."""

    pseudonym: str
    name: str
    legal_form: str = ""
    legal_form_name: str = ""
    register_kind: str = ""
    register_number: str = ""
    register_court: str = ""
    street: str = ""
    house_number: str = ""
    address_extra: str = ""
    postcode: str = ""
    city: str = ""
    district: str = ""
    country: str = ""
    is_test_account: bool = False

    def data(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name in FIELDS}


@transaction.atomic
def enter(*, actor: User, company: Company, invitation: str = "") -> BusinessMembership:
    """Somebody signs in for a company: make or refresh it, and count the person in.

    The first person owns the account; everybody after that needs an owner's invitation.
    """
    account = _account(actor, company)
    membership = BusinessMembership.objects.filter(account=account, user=actor).first()
    if membership:
        return membership
    role = people.role_on_arrival(account, invitation)
    membership = BusinessMembership.objects.create(account=account, user=actor, role=role)
    _log(account, "join", actor, role=role)
    return membership


def _account(actor: User, company: Company) -> BusinessAccount:
    account, created = BusinessAccount.objects.select_for_update().get_or_create(
        pseudonym=company.pseudonym,
        defaults={
            **company.data(),
            "is_test_account": company.is_test_account,
            "is_example": not settings.PORTAL_PRODUCTION,
        },
    )
    if created:
        _log(account, "create", actor)
    else:
        _refresh(account, company, actor)
    return account


def _refresh(account: BusinessAccount, company: Company, actor: User) -> None:
    """Take over what changed; the former data go into the history."""
    former = {name: getattr(account, name) for name in FIELDS}
    changed = [name for name, value in company.data().items() if former[name] != value]
    account.refreshed_at = timezone.now()
    if changed:
        account.history.create(**former)
        for name, value in company.data().items():
            setattr(account, name, value)
        _log(account, "change", actor, fields=changed)
    account.save()


def _log(account: BusinessAccount, action: str, actor: User, **data: Any) -> None:
    """By pseudonym: the name of a one-person company is personal, and the log is for ever."""
    name = f"identity.business.{action}"
    log(account, name, user=actor, title=account.pseudonym, data=data or None)
