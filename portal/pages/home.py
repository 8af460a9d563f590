"""What the home page shows beside its editorial text."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portal.pages.models import HomePage


def home_context(page: "HomePage") -> dict[str, Any]:
    return {}
