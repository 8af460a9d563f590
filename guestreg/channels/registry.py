"""The channels by which a health office's own system may ask."""

from guestreg.channels.base import Channel
from guestreg.channels.contrib.iris import Iris

CHANNELS: dict[str, Channel] = {channel.key: channel for channel in (Iris(),)}
