"""The directory's online channels, for the check whether their addresses still answer."""

from collections.abc import Iterator

from ozg_catalog.linkcheck.registry import Channel
from services.models import OnlineChannel


class DirectorySource:
    """Channels elsewhere; the portal's own pages are watched by its health check."""

    name = "directory"

    def channels(self) -> Iterator[Channel]:
        found = OnlineChannel.objects.exclude(url="").prefetch_related("uses__service")
        for channel in found:
            keys = {key for use in channel.uses.all() for key in use.service.leika_keys}
            yield Channel(channel.url, channel.name, tuple(sorted(keys)))
