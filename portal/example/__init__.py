"""The example city: pages, staff accounts and the council inquiry of March 2021."""

from typing import Any

from portal.example.staff import accounts


def describe() -> dict[str, Any]:
    """What there is to see of the roof: addresses and the staff's accounts."""
    return {
        "addresses": {
            "home": "/",
            "services": "/leistungen/",
            "progress": "/digitalisierung/",
            "council": "/rat/anfragen/",
            "guest_registration": "/gast/",
            "staff": "/verwaltung/",
            "api": "/api/v1/docs",
        },
        "accounts": accounts(),
    }
