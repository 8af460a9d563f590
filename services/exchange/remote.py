"""What all remote sources share: first everything is fetched, then it is read batch by batch.

So no transaction waits for a network, a run that was killed goes on in either part, and a source
that changes its answers is refused with the place and the reason.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from services.exchange.base import (
    ChannelRecord,
    Format,
    Identity,
    Item,
    Message,
    MessageError,
    Note,
    Progress,
    ServiceRecord,
    SourceUnavailable,
    Write,
)
from services.exchange.fetching import Fetcher, Page, Spool, spool_of
from services.exchange.wishes import Wish
from services.models import Service

BATCH = 50


@dataclass(frozen=True)
class Found:
    """A description that the source has: its page, what to call it, and what the list said."""

    url: str
    name: str
    keys: list[str]
    publish: bool = False
    more: dict[str, Any] = field(default_factory=dict)


class Remote(Format, ABC):
    """A source as a format: its messages are batches of fetched descriptions."""

    @property
    @abstractmethod
    def address(self) -> str: ...

    @abstractmethod
    def find(self, fetcher: Fetcher, wish: Wish) -> Iterator[Found]:
        """Every description wanted, its page fetched. Raises MessageError, SourceUnavailable."""

    @abstractmethod
    def read(self, found: Found, page: Page) -> Iterator[Item]:
        """Raises MessageError for a page that is not as known."""

    def headers(self) -> dict[str, str]:
        return {}

    def messages(self, source: str, shown: Progress) -> tuple[list[Message], bool]:
        if self.address in {"", "-"}:
            raise SourceUnavailable(_("Diese Quelle ist abgeschaltet."))
        wish, spool = Wish.parse(source), spool_of(self.name)
        found = list(self.find(Fetcher(spool, shown, self.headers()), wish))
        if not found:
            raise MessageError(_("Die Quelle hat zu den gefragten Schlüsseln nichts."))
        parts = [found[start : start + BATCH] for start in range(0, len(found), BATCH)]
        return [_message(spool, number, part) for number, part in enumerate(parts, 1)], False

    def items(self, message: Message) -> Iterator[Item]:
        spool = Spool(message.path.parent)
        batch = [Found(**values) for values in json.loads(message.path.read_bytes())]
        taken = _taken({key for found in batch for key in found.keys})
        channels: set[Identity] = set()
        for found in batch:
            page = spool.read(found.url)
            try:
                if page is None:
                    raise MessageError(_("Von der Quelle aufgezählt, aber nicht zu haben."))
                items = list(self.read(found, page))
            except MessageError as error:
                yield Note(found.name, str(error), skipped=True)
                continue
            for item in items:
                if not _repeats(item, channels):
                    yield from _kept_back(item, found, taken)

    def finished(self, source: str) -> None:
        spool_of(self.name).end_round()


def _message(spool: Spool, number: int, part: list[Found]) -> Message:
    content = json.dumps([asdict(found) for found in part], ensure_ascii=False, sort_keys=True)
    name = f"{number:04}.batch"
    return Message(spool.note(name, content.encode()), name)


def _taken(keys: set[str]) -> dict[str, Service]:
    """LeiKa key → a service that the directory shows under it already."""
    found = Service.objects.public().filter(leika_keys__overlap=sorted(keys))
    return {key: service for service in found for key in service.leika_keys}


def _repeats(item: Item, channels: set[Identity]) -> bool:
    """Several services may name the same online address."""
    if not (isinstance(item, Write) and isinstance(item.record, ChannelRecord)):
        return False
    known = item.record.identity in channels
    channels.add(item.record.identity)
    return known


def _kept_back(item: Item, found: Found, taken: dict[str, Service]) -> Iterator[Item]:
    """A new description is a draft unless wished otherwise, and always beside a page of ours."""
    if isinstance(item, Write) and isinstance(item.record, ServiceRecord):
        record, own = item.record, (item.record.identity.agency, item.record.identity.id)
        record.publish = found.publish
        for other in {taken[key] for key in record.leika_keys if key in taken}:
            if (other.agency, other.source_id) != own:
                record.publish = False
                reason = _(
                    "Zu diesem Schlüssel gibt es schon die Seite „%(it)s“; kommt als Entwurf."
                )
                yield Note(f"leistung {record.identity}", reason % {"it": other.name})
    yield item
