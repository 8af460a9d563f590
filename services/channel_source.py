"""The directory's online channels, for the catalogue: do their addresses answer, do they run?"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from django.utils.translation import get_language

from ozg_catalog.linkcheck.registry import Channel
from ozg_catalog.outages import Outage
from services.models import OnlineChannel, Service, ServiceChannel


class DirectorySource:
    """Channels elsewhere; the portal's own pages are watched by its health check."""

    name = "directory"

    def channels(self) -> Iterator[Channel]:
        found = OnlineChannel.objects.exclude(url="").prefetch_related("uses__service")
        for channel in found:
            keys = {key for use in channel.uses.all() for key in use.service.leika_keys}
            yield Channel(channel.url, channel.name, tuple(sorted(keys)))


def outages(keys: Collection[str] | None) -> list[Outage]:
    """Channels out of order of public services, of all or of those with one of these LeiKa keys."""
    services = Service.objects.public()
    if keys is not None:
        services = services.filter(leika_keys__overlap=list(keys))
    uses = ServiceChannel.objects.filter(
        channel__out_of_order_since__isnull=False, service__in=services
    )
    stopped: dict[OnlineChannel, set[str]] = {}
    for use in uses.select_related("channel", "service").order_by("channel__name", "pk"):
        stopped.setdefault(use.channel, set()).update(use.service.leika_keys)
    return [replace(outage_of(one), keys=frozenset(found)) for one, found in stopped.items()]


def outage_of(channel: OnlineChannel) -> Outage:
    """Of a channel that is out of order."""
    assert channel.out_of_order_since
    english = channel.name_en if get_language() == "en" else ""
    return Outage(
        english or channel.name,
        channel.out_of_order_reason,
        channel.out_of_order_since,
        channel.out_of_order_until,
    )
