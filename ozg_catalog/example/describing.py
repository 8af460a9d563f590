"""What the demonstration has to say about the catalogue."""

from typing import Any

from django.urls import reverse

from ozg_catalog.models import CouncilReport


def describe() -> dict[str, Any]:
    """``report``: the day and the address of the latest released report."""
    part: dict[str, Any] = {
        "addresses": {"digitalisation": reverse("ozg_catalog:overview")},
        "report": None,
    }
    report = CouncilReport.objects.released().select_related("snapshot").first()
    if report:
        part["report"] = {
            "date": report.snapshot.on.isoformat(),
            "address": report.get_absolute_url(),
        }
    return part
