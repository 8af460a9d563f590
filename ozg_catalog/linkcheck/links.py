"""The state of the online addresses on a day, by the entry that is offered there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
    """Two queries, whatever the number of entries."""
    links = Links()
    for url, keys in ChannelAddress.objects.filter(is_used=True).values_list("url", "keys"):
        for key in keys:
            links.by_key.setdefault(key, []).append(url)
    for row in ChannelState.objects.at(on).select_related("address"):
        links.by_url[row.address.url] = {
            "state": row.state,
            "since": row.since.isoformat(),
            "url": row.address.url,
            "detail": row.detail,
        }
    for urls in links.by_key.values():
        urls.sort()
    return links


def _pending(url: str) -> dict[str, Any]:
    return {"state": State.PENDING.value, "since": None, "url": url, "detail": ""}
