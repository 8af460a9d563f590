"""The stand that a public page shows: a frozen one; where none is, the figures of now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ozg_catalog.figures import figures_at
from ozg_catalog.models import Municipality, Snapshot


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
        return Stand(chosen.data, chosen, chosen == current)
    if current:
        return Stand(current.data, current, True)
    return Stand(figures_at(home, timezone.localdate()), None, True)


def history() -> list[Snapshot]:
    home = Municipality.objects.home()
    return list(Snapshot.objects.filter(municipality=home).defer("content").order_by("on", "pk"))
