"""Counts how often something happens in this process. Keeps counts of the present window only."""

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import blake2b
from threading import Lock
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from guestreg.errors import BusyError, CheckInError

logger = logging.getLogger(__name__)


class Limit:
    """At most ``most`` per window and key. Keys are forgotten when the window is over.

    Where a ``warning`` is given, it goes to the log with the first one too many of a window.
    """

    def __init__(self, most: int, *, per_seconds: int, warning: str = "") -> None:
        self.most = most
        self.seconds = per_seconds
        self.warning = warning
        self._window = 0
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def admits(self, key: str) -> bool:
        window = int(time.monotonic()) // self.seconds
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            self._counts[key] += 1
            count = self._counts[key]
        if self.warning and count == self.most + 1:
            logger.warning(self.warning)
        return count <= self.most

    def is_spent(self, key: str) -> bool:
        """Whether the next one would be too many; counts nothing."""
        with self._lock:
            same = int(time.monotonic()) // self.seconds == self._window
            return same and self._counts[key] >= self.most


# A stadium behind one mobile network is normal, a script that fills a venue is not.
PER_CODE = Limit(600, per_seconds=60)
PER_NETWORK = Limit(300, per_seconds=60)
# Against many networks at many codes, which none of the two above sees.
PER_TOWN = Limit(
    settings.GUESTREG_MOST_PER_MINUTE,
    per_seconds=60,
    warning="More check-ins in a minute than GUESTREG_MOST_PER_MINUTE; the others were refused.",
)
WRONG_DOOR_CODES = Limit(20, per_seconds=60)


def admit(code: str, meta: Mapping[str, Any]) -> str:
    """Count a check-in at this code from this sender's network; refuse what is too many.

    Returns the network's name here, raises ``BusyError``. Only counts of the running minute
    are in memory, under names that mean nothing outside this process.
    """
    network = _network(meta)
    # In this order: what one network sends too much must not use up the code for the guests
    # inside, nor what comes to one code the town.
    if PER_NETWORK.admits(network) and PER_CODE.admits(code) and PER_TOWN.admits(""):
        return network
    raise BusyError(_("Hier kommen gerade sehr viele Anmeldungen an. Bitte noch einmal."))


def check_door(expected: str, typed: str, network: str) -> None:
    """Refuse a wrong code of the day. Guessing ends for the guesser's network only, so that
    nobody can lock the door for the guests inside."""
    wrong = _("Das ist nicht der Code von heute.")
    if WRONG_DOOR_CODES.is_spent(network):
        raise BusyError(wrong)
    if typed.strip() != expected:
        WRONG_DOOR_CODES.admits(network)
        raise CheckInError(wrong)


def _network(meta: Mapping[str, Any]) -> str:
    prefix: str = _network_of()(meta)
    return blake2b(prefix.encode(), key=_KEY, digest_size=16).hexdigest()


_KEY = os.urandom(32)


@cache
def _network_of() -> Callable[[Mapping[str, Any]], str]:
    """The portal knows its proxies; this package only asks (``GUESTREG_NETWORK_OF``)."""
    found: Callable[[Mapping[str, Any]], str] = import_string(settings.GUESTREG_NETWORK_OF)
    return found
