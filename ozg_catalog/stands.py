"""The stand that a public page shows: a frozen one; where none is, the figures of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ozg_catalog.figures import comparison_of, figures_at
from ozg_catalog.models import Municipality, Snapshot
from ozg_catalog.progress import Bucket, Counts, progress_at


@dataclass(frozen=True)
class Stand:
    """The figures a page shows, and the snapshot they come from (None: counted just now)."""

    data: dict[str, Any]
    snapshot: Snapshot | None
    is_current: bool


def stand_of(query: Mapping[str, str] | None = None) -> Stand:
    home = Municipality.objects.home()
    current = Snapshot.objects.current(home)
    wanted = (query or {}).get("stand", "")
    if wanted:
        if not wanted.isdecimal():
            raise Http404
        chosen = get_object_or_404(Snapshot, pk=wanted, municipality=home)
        return Stand(_data(chosen), chosen, chosen == current)
    if current:
        return Stand(_data(current), current, True)
    return Stand(figures_at(home, timezone.localdate()), None, True)


def _data(snapshot: Snapshot) -> dict[str, Any]:
    """The frozen data. Where it counts other cities without their entries, those are added."""
    data: dict[str, Any] = snapshot.data
    if all("entries" in row for row in data["comparison"]):
        return data
    entries = _compared_entries(snapshot.pk, snapshot.digest)
    rows = [_with_entries(row, entries.get(row["name"], {})) for row in data["comparison"]]
    return {**data, "comparison": rows}


@lru_cache(maxsize=64)
def _compared_entries(pk: int, _digest: str) -> dict[str, dict[str, str]]:
    """What each other city had on that day, from the history as it was known when frozen."""
    taken = Snapshot.objects.select_related("municipality").get(pk=pk)
    progress = progress_at(taken.municipality, taken.on, known=taken.taken_at)
    return {row["name"]: row["entries"] for row in comparison_of(progress, taken.taken_at)}


def _with_entries(row: dict[str, Any], entries: dict[str, str]) -> dict[str, Any]:
    """Only a list that counts the same as the frozen figures may stand behind them."""
    counted = Counts.of(Bucket(bucket) for bucket in entries.values()).as_dict()
    return {**row, "entries": entries} if counted == row["theirs"] else row


def history() -> list[Snapshot]:
    home = Municipality.objects.home()
    return list(Snapshot.objects.filter(municipality=home).defer("content").order_by("on", "pk"))
