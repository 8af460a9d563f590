"""The state of the online addresses on a day, by the entry that is offered there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from ozg_catalog.models import ChannelAddress, ChannelState
from ozg_catalog.progress import AVAILABLE, EntryState

State = ChannelAddress.State
# Of several addresses of one entry, the one that needs most attention is shown.
WORST_FIRST = (State.BROKEN, State.CAUTION, State.PENDING, State.REDIRECTED, State.OK)


@dataclass
class Links:
    by_url: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[str, list[str]] = field(default_factory=dict)

    def of(self, state: EntryState) -> dict[str, Any] | None:
        """What is known of the address of an entry that is online; None for all others."""
        if state.bucket not in AVAILABLE:
            return None
        own = (state.assessment or {}).get("url")
        urls = [own] if own else self.by_key.get(state.identity, [])
        if not urls:
            return {"state": State.MISSING.value, "since": None, "url": "", "detail": ""}
        found = [self.by_url.get(url) or _pending(url) for url in urls]
        return min(found, key=lambda link: WORST_FIRST.index(State(link["state"])))


def links_at(on: date) -> Links:
    """One query, whatever the number of entries."""
    verdict = (
        ChannelState.objects.filter(address=OuterRef("pk"), on__lte=on)
        .order_by("-on", "-pk")
        .values(data=JSONObject(state="state", since="since", detail="detail"))[:1]
    )
    links = Links()
    offered = ChannelAddress.objects.offering()
    for address in offered.annotate(verdict=Subquery(verdict)).order_by("url"):
        if address.verdict:
            links.by_url[address.url] = {**address.verdict, "url": address.url}
        for key in address.keys if address.is_used else ():
            links.by_key.setdefault(key, []).append(address.url)
    return links


def _pending(url: str) -> dict[str, Any]:
    return {"state": State.PENDING.value, "since": None, "url": url, "detail": ""}
