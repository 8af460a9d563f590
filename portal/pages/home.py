"""What the home page shows beside its editorial text."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from ozg_catalog.models import Municipality, Snapshot
from portal.council.models import Inquiry
from services.models import LifeSituation, Service
from services.models.vocabulary import Audience

if TYPE_CHECKING:
    from portal.pages.models import HomePage


def home_context(page: "HomePage") -> dict[str, Any]:
    situations = list(LifeSituation.objects.all())
    return {
        "hide_header_search": True,
        "situations": [one for one in situations if one.audience != Audience.BUSINESSES],
        "business_situations": [one for one in situations if one.audience == Audience.BUSINESSES],
        "wanted": wanted_services(page),
        "snapshot": Snapshot.objects.current(Municipality.objects.home()),
        "inquiry": Inquiry.objects.public().select_related("group").first(),
    }


def wanted_services(page: "HomePage") -> list[Service]:
    """The editors' choice, in their order; what is not public is left out."""
    chosen = list(page.wanted.values_list("service_id", flat=True))
    found = Service.objects.public().titled(get_language() or "de").in_bulk(chosen)
    return [found[pk] for pk in chosen if pk in found]
