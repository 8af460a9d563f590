"""The daily round: which addresses there are, what answered, and what follows from it.

A failure is a verdict only on its third day: servers are rebooted, lines fail for an hour.
When nobody answers at all, it is our own connection that fails, and nothing is recorded.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from itertools import chain, zip_longest

from django.db import transaction
from django.utils import timezone

from ozg_catalog.linkcheck import registry
from ozg_catalog.linkcheck.public_fetch import host_of
from ozg_catalog.linkcheck.visiting import Outcome, Visitor
from ozg_catalog.models import ChannelAddress, ChannelState

State = ChannelAddress.State

DAYS_UNTIL_BROKEN = 3
EVERY = timedelta(hours=20)
LONGEST_RUN = 45 * 60
# From so many addresses on, all of them silent, the fault is rather ours.
FEWEST_FOR_DOUBT = 3
# A law is named by hundreds of services; the list shows some of them.
LABELS = 20


@transaction.atomic
def register_channels() -> int:
    """Bring the list of addresses up to what the sources name today. Gives their number."""
    named: dict[str, tuple[set[str], set[str]]] = {}
    for channel in registry.all_channels():
        labels, keys = named.setdefault(channel.url[:500], (set(), set()))
        labels.add(channel.label)
        keys.update(channel.keys)
    wanted = {url: (sorted(labels)[:LABELS], sorted(keys)) for url, (labels, keys) in named.items()}
    gone = _settle(wanted)
    ChannelAddress.objects.filter(pk__in=gone).update(is_used=False)
    ChannelAddress.objects.bulk_create(
        [
            ChannelAddress(url=url, labels=labels, keys=keys, is_used=True)
            for url, (labels, keys) in wanted.items()
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["labels", "keys", "is_used"],
    )
    return len(named)


def _settle(wanted: dict[str, tuple[list[str], list[str]]]) -> list[int]:
    """Takes out of ``wanted`` what is stored just so; gives what nobody names any more.

    Most days almost nothing changes, and an import leaves tens of thousands of addresses.
    """
    gone: list[int] = []
    stored = ChannelAddress.objects.filter(is_used=True)
    for pk, url, labels, keys in stored.values_list("pk", "url", "labels", "keys").iterator():
        if url not in wanted:
            gone.append(pk)
        elif wanted[url] == (labels, keys):
            del wanted[url]
    return gone


def retire(url: str) -> None:
    """Nobody names the address any more; the next round would find that out by itself."""
    ChannelAddress.objects.filter(url=url).update(is_used=False)


def check_due(visitor: Visitor | None = None) -> dict[str, int]:
    """Visit what is due and record it. Gives how many addresses ended in which state."""
    register_channels()
    visitor = visitor or Visitor()
    due = _interleaved(list(ChannelAddress.objects.due(timezone.now(), EVERY)))
    found: list[tuple[ChannelAddress, Outcome]] = []
    end = time.monotonic() + LONGEST_RUN
    for address in due:
        if time.monotonic() > end:
            break
        found.append((address, visitor.visit(address.url)))
    if _our_own_fault([outcome for _address, outcome in found]):
        return {"no_connection": len(found)}
    return _recorded(found)


def record(address: ChannelAddress, outcome: Outcome, on: date) -> str:
    """The new state of an address after one visit; a change goes into its history."""
    address.failed_on = _failures(address.failed_on, outcome, on)
    broken = len(address.failed_on) >= DAYS_UNTIL_BROKEN
    state = State.BROKEN if broken else outcome.state
    since = address.failed_on[0] if broken else on
    if state != address.state or address.since is None:
        address.state, address.since = state, since
        ChannelState.objects.create(
            address=address, state=state, on=on, since=since, detail=outcome.detail[:200]
        )
    address.checked_at = timezone.now()
    address.status, address.detail = outcome.status, outcome.detail[:200]
    address.final_url = outcome.final_url[:2000]
    address.save()
    return str(state)


def _failures(before: list[date], outcome: Outcome, on: date) -> list[date]:
    """The different days of the failures in a row; one answer ends the row."""
    if not outcome.is_failure:
        return []
    if on in before or len(before) >= DAYS_UNTIL_BROKEN:
        return before
    return [*before, on]


@transaction.atomic
def _recorded(found: list[tuple[ChannelAddress, Outcome]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for address, outcome in found:
        state = record(address, outcome, timezone.localdate())
        counts[state] = counts.get(state, 0) + 1
    return counts


def _our_own_fault(outcomes: list[Outcome]) -> bool:
    tried = [outcome for outcome in outcomes if outcome.state != State.PENDING]
    return len(tried) >= FEWEST_FOR_DOUBT and all(outcome.no_connection for outcome in tried)


def _interleaved(addresses: list[ChannelAddress]) -> list[ChannelAddress]:
    """One of each host in turn, so that no host waits for another's pause."""
    hosts: dict[str, list[ChannelAddress]] = {}
    for address in addresses:
        hosts.setdefault(host_of(address.url), []).append(address)
    rounds = zip_longest(*hosts.values())
    return [address for address in chain.from_iterable(rounds) if address is not None]
