"""Starter content. Names, keys and ids are facts of the 2019 catalogue; who is competent, the
levels, projects and dates are invented and marked as example data wherever they appear."""

from typing import Any

from ozg_catalog.example.loading import load
from ozg_catalog.models import Municipality, Snapshot

__all__ = ["describe", "load"]


def describe() -> dict[str, Any]:
    """``report``: the day of the latest frozen figures, for which a report can be written."""
    snapshot = Snapshot.objects.current(Municipality.objects.home())
    if snapshot is None:
        return {"report": None}
    return {"report": {"date": snapshot.on.isoformat(), "address": snapshot.get_absolute_url()}}
