"""What the home page shows beside its editorial text."""

from typing import TYPE_CHECKING, Any

from ozg_catalog.models import Municipality, Snapshot
from portal.council.models import Inquiry

if TYPE_CHECKING:
    from portal.pages.models import HomePage


def home_context(page: "HomePage") -> dict[str, Any]:
    return {
        "hide_header_search": True,
        "snapshot": Snapshot.objects.current(Municipality.objects.home()),
        "inquiry": Inquiry.objects.public().select_related("group").first(),
    }
