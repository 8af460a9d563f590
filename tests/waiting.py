"""Waiting for what has to happen elsewhere: in another process, thread or session."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.01


def comes(condition: Callable[[], object], within: float = PATIENCE_SECONDS) -> bool:
    """Whether it holds within that many seconds."""
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() >= end:
            return False
        # Nobody tells a test what happens elsewhere; it has to look, and leave the processor free.
        time.sleep(PAUSE_SECONDS)
    return True


def until(condition: Callable[[], object]) -> None:
    """Return when it holds. Raises AssertionError where it never comes."""
    assert comes(condition), "It did not happen."
