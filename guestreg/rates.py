"""Counts how often something happens in this process. Keeps counts of the present window only."""

import time
from collections import Counter
from threading import Lock


class Limit:
    """At most ``most`` per window and key. Keys are forgotten when the window is over."""

    def __init__(self, most: int, *, per_seconds: int) -> None:
        self.most = most
        self.seconds = per_seconds
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
            return self._counts[key] <= self.most
