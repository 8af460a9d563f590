"""The account types of this portal."""

from django.http import Http404

from identity.saml.base import AccountType


class Registry:
    def __init__(self) -> None:
        self._types: dict[str, AccountType] = {}

    def register(self, account_type: AccountType) -> None:
        self._types[account_type.slug] = account_type

    def all(self) -> list[AccountType]:
        return list(self._types.values())

    def get(self, slug: str) -> AccountType | None:
        return self._types.get(slug)

    def get_or_404(self, slug: str) -> AccountType:
        if found := self.get(slug):
            return found
        raise Http404


registry = Registry()
