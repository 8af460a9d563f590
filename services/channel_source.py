"""The directory's online channels, for the catalogue: do their addresses answer, do they run?"""

from collections.abc import Collection, Iterator

from django.utils.translation import get_language

from ozg_catalog.linkcheck.registry import Channel
from ozg_catalog.outages import Outage
from services.models import OnlineChannel, Service


class DirectorySource:
    """Channels elsewhere; the portal's own pages are watched by its health check."""

    name = "directory"

    def channels(self) -> Iterator[Channel]:
        found = OnlineChannel.objects.exclude(url="").prefetch_related("uses__service")
        for channel in found:
            keys = {key for use in channel.uses.all() for key in use.service.leika_keys}
            yield Channel(channel.url, channel.name, tuple(sorted(keys)))


def outages(keys: Collection[str]) -> list[Outage]:
    """Channels out of order of public services with one of these LeiKa keys."""
    services = Service.objects.public().filter(leika_keys__overlap=list(keys))
    found = OnlineChannel.objects.exclude(out_of_order_since=None)
    return [outage_of(channel) for channel in found.filter(uses__service__in=services).distinct()]


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
